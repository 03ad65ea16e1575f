"""What a person sets: it counts at once, and is written in one go away from the Tk thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.core.settings import SCALES, Settings
from app.ui.look import appearance

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.preferences import Preferences
    from app.ui.flows.watching import Watching
    from app.ui.look.theme import Theme
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump


class Configuring:
    """Puts settings into effect.

    Args:
        judge: derives the verdicts anew.

    Attributes:
        when_scaled: called with the scale after it was changed.
    """

    def __init__(
        self,
        preferences: Preferences,
        look: Theme,
        model: ModelInUse,
        watching: Watching,
        decoders: Decoders,
        pump: Pump,
        tells: Tells,
        judge: Callable[[], None],
    ) -> None:
        self._preferences = preferences
        self._look = look
        self._model = model
        self._watching = watching
        self._decoders = decoders
        self._pump = pump
        self._tells = tells
        self._judge = judge
        self.when_scaled: list[Callable[[float], None]] = []

    @property
    def now(self) -> Settings:
        """Return the settings in force."""
        return self._preferences.now

    def set_appearance(self, choice: str) -> None:
        """Wear ``system``, ``light`` or ``dark`` from now on."""
        self._preferences.remember(appearance=choice)
        self._look.set_mode(appearance.resolve(choice))

    def follow_system(self) -> None:
        """Look whether the system has gone dark or light, where that is what is worn."""
        if self.now.appearance == "system":
            self._pump.run_task(
                lambda: appearance.resolve("system"), self._look.set_mode, self._tells.fail
            )

    def zoom(self, steps: int) -> None:
        """Make text and widgets larger or smaller; 0 steps is the normal size."""
        position = SCALES.index(self.now.scale) + steps if steps else SCALES.index(1.0)
        scale = SCALES[min(max(0, position), len(SCALES) - 1)]
        self._preferences.remember(scale=scale)
        self._scale(scale)

    def set_sure(self, sure: float) -> None:
        """Say *sure* from this confidence on; 0 for the model's own. Answers are judged anew."""
        self._preferences.remember(sure=sure)
        self._judge()

    def save(self, wanted: Settings, watching: bool) -> None:
        """Put what differs from the present settings into effect.

        The model counts as chosen only once it answers, and the folder as watched once it is.
        """
        before = self.now
        model = wanted.model_path
        changes = {
            name: value
            for name, value in asdict(wanted).items()
            if value != getattr(before, name) and name not in {"model", "watching"}
        }
        if not watching and before.watching:
            changes["watching"] = False
        if model is None and before.model:
            changes["model"] = ""
        if changes:
            self._preferences.remember(**changes)
        if "appearance" in changes:
            self._look.set_mode(appearance.resolve(wanted.appearance))
        if "scale" in changes:
            self._scale(wanted.scale)
        if changes.keys() & {"sure", "everything_is_a_product"}:
            self._judge()
        if model != before.model_path:
            self._model.use_location(model)
        self._watch(wanted, watching)
        self._decoders.limits = self.now.limits

    def _watch(self, wanted: Settings, watching: bool) -> None:
        folder = wanted.watch_path
        if not watching:
            self._watching.leave_off()
        elif folder is not None and folder != self._watching.folder:
            self._watching.watch(folder)

    def _scale(self, scale: float) -> None:
        for listener in self.when_scaled:
            listener(scale)
        self._look.set_scale(scale)
