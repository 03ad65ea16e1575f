"""What a person can set, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.settings import APPEARANCES, SCALES, SURE_RANGE
from app.core.text import PERCENT, confidence, percent
from app.ui.dialogs.base import Dialog
from app.ui.look import theme, wording
from app.ui.look.theme import Theme
from app.ui.widgets.controls import Choice, Switch
from app.ui.widgets.fields import FolderField, hint
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from app.core.settings import Settings
    from app.ui.host import Host

TITLE = "Settings"
_SIZE = (700, 784)
_MEGAPIXELS = (25, 50, 100, 200, 500)
_MEGABYTES = (50, 100, 200, 500, 1000)
_APPEARANCES = {"system": "System default", "light": "Light", "dark": "Dark"}


class OneOf(Choice):
    """One of a few numbers; another one, from the settings' file, stays until one is chosen.

    Args:
        words: what is said for a number, ``{}``.
    """

    def __init__(
        self, parent: Any, look: Theme, numbers: Sequence[int], words: str, value: int
    ) -> None:
        self.value = value
        self._numbers = sorted({*numbers, value})
        super().__init__(parent, look, [words.format(n) for n in self._numbers], self._take)
        self._take(self._numbers.index(value))

    def _take(self, index: int) -> None:
        self.value = self._numbers[index]
        self.show(index)


class SettingsDialog(Dialog):
    """Nothing changes until Save is pressed.

    Args:
        settings: those in force.
        own: the threshold of the model's own; None when there is no model.
        watching: whether a folder is watched.
        save: called with what is wanted, and whether the folder is to be watched.
        show_kept: opens what the program keeps.
    """

    def __init__(
        self,
        host: Host,
        settings: Settings,
        own: float | None,
        watching: bool,
        save: Callable[[Settings, bool], None],
        show_kept: Callable[[], None],
    ) -> None:
        super().__init__(host, TITLE, _SIZE)
        look, body = self.look, self.body
        self._settings, self._own, self._put_into_effect = settings, own, save
        self._show_kept = show_kept
        self._appearance, self._scale = settings.appearance, settings.scale
        self._appearances = Choice(
            body, look, list(_APPEARANCES.values()), lambda n: self._choose_appearance(n)
        )
        self._scales = Choice(
            body, look, [percent(scale) for scale in SCALES], lambda n: self._choose_scale(n)
        )
        self._sure = Slider(
            body,
            look,
            (round(SURE_RANGE[0] * 100), round(SURE_RANGE[1] * 100)),
            lambda value: f"{value}{PERCENT}",
            lambda _: self._choose_own(False),
        )
        self._own_switch = Switch(body, look, self._own_words(), ground=theme.BACKGROUND)
        self._own_switch.on_press = lambda: self._choose_own(not self._own_switch.on)
        self._everything = Switch(
            body, look, "Everything here is a product", ground=theme.BACKGROUND
        )
        self._everything.on_press = lambda: self._everything.show(not self._everything.on)
        self._model = FolderField(body, look, "Choose a model folder", settings.model)
        self._watch = FolderField(
            body, look, "Watch a folder for new pictures", settings.watch_folder, self._typed
        )
        self._watching = Switch(body, look, "Watch it now", ground=theme.BACKGROUND)
        self._watching.on_press = lambda: self._watching.show(not self._watching.on)
        self._sorts = Switch(body, look, "Sort what comes into it", ground=theme.BACKGROUND)
        self._sorts.on_press = lambda: self._sorts.show(not self._sorts.on)
        self._megapixels = OneOf(body, look, _MEGAPIXELS, "{} MP", settings.megapixels)
        self._megabytes = OneOf(body, look, _MEGABYTES, "{} MB", settings.megabytes)
        self._build()
        self._show(watching)
        self.first_field = self._appearances
        self.open()

    def _build(self) -> None:
        look, body = self.look, self.body
        sure_hint = hint(
            body,
            look,
            "Below this confidence an answer is marked as unsure so that you can check it. Higher "
            "means fewer mistakes among the sure ones, and more to check.",
        )
        everything_hint = hint(
            body,
            look,
            "What would be “not one of these” is unsure then, with its nearest class. The menu "
            "Review says so for one list alone.",
        )
        model_hint = hint(
            body,
            look,
            "A published version or a folder of versions. Leave it empty for the model that came "
            "with Shelfwise or was refreshed here.",
        )
        self.row(0, "Appearance", self._appearances)
        self.row(1, "Size", self._scales)
        self.row(2, "Sure from", self._sure, hint=sure_hint)
        self.row(3, "", self._own_switch)
        self.row(4, "", self._everything, hint=everything_hint)
        self.row(5, "Model folder", self._model, hint=model_hint)
        self.row(6, "Watch a folder", self._watch)
        self.row(7, "", self._watching)
        sorts_hint = hint(
            body,
            look,
            f"What is sure is moved to its shelf in {wording.place(self._settings.shelves_path)}, "
            "the rest waits in the list. Undo sorting brings it back.",
        )
        self.row(8, "", self._sorts, hint=sorts_hint)
        self.row(9, "Largest picture", self._megapixels)
        self.row(10, "Largest file", self._megabytes)
        self.button("Save", self._save, "primary")
        self.button("Cancel", self.leave)
        self.button("Privacy...", self._leave_for_kept)

    def _show(self, watching: bool) -> None:
        settings = self._settings
        self._choose_appearance(APPEARANCES.index(self._appearance))
        self._choose_scale(SCALES.index(self._scale))
        sure = settings.sure or self._own or SURE_RANGE[0]
        self._sure.show(round(sure * 100))
        self._own_switch.show(settings.sure == 0)
        self._everything.show(settings.everything_is_a_product)
        self._watching.show(watching)
        self._sorts.show(settings.watch_sorts)

    def _choose_appearance(self, index: int) -> None:
        self._appearance = APPEARANCES[index]
        self._appearances.show(index)

    def _choose_scale(self, index: int) -> None:
        self._scale = SCALES[index]
        self._scales.show(index)

    def _own_words(self) -> str:
        return "Use the model's threshold" + (f" ({confidence(self._own)})" if self._own else "")

    def _choose_own(self, own: bool) -> None:
        self._own_switch.show(own)
        if own and self._own is not None:
            self._sure.show(round(self._own * 100))

    def _typed(self) -> None:
        if self._watch.folder is None:
            self._watching.show(False)

    def _leave_for_kept(self) -> None:
        self.destroy()
        self._show_kept()

    def _save(self) -> None:
        model, watch = self._model.folder, self._watch.folder
        wanted = replace(
            self._settings,
            appearance=self._appearance,
            scale=self._scale,
            sure=0.0 if self._own_switch.on else self._sure.value / 100,
            everything_is_a_product=self._everything.on,
            model=str(model) if model is not None else "",
            watch_folder=str(watch) if watch is not None else self._settings.watch_folder,
            watch_sorts=self._sorts.on,
            megapixels=self._megapixels.value,
            megabytes=self._megabytes.value,
        )
        watching = self._watching.on
        self.destroy()
        self._put_into_effect(wanted, watching)
