"""The window: puts the parts together and decides what is on screen."""

from __future__ import annotations

import logging
import tkinter as tk
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from app.core.errors import FileAccessError, ShelfwiseError
from app.core.places import log_file, settings_file
from app.core.settings import SCALES, load_settings, save_settings
from app.ui import appearance, command_list, theme, widgets, wording
from app.ui.banner import Banner
from app.ui.card_page import CardPage
from app.ui.clipboard import read_clipboard
from app.ui.commands import Commands
from app.ui.drop_zone import DropZone, HoverSheet
from app.ui.importer import Importer
from app.ui.intake import Dropped
from app.ui.key_sheet import KeySheet
from app.ui.list_view import ListView
from app.ui.messages import Answered, FoundItem, PreviewReady, ThumbnailReady
from app.ui.model_keeper import ModelKeeper
from app.ui.pictures import PictureLoader
from app.ui.pump import Pump
from app.ui.result_view import ResultView
from app.ui.root import Root
from app.ui.session import Item, Session, State
from app.ui.theme import Theme
from app.ui.trouble import ModelTrouble
from app.ui.worker import Task, Worker

Page = Literal["home", "list", "picture", "keys", "card"]

_REFRESH_MS = 80
log = logging.getLogger("shelfwise")


class Window:
    """Owns the root window, the session and the threads.

    Args:
        model: a model folder instead of the one in the settings or the usual places.
    """

    def __init__(self, model: Path | None) -> None:
        self.settings = load_settings(settings_file())
        self.session = Session()
        self.page: Page = "home"
        self.shown: Item | None = None
        self._before: Page = "home"  # where the way back from a help page leads
        self._refresh_job = ""
        self.look = Theme(appearance.resolve(self.settings.appearance), self.settings.scale)
        self.root = Root()
        self.root.on_error = self.tell_error
        self.look.find_font(self.root)
        self.pump = Pump(self.root)
        self.worker = Worker(self.pump.post)
        self.loader = PictureLoader(self.pump.post)
        self.model = ModelKeeper(self, model)
        self.importer = Importer(self.pump, self._arrived, self._nothing_arrived)
        self.commands = Commands()
        command_list.register(self)
        self._build()

    def open(self, paths: Sequence[Path]) -> None:
        """Show the window, load these paths, and stay until it is closed."""
        root = self.root
        root.place_on_screen(self.settings.geometry, self.settings.scale)
        root.protocol("WM_DELETE_WINDOW", self.quit)
        root.listen_for_drops(self._hover, lambda drop: self.take(drop, may_vanish=True))
        root.bind("<FocusIn>", self._focused, add="+")
        self.commands.bind_shortcuts(root)
        self.show_page("home")
        root.update()
        self.worker.start()
        self.loader.start()
        self.model.load()
        self.pump.start()
        if paths:
            self.take(Dropped(tuple(paths)))
        root.mainloop()

    def quit(self) -> None:
        """Remember the window and end."""
        self.remember(geometry=self.root.geometry())
        self.importer.cancel()
        self.worker.close()
        self.loader.close()
        self.pump.stop()
        self.root.destroy()

    def remember(self, **changes: object) -> None:
        """Change settings and write them down."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        try:
            save_settings(settings_file(), self.settings)
        except FileAccessError as error:
            self.banner.show(error.message, "warning")

    def take(self, dropped: Dropped, *, may_vanish: bool = False) -> None:
        """Take what was dropped, pasted or opened, and say what cannot be taken."""
        self.banner.hide()
        if dropped.paths:
            self.importer.take(dropped.paths, may_vanish=may_vanish)
        if dropped.remark:
            self.banner.show(dropped.remark, "warning")

    def paste(self) -> None:
        """Take what is in the clipboard."""
        self.pump.run_task(read_clipboard, self.take, self.tell_error)

    def tell_error(self, error: BaseException) -> None:
        """Show an error as a sentence; one of the program itself goes to the log."""
        if isinstance(error, ShelfwiseError):
            self.banner.show(error.message, "error")
            return
        log.error("unexpected error", exc_info=error)
        self.banner.show(
            f"Something went wrong inside Shelfwise ({type(error).__name__}); "
            f"{wording.place(log_file())} has the details.",
            "error",
        )

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        if page in {"keys", "card"} and self.page not in {"keys", "card"}:
            self._before = self.page
        self.page = page
        front = self._page_widget(page)
        for widget in self._stage.winfo_children():
            if widget is front:
                widget.grid(row=0, column=0, sticky="nsew")
            else:
                widget.grid_remove()
        self.root.focus_set()
        self.refresh()

    def show_item(self, item: Item) -> None:
        """Show one picture large."""
        self.shown = item
        self.list.table.select(item)
        self._fill_result()
        self.show_page("picture")

    def go_back(self) -> None:
        """One step towards the start."""
        if self.page in {"keys", "card"}:
            self.show_page(self._before)
        else:
            self.show_page("list" if len(self.session) > 1 else "home")

    def step(self, rows: int) -> None:
        """Show the next or the previous picture of the list."""
        item = self.neighbour(rows)
        if item is not None:
            self.show_item(item)

    def neighbour(self, rows: int) -> Item | None:
        """The picture that many rows away from the one shown."""
        if self.page != "picture" or self.shown is None:
            return None
        return self.list.table.neighbour(self.shown, rows)

    @property
    def current(self) -> Item | None:
        """The picture that commands are about."""
        if self.page == "picture":
            return self.shown
        return self.list.table.selected if self.page == "list" else None

    @property
    def running(self) -> bool:
        """Whether pictures are looked for or wait to be classified."""
        return self.session.running or self.importer.running

    def cancel(self) -> None:
        """Stop looking for pictures and classifying them."""
        self.importer.cancel()
        self.worker.cancel()
        self.session.cancel()
        self.refresh()

    def classify(self, items: Sequence[Item], *, urgent: bool = False) -> None:
        """Queue those of the items that wait."""
        waiting = [item for item in items if item.state is State.WAITING]
        tasks = [Task(item.id, item.path, item.source) for item in waiting]
        self.worker.enqueue(tasks, urgent=urgent)
        self.refresh()

    def start_anew(self) -> None:
        """Put the list away; it can be taken back."""
        self.cancel()
        old = self.session
        self._use_session(Session(), "home")
        count = wording.pictures(len(old))
        self.banner.show(
            f"The list of {count} was put away.",
            action=("Undo", lambda: self._use_session(old, "list")),
        )

    def set_appearance(self, choice: str) -> None:
        """``system``, ``light`` or ``dark``, from now on."""
        self.remember(appearance=choice)
        self.look.set_mode(appearance.resolve(choice))

    def zoom(self, steps: int) -> None:
        """Make text and widgets larger or smaller; 0 steps is the normal size."""
        position = SCALES.index(self.settings.scale) + steps if steps else SCALES.index(1.0)
        scale = SCALES[min(max(0, position), len(SCALES) - 1)]
        self.remember(scale=scale)
        self.root.limit_size(scale)
        self.look.set_scale(scale)

    def refresh(self) -> None:
        """Bring title, numbers and buttons up to date."""
        if self._refresh_job:
            self.root.after_cancel(self._refresh_job)
            self._refresh_job = ""
        self.root.title(self._title())
        self.list.refresh()
        self.commands.refresh()

    def _refresh_soon(self) -> None:
        if not self._refresh_job:
            self._refresh_job = self.root.after(_REFRESH_MS, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh_job = ""
        self.refresh()

    def _title(self) -> str:
        if self.page == "picture" and self.shown is not None:
            return wording.picture_title(self.shown, self.model.contract)
        if self.page == "list":
            return wording.list_title(self.session.counts)
        if self.page == "keys":
            return wording.titled("Keyboard shortcuts")
        if self.page == "card":
            return wording.titled("About the model")
        if self.banner.message and self.banner.tone != "note":
            return wording.titled(self.banner.message)
        return wording.titled(self.model.state_words())

    def _page_widget(self, page: Page) -> tk.Widget:
        if page == "list":
            return self.list
        if page == "picture":
            return self.result
        if page == "keys":
            return KeySheet(self._stage, self.look, self.commands)
        if page == "card" and self.model.folder:
            self.card.show(self.model.folder)
            return self.card
        return self.trouble if self.model.trouble else self.home

    def _build(self) -> None:
        root, look, commands = self.root, self.look, self.commands
        root.title(wording.APP)
        commands.build_menu(root, look)
        root.grid_columnconfigure(0, weight=1)
        root.grid_rowconfigure(1, weight=1)
        self.banner = Banner(root, look, self.refresh)
        self.banner.grid(row=0, sticky="ew", padx=theme.L, pady=(theme.L, 0))
        self.banner.grid_remove()
        self._stage = widgets.group(root)
        self._stage.grid(row=1, sticky="nsew", padx=theme.L, pady=(theme.L, theme.S))
        self._stage.grid_columnconfigure(0, weight=1)
        self._stage.grid_rowconfigure(0, weight=1)
        self.home = DropZone(self._stage, look, commands)
        self.trouble = ModelTrouble(self._stage, look, commands)
        self.list = ListView(self._stage, look, commands, self.show_item, self.loader)
        self.result = ResultView(self._stage, look, commands, self.loader)
        self.list.set_session(self.session)
        self.card = CardPage(self._stage, look, commands)
        self.status = widgets.label(root, look, role="caption", color=theme.TEXT_MUTED)
        self.status.grid(row=2, sticky="ew", padx=theme.XL, pady=(0, theme.S))
        self._sheet = HoverSheet(root, look)
        self.pump.on(Answered, self._answered)
        self.pump.on(PreviewReady, self.result.show_preview)
        self.pump.on(ThumbnailReady, self.list.table.show_thumbnail)
        self.pump.after_messages(self._refresh_soon)

    def _use_session(self, session: Session, page: Page) -> None:
        self.session = session
        self.shown = None
        self.list.set_session(session)
        self.show_page(page)

    def _arrived(self, found: Sequence[FoundItem], first: bool, complete: bool) -> None:
        items = self.session.add(found)
        single = first and complete and len(items) == 1
        self.list.sort()
        self.classify(items, urgent=single)
        if single:
            self.show_item(items[0])
        elif first:
            self.show_page("list")

    def _nothing_arrived(self, sentence: str) -> None:
        self.banner.show(sentence, "error")

    def _answered(self, answer: Answered) -> None:
        item = self.session.record(answer)
        if item is not None and item is self.shown:
            self._fill_result()

    def _fill_result(self) -> None:
        if self.shown is None:
            return
        row = self.list.table.position(self.shown)
        position = ""
        if row is not None and len(self.session) > 1:
            position = f"{wording.number(row + 1)} of {wording.number(len(self.session))}"
        self.result.show(self.shown, self.model.contract, position)

    def model_changed(self) -> None:
        """Show the classes of the model now in use, and ask it about what another one answered."""
        contract = self.model.contract
        if contract is not None:
            self.home.show_classes(contract.classes)
            self.list.set_contract(contract)
            self.classify(self.session.ask_again())
        elif self.model.error is not None:
            self.trouble.show(self.model.error.message)
        if self.page in {"home", "card"}:
            self.show_page(self.page)
        self._fill_result()
        self.refresh()

    def _hover(self, on: bool) -> None:
        self._sheet.show() if on else self._sheet.hide()

    def _focused(self, event: object) -> None:
        if self.settings.appearance == "system" and getattr(event, "widget", None) is self.root:
            self.pump.run_task(
                lambda: appearance.resolve("system"), self.look.set_mode, self.tell_error
            )


def run(paths: Sequence[Path], model: Path | None) -> int:
    """Open the window, load these files and folders, and stay until it is closed.

    Args:
        model: a model folder instead of the one in the settings or the usual places.

    Returns:
        The exit code of the program.
    """
    Window(model).open(paths)
    return 0
