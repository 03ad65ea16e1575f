"""The window: puts the parts together and decides what is on screen."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app.core.errors import FileAccessError, ShelfwiseError
from app.core.places import log_file, model_location, settings_file
from app.core.settings import load_settings, save_settings
from app.ui import appearance, command_list, theme, widgets, wording
from app.ui.banner import Banner
from app.ui.clipboard import read_clipboard
from app.ui.commands import Commands
from app.ui.drop_zone import DropZone, HoverSheet
from app.ui.intake import Dropped, scan
from app.ui.list_view import ListView
from app.ui.messages import (
    Answered,
    Found,
    ModelReady,
    ModelRefused,
    PreviewReady,
    ThumbnailReady,
)
from app.ui.pictures import PictureLoader, PreviewRequest
from app.ui.pump import Pump
from app.ui.result_view import ResultView
from app.ui.root import Root
from app.ui.session import Item, Session, State
from app.ui.theme import Theme
from app.ui.worker import Task, Worker

if TYPE_CHECKING:
    from app.core.model_folder import ModelFolder

log = logging.getLogger("shelfwise")


def run(paths: Sequence[Path], model: Path | None) -> int:
    """Open the window, load these files and folders, and stay until it is closed.

    Args:
        model: a model folder instead of the one in the settings or the usual places.

    Returns:
        The exit code of the program.
    """
    window = Window(model)
    window.open(paths)
    return 0


class Window:
    """Owns the root window, the session and the threads."""

    def __init__(self, model: Path | None) -> None:
        self.settings = load_settings(settings_file())
        self.session = Session()
        self.model: ModelFolder | None = None
        self.model_error: ShelfwiseError | None = None
        self.shown: Item | None = None
        self.map_on = False
        self._explicit_model = model
        self._intakes: dict[int, Event] = {}
        self._intake_count: dict[int, int] = {}
        self._next_intake = 1
        self._ticket = 0
        self._listing = False
        self.look = Theme(appearance.resolve(self.settings.appearance), self.settings.scale)
        self.root = Root()
        self.look.attach()
        self.pump = Pump(self.root)
        self.worker = Worker(self.pump.post)
        self.loader = PictureLoader(self.pump.post)
        self.commands = Commands()
        command_list.register(self)
        self._build()

    def open(self, paths: Sequence[Path]) -> None:
        """Show the window and stay in it until it is closed."""
        root = self.root
        root.place_on_screen(self.settings.geometry, self.settings.scale)
        root.protocol("WM_DELETE_WINDOW", self.quit)
        root.on_error = self._tell_of_bug
        root.listen_for_drops(self._hover, self._dropped)
        self.commands.bind_shortcuts(root)
        root.bind("<FocusIn>", self._focused, add="+")
        self._show_home()
        root.update()
        self.worker.start()
        self.worker.load_model(model_location(self._explicit_model, self.settings.model_path))
        self.loader.start()
        self.pump.start()
        if paths:
            self.take(paths)
        root.mainloop()

    def quit(self) -> None:
        """Remember the window and end."""
        self.remember(geometry=self.root.geometry())
        for cancel in self._intakes.values():
            cancel.set()
        self.worker.close()
        self.loader.close()
        self.pump.stop()
        self.root.destroy()

    def remember(self, **changes: str | float) -> None:
        """Change settings and write them down."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        try:
            save_settings(settings_file(), self.settings)
        except FileAccessError as error:
            self.banner.show(error.message, "warning")

    def take(self, paths: Sequence[Path], *, may_vanish: bool = False) -> None:
        """Look for pictures among files and folders, and classify them."""
        intake, cancel = self._next_intake, Event()
        self._next_intake += 1
        self._intakes[intake] = cancel
        self._intake_count[intake] = 0
        self.banner.hide()
        scan(intake, paths, self.pump.post, cancel, may_vanish=may_vanish)

    def take_dropped(self, dropped: Dropped, *, may_vanish: bool = False) -> None:
        """Take what a drop or a paste brought, and say what cannot be taken."""
        if dropped.paths:
            self.take(dropped.paths, may_vanish=may_vanish)
        if dropped.remark:
            self.banner.show(dropped.remark, "warning")

    def paste(self) -> None:
        """Take what is in the clipboard."""
        self.pump.run_task(read_clipboard, self.take_dropped, self.tell_error)

    def tell_error(self, error: BaseException) -> None:
        """Show an error as a sentence; one of the program goes to the log too."""
        if isinstance(error, ShelfwiseError):
            self.banner.show(error.message, "error")
        else:
            self._tell_of_bug(error)

    def show_item(self, item: Item) -> None:
        """Show one picture large."""
        self.shown = item
        self.list.table.select(item)
        self._raise(self.result)
        self._show_shown()
        self._ask_preview()
        self.root.focus_set()
        self.refresh()

    def show_list(self) -> None:
        """Show the list."""
        self.shown = None
        self._listing = True
        self._raise(self.list)
        self.list.table.take_focus()
        self.refresh()

    def go_back(self) -> None:
        """From a picture to the list, or to the start when there is no list."""
        if len(self.session) > 1:
            self.show_list()
        else:
            self._show_home()

    def step(self, rows: int) -> None:
        """Show the next or the previous picture of the list."""
        item = self.list.table.neighbour(self.shown, rows) if self.shown else None
        if item is not None:
            self.show_item(item)

    def can_step(self, rows: int) -> bool:
        """Whether there is one."""
        return bool(self.shown and self.list.table.neighbour(self.shown, rows))

    def toggle_map(self) -> None:
        """Lay the activation map over the picture, or take it off."""
        self.map_on = not self.map_on
        self.result.show_map(self.map_on)

    def cancel(self) -> None:
        """Stop looking for pictures and classifying them."""
        for event in self._intakes.values():
            event.set()
        self.worker.cancel()
        self.session.cancel()
        self.refresh()

    def resume(self) -> None:
        """Go on with what was cancelled."""
        items = self.session.resume()
        self.worker.enqueue([Task(item.id, item.path, item.source) for item in items])
        self.refresh()

    @property
    def running(self) -> bool:
        """Whether pictures are looked for or wait to be classified."""
        return self.session.running or bool(self._intakes)

    def refresh(self) -> None:
        """Bring title, buttons and numbers up to date."""
        contract = self.model.contract if self.model else None
        if self.shown is not None:
            self.root.title(wording.picture_title(self.shown, contract))
        elif self._listing:
            self.root.title(wording.list_title(self.session.counts))
        elif self.banner.message and self.banner.tone != "note":
            self.root.title(wording.titled(self.banner.message))
        elif self.model is None:
            self.root.title(wording.titled("Loading the model" + wording.ELLIPSIS))
        else:
            self.root.title(wording.APP)
        self.list.refresh()
        self.commands.refresh()

    def _build(self) -> None:
        root, look = self.root, self.look
        self.commands.build_menu(root, look)
        root.grid_columnconfigure(0, weight=1)
        root.grid_rowconfigure(1, weight=1)
        self.banner = Banner(root, look, self.refresh)
        self.banner.grid(row=0, sticky="ew", padx=theme.L, pady=(theme.L, 0))
        self._stage = widgets.clear_frame(root)
        self._stage.grid(row=1, sticky="nsew", padx=theme.L, pady=theme.L)
        self._stage.grid_columnconfigure(0, weight=1)
        self._stage.grid_rowconfigure(0, weight=1)
        self.home = DropZone(self._stage, look, self.commands)
        self.list = ListView(
            self._stage, look, self.commands, self.show_item, self.loader.thumbnails
        )
        self.result = ResultView(self._stage, look, self.commands, self._preview_sized)
        self._status = widgets.label(
            root, look, "Loading the model" + wording.ELLIPSIS, "caption", theme.TEXT_MUTED
        )
        self._status.grid(row=2, sticky="ew", padx=theme.XL, pady=(0, theme.M))
        self._sheet = HoverSheet(root, look)
        self._preview_size = (0, 0)
        self.banner.grid_remove()
        on = self.pump.on
        on(ModelReady, self._model_ready)
        on(ModelRefused, self._model_refused)
        on(Found, self._found)
        on(Answered, self._answered)
        on(PreviewReady, self._preview_ready)
        on(ThumbnailReady, lambda ready: self.list.table.show_thumbnail(ready))
        self.pump.after_messages(self.refresh)

    def _raise(self, view: object) -> None:
        for candidate in (self.home, self.list, self.result):
            if candidate is view:
                candidate.grid(row=0, column=0, sticky="nsew")
            else:
                candidate.grid_remove()
        if view is not self.list:
            self._listing = False

    def _show_home(self) -> None:
        self.shown = None
        self._raise(self.home)
        self.refresh()

    def _model_ready(self, ready: ModelReady) -> None:
        self.model, self.model_error = ready.folder, None
        contract = ready.folder.contract
        self.home.show_classes(contract.classes)
        self.list.set_contract(contract)
        self._status.configure(
            text=f"Model {contract.version} is ready. Nothing leaves this computer."
        )
        if ready.passed_over:
            self.banner.show(ready.passed_over[0].message, "warning")

    def _model_refused(self, refused: ModelRefused) -> None:
        self.model_error = refused.error
        self.banner.show(refused.error.message, "error")
        if self.model is None:
            self._status.configure(text="No model")

    def _found(self, found: Found) -> None:
        first = self._intake_count[found.intake] == 0
        if first and found.complete and all(item.failed for item in found.items):
            self._tell_nothing_found(found)
            items: list[Item] = []
        else:
            items = self.session.add(found.items)
            single = first and found.complete and len(items) == 1
            tasks = [Task(i.id, i.path, i.source) for i in items if i.state is State.WAITING]
            self.worker.enqueue(tasks, urgent=single)
            self.list.sort()
            if single:
                self.show_item(items[0])
            elif first:
                self.show_list()
        self._intake_count[found.intake] += len(items)
        if found.complete:
            del self._intakes[found.intake]

    def _tell_nothing_found(self, found: Found) -> None:
        errors = [item.failed.error for item in found.items if item.failed and item.failed.error]
        if errors:
            more = f" ({len(errors) - 1} more like this.)" if len(errors) > 1 else ""
            self.banner.show(errors[0][1] + more, "error")

    def _answered(self, answer: Answered) -> None:
        item = self.session.record(answer)
        if item is not None and item is self.shown:
            self._show_shown()
            self._ask_preview()

    def _show_shown(self) -> None:
        if self.shown is None:
            return
        position = self.list.table.position(self.shown)
        text = ""
        if position is not None and len(self.session) > 1:
            text = f"{wording.number(position + 1)} of {wording.number(len(self.session))}"
        self.result.show(self.shown, self.model.contract if self.model else None, text)

    def _preview_sized(self, width: int, height: int) -> None:
        self._preview_size = (width, height)
        self._ask_preview()

    def _ask_preview(self) -> None:
        width, height = self._preview_size
        if self.shown is None or width < 2:
            return
        self._ticket += 1
        self.loader.preview(
            PreviewRequest(
                self._ticket,
                self.shown.source,
                width,
                height,
                self.shown.prediction,
                self.model.contract if self.model else None,
            )
        )

    def _preview_ready(self, preview: PreviewReady) -> None:
        if preview.ticket == self._ticket:
            self.result.show_preview(preview)

    def _hover(self, on: bool) -> None:
        self._sheet.show() if on else self._sheet.hide()

    def _dropped(self, dropped: Dropped) -> None:
        self.take_dropped(dropped, may_vanish=True)

    def _focused(self, event: object) -> None:
        if self.settings.appearance == "system":
            self.pump.run_task(
                lambda: appearance.resolve("system"), self.look.set_mode, self.tell_error
            )

    def _tell_of_bug(self, error: BaseException) -> None:
        log.error("unexpected error", exc_info=error)
        self.banner.show(
            f"Something went wrong in the program ({type(error).__name__}); "
            f"details are in {wording.place(log_file())}.",
            "error",
        )
