"""The window: owns the session and the threads, and decides what is on screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import program_log
from app.core.errors import FileAccessError, ShelfwiseError
from app.core.pictures.pool import Decoders
from app.core.places import settings_file
from app.core.settings import SCALES, load_settings, save_changes
from app.ui.commands import Commands
from app.ui.flows.browsing import Browsing
from app.ui.flows.classifying import Classifying
from app.ui.flows.corrections import CorrectionKeeper
from app.ui.flows.deciding import Deciding
from app.ui.flows.list_on_disk import ReviewKeeper
from app.ui.flows.model import ModelKeeper
from app.ui.flows.tools import Tools
from app.ui.intake.clipboard import read_clipboard
from app.ui.intake.dropped import Dropped
from app.ui.look import appearance, file_dialog_style, review_words, theme, wording
from app.ui.look.theme import Theme
from app.ui.menus import command_list
from app.ui.pages.home import HoverSheet
from app.ui.pages.pages import Page, Pages
from app.ui.root import Root
from app.ui.state.session import Session
from app.ui.table.rows import Rows
from app.ui.threads.garbage import Collector
from app.ui.threads.loader import PictureLoader
from app.ui.threads.messages import PreviewReady, ThumbnailReady
from app.ui.threads.pump import Pump
from app.ui.threads.worker import Worker
from app.ui.widgets import labels
from app.ui.widgets.banner import Banner
from app.ui.widgets.menu_bar import MenuBar
from app.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from app.core.models.folder import Contract

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
        self._refresh_job = ""
        self._asked: Contract | None = None  # the model that all answers are from
        self.pump = Pump()
        self.decoders = Decoders()
        self.decoders.limits = self.settings.limits
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
        self.classifying = Classifying(self)
        self.browsing = Browsing(self)
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
        self.classifying.importer.cancel()
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
            self.classifying.take(dropped.paths, may_vanish=may_vanish)
        if dropped.remark:
            self.banner.show(dropped.remark, "warning")

    def paste(self) -> None:
        """Take what is in the clipboard."""
        self.pump.run_task(read_clipboard, self.take, self.tell_error)

    def tell_error(self, error: BaseException) -> None:
        """Show an error as a sentence; one of the program itself goes to the log."""
        program_log.log_error(error)
        if isinstance(error, ShelfwiseError):
            self.banner.show(error.message, "error")
            return
        self.banner.show(program_log.sentence(error, wording.place), "error")

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

    @property
    def page(self) -> Page:
        """What is on screen."""
        return self.pages.current

    def model_changed(self) -> None:
        """Another model is in use, or none can be: everything is asked again."""
        contract = self.model.contract
        if contract is not None and contract is not self._asked:
            self._asked = contract
            self.rows.class_names = contract.class_names
            self.judge()
            self.keeper.model_changed()
            self.classifying.classify(self.session.ask_again())
        self.pages.model_changed()
        self.browsing.fill()
        self.refresh()

    def judge(self) -> None:
        """Derive the verdicts by the threshold in force: the person's own, else the model's."""
        contract = self.model.contract
        sure = self.settings.sure or (contract.thresholds.sure if contract else 0.0)
        if sure:
            self.session.judge(sure)

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
        self._status.show(" ".join(filter(None, words)), self.tools.words)
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
        self.pump.run_task(program_log.log_start, lambda _: None, self.tell_error)

    def _refresh_soon(self) -> None:
        if not self._refresh_job:
            self._refresh_job = self.root.after(_REFRESH_MS, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh_job = ""
        self.refresh()

    def _title(self) -> str:
        match self.page:
            case "picture" if (shown := self.browsing.shown) is not None:
                return review_words.picture_title(shown, self.model.contract)
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
        stage = labels.group(root)
        stage.grid(row=1, sticky="nsew", padx=theme.L, pady=(theme.L, theme.S))
        stage.grid_columnconfigure(0, weight=1)
        stage.grid_rowconfigure(0, weight=1)
        self.pages = Pages(self, stage)
        self._status = StatusLine(root, look)
        self._status.grid(row=2, sticky="ew", padx=theme.XL, pady=(0, theme.S))
        on = self.pump.on
        on(PreviewReady, lambda ready: self.pages.picture.show_preview(ready))
        on(ThumbnailReady, lambda ready: self.pages.list.table.show_thumbnail(ready))
        self.pump.after_messages(self._refresh_soon)

    def use_session(self, session: Session, page: Page) -> None:
        """Put another list on screen."""
        self._collector.renew()
        self.session = session
        self.judge()
        self.keeper.switch(session)
        self.browsing.shown = None
        self.rows.use(session)
        self.show_page(page)

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
