"""The window: owns the session and the threads, and decides what is on screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.decoders import Decoders
from app.core.errors import FileAccessError, ShelfwiseError
from app.core.places import log_file, settings_file
from app.core.settings import SCALES, load_settings, save_changes
from app.ui import (
    appearance,
    command_list,
    error_log,
    file_dialog_style,
    review_words,
    theme,
    widgets,
    wording,
)
from app.ui.banner import Banner
from app.ui.clipboard import read_clipboard
from app.ui.collector import Collector
from app.ui.commands import Commands
from app.ui.correction_keeper import CorrectionKeeper
from app.ui.deciding import Deciding
from app.ui.drop_zone import HoverSheet
from app.ui.importer import Importer
from app.ui.intake import Dropped
from app.ui.menu_bar import MenuBar
from app.ui.messages import Answered, FoundItem, PreviewReady, ThumbnailReady
from app.ui.model_keeper import ModelKeeper
from app.ui.pages import ASIDE, Page, Pages
from app.ui.pictures import PictureLoader
from app.ui.pump import Pump
from app.ui.review_keeper import ReviewKeeper
from app.ui.root import Root
from app.ui.rows import Rows
from app.ui.session import Item, Session, State
from app.ui.theme import Theme
from app.ui.tools import Tools
from app.ui.worker import Task, Worker

if TYPE_CHECKING:
    from app.core.model_folder import Contract

_REFRESH_MS = 80
_IDLE_MS = 150


class Window:
    """Owns the root window, the session and the threads.

    Args:
        model: a model folder instead of the one in the settings or the usual places.
        load: let the worker load the model while the window is being made, not later.
    """

    def __init__(self, model: Path | None, *, load: bool = False) -> None:
        self.settings = load_settings(settings_file())
        if not settings_file().exists():
            self.settings = replace(self.settings, scale=appearance.system_scale(SCALES))
        self.session = Session()
        self.rows = Rows(self.session)
        self._collector = Collector()
        self.shown: Item | None = None
        self._refresh_job = ""
        self._asked: Contract | None = None  # the model that all answers are from
        self.pump = Pump()
        self.decoders = Decoders()
        self.worker = Worker(self.pump.post, self.decoders)
        self.model = ModelKeeper(self, model)
        if load:
            self.worker.start()
            self.model.load()
        self.look = Theme(appearance.resolve(self.settings.appearance), self.settings.scale)
        self.root = Root()
        self.root.on_error = self.tell_error
        self.look.find_font(self.root)
        self.loader = PictureLoader(self.pump.post, self.decoders)
        self.importer = Importer(self.pump, self._arrived, self._nothing_arrived)
        self.tools = Tools(self)
        self.corrections = CorrectionKeeper(self)
        self.keeper = ReviewKeeper(self)
        self.deciding = Deciding(self)
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
        root.deiconify()
        root.update()
        self.decoders.prepare()
        self.loader.start()
        self.pump.start(root)
        self._collector.start(root)
        self.tools.start()
        self.corrections.start()
        root.after(_IDLE_MS, self._make_ready)
        if paths:
            self.take(Dropped(tuple(paths)))
        root.mainloop()

    def quit(self) -> None:
        """Remember the window and end."""
        self.remember(geometry=self.root.geometry())
        self.importer.cancel()
        self.tools.stop()
        self.worker.close()
        self.loader.close()
        self.decoders.close()
        self.keeper.stop()
        self.corrections.stop()
        self.pump.stop()
        self._collector.stop()
        self.root.destroy()

    def remember(self, **changes: object) -> None:
        """Change settings and write them down."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        try:
            save_changes(settings_file(), self.settings, changes)
        except FileAccessError as error:
            self.banner.show(error.message, "warning")

    def take(self, dropped: Dropped, *, may_vanish: bool = False) -> None:
        """Take what was dropped, pasted or opened, and say what cannot be taken."""
        self.hide_banner()
        if dropped.paths:
            paths = [path.absolute() for path in dropped.paths]
            self.keeper.opened(paths)
            self.importer.take(paths, may_vanish=may_vanish)
        if dropped.remark:
            self.banner.show(dropped.remark, "warning")

    def append(self, found: Sequence[FoundItem]) -> None:
        """Classify pictures that came by themselves, without leaving what is on screen."""
        self.keeper.opened([item.path for item in found])
        items = self.session.add(found)
        self.rows.sort()
        self.classify(items, urgent=True)
        self.keeper.arrived()
        if self.page == "home":
            self.show_page("list")

    def paste(self) -> None:
        """Take what is in the clipboard."""
        self.pump.run_task(read_clipboard, self.take, self.tell_error)

    def tell_error(self, error: BaseException) -> None:
        """Show an error as a sentence; one of the program itself goes to the log."""
        if isinstance(error, ShelfwiseError):
            self.banner.show(error.message, "error")
            return
        error_log.write(error)
        self.banner.show(
            f"Something went wrong inside Shelfwise ({type(error).__name__}); "
            f"{wording.place(log_file())} has the details.",
            "error",
        )

    @cached_property
    def banner(self) -> Banner:
        """The line at the top; made when there is something to say."""
        banner = Banner(self.root, self.look, self.refresh)
        banner.grid(row=0, sticky="ew", padx=theme.L, pady=(theme.L, 0))
        return banner

    def hide_banner(self) -> None:
        """Say nothing any more."""
        if "banner" in self.__dict__:
            self.banner.hide()

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self.pages.show(page)
        self.model.tell_trouble()
        self.root.focus_set()
        self.refresh()

    def show_item(self, item: Item) -> None:
        """Show one picture large."""
        self.shown = item
        if item.state is State.WAITING:
            self.worker.hurry(item.id)
        self.rows.select(item)
        self._ask_reason(item)
        self.fill_picture()
        self.show_page("picture")

    def go_back(self) -> None:
        """One step towards the start."""
        if self.page in ASIDE:
            self.show_page(self.pages.before)
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
        return self.rows.neighbour(self.shown, rows)

    @property
    def page(self) -> Page:
        """What is on screen."""
        return self.pages.current

    @property
    def current(self) -> Item | None:
        """The picture that commands are about."""
        if self.page == "picture":
            return self.shown
        return self.rows.selected if self.page == "list" else None

    @property
    def running(self) -> bool:
        """Whether pictures are looked for or wait to be classified."""
        return self.session.running or self.importer.running

    def cancel(self) -> None:
        """Stop looking for pictures and classifying them."""
        self.session.cut_short = self.session.cut_short or self.importer.running
        self.importer.cancel()
        self.worker.cancel()
        self.session.cancel()
        self.refresh()

    @property
    def can_resume(self) -> bool:
        """Whether something was cancelled."""
        return self.session.counts.cancelled > 0 or self.session.cut_short

    def resume(self) -> None:
        """Go on with what was cancelled."""
        self.classify(self.session.resume())
        if self.session.cut_short:
            self._look_again()

    def taken_up(self) -> None:
        """The list of another time is back: look for what it does not have yet."""
        self.rows.least_sure_first()
        self._look_again()
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
        self.use_session(Session(), "home")
        self.banner.show(
            f"The list of {wording.pictures(len(old))} was put away.",
            action=("Undo", lambda: self.use_session(old, "list")),
        )

    def model_changed(self) -> None:
        """Another model is in use, or none can be: everything is asked again."""
        contract = self.model.contract
        if contract is not None and contract is not self._asked:
            self._asked = contract
            self.rows.class_names = contract.class_names
            self.keeper.model_changed()
            self.classify(self.session.ask_again())
        self.pages.model_changed()
        self.fill_picture()
        self.refresh()

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
        self.rows.follow()
        self.keeper.follow()
        self.root.title(self._title())
        words = (self.model.status_words(), self.corrections.words)
        self.status.configure(text=" ".join(filter(None, words)))
        self.beside.configure(text=self.tools.words)
        if self.page == "list":
            self.pages.list.refresh()
        self.commands.refresh()

    def _make_ready(self) -> None:
        """Do what can wait until the window is there, a little at a time."""
        self.pages.make_ready()
        if not self.pages.ready:
            self.root.after(_IDLE_MS, self._make_ready)
            return
        file_dialog_style.install(self.root, self.look)

    def _refresh_soon(self) -> None:
        if not self._refresh_job:
            self._refresh_job = self.root.after(_REFRESH_MS, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh_job = ""
        self.refresh()

    def _title(self) -> str:
        match self.page:
            case "picture" if self.shown is not None:
                return review_words.picture_title(self.shown, self.model.contract)
            case "list":
                return wording.list_title(self.session.counts)
            case "keys":
                return wording.titled("Keyboard shortcuts")
            case "card":
                return wording.titled(self.model.card_title())
            case "refresh":
                return wording.titled(self.tools.refreshing.title())
        banner = self.__dict__.get("banner")
        if isinstance(banner, Banner) and banner.message and banner.tone != "note":
            return wording.titled(banner.message)
        return wording.titled(self.model.title_words())

    def _build(self) -> None:
        root, look = self.root, self.look
        root.title(wording.titled(self.model.title_words()))
        MenuBar(root, look, self.commands)
        root.grid_columnconfigure(0, weight=1)
        root.grid_rowconfigure(1, weight=1)
        stage = widgets.group(root)
        stage.grid(row=1, sticky="nsew", padx=theme.L, pady=(theme.L, theme.S))
        stage.grid_columnconfigure(0, weight=1)
        stage.grid_rowconfigure(0, weight=1)
        self.pages = Pages(self, stage)
        self.status = widgets.label(root, look, role="caption", color=theme.TEXT_MUTED)
        self.status.grid(row=2, sticky="ew", padx=theme.XL, pady=(0, theme.S))
        self.beside = widgets.label(root, look, role="caption", color=theme.ACCENT_TEXT)
        self.beside.grid(row=2, sticky="e", padx=theme.XL, pady=(0, theme.S))
        on = self.pump.on
        on(Answered, self._answered)
        on(PreviewReady, lambda ready: self.pages.picture.show_preview(ready))
        on(ThumbnailReady, lambda ready: self.pages.list.table.show_thumbnail(ready))
        self.pump.after_messages(self._refresh_soon)

    def use_session(self, session: Session, page: Page) -> None:
        """Put another list on screen."""
        self._collector.renew()
        self.session = session
        self.keeper.switch(session)
        self.shown = None
        self.rows.use(session)
        self.show_page(page)

    def _arrived(self, found: Sequence[FoundItem], first: bool, complete: bool) -> None:
        items = self.session.add(found)
        single = first and complete and len(items) == 1
        self.rows.sort()
        self.classify(items, urgent=single)
        self.keeper.arrived()
        if single:
            self.show_item(items[0])
        elif first:
            self.show_page("list")

    def _look_again(self) -> None:
        """Look for pictures where some were found before; those that are known stay as they are."""
        self.session.cut_short = False
        self.importer.take(self.session.opened, arrived=self._arrived_again)

    def _arrived_again(self, found: Sequence[FoundItem], _first: bool, _complete: bool) -> None:
        items = self.session.add(found, keep_answers=True)
        self.rows.sort()
        self.classify(items)
        self.keeper.arrived()

    def _ask_reason(self, item: Item) -> None:
        """An answer of another time came without its activation map."""
        if item.state is State.DONE and item.prediction is None:
            self.worker.enqueue([Task(item.id, item.path, item.source)], urgent=True)

    def _nothing_arrived(self, sentence: str) -> None:
        self.banner.show(sentence, "error")

    def _answered(self, answer: Answered) -> None:
        item = self.session.record(answer)
        if item is not None and item is self.shown:
            self.fill_picture()

    def fill_picture(self) -> None:
        """Bring the picture page up to date."""
        if self.shown is None:
            return
        row = self.rows.position(self.shown)
        position = ""
        if row is not None and len(self.rows) > 1:
            position = f"{wording.number(row + 1)} of {wording.number(len(self.rows))}"
        trouble = self.model.error.message if self.model.trouble and self.model.error else ""
        self.pages.picture.show(self.shown, self.model.contract, position, trouble)

    @cached_property
    def _sheet(self) -> HoverSheet:
        return HoverSheet(self.root, self.look)

    def _hover(self, on: bool) -> None:
        if on:
            self._sheet.show()
        else:
            self._sheet.hide()

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
    Window(model, load=True).open(paths)
    return 0
