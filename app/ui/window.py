"""Makes the parts of the window and ties them: each is given what it uses, none the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.one_window import Door
from app.core.pictures.pool import Decoders
from app.core.places import settings_file
from app.ui.commands import Commands
from app.ui.flows.flows import make_flows
from app.ui.host import Host
from app.ui.intake.dropped import Dropped
from app.ui.menus import menus
from app.ui.pages.frame import Frame
from app.ui.pages.pages import Pages
from app.ui.root import Root
from app.ui.state.lists import Lists
from app.ui.state.screen import Screen
from app.ui.threads.threads import Threads
from app.ui.widgets.banner import Notices

_REFRESH_MS = 80
_IDLE_MS = 150


class Window:
    """Owns the parts; refreshes what is on screen when one of them says that something changed.

    Args:
        model: a model folder instead of the one in the settings or the usual places.
        load: let the worker load the model while the window is being made, not later.
    """

    def __init__(self, model: Path | None, *, load: bool = False) -> None:
        self._refresh_job = ""
        self.remark = ""
        self.lists, self.screen, self.tells = Lists(), Screen(), Notices()
        self.decoders = Decoders()
        self.threads = Threads(self.decoders)
        self.pump = self.threads.pump
        self.flows = make_flows(
            settings_file(),
            model,
            self.lists,
            self.threads.worker,
            self.decoders,
            self.pump,
            self.screen,
            self.tells,
            self.refresh,
            load=load,
        )
        self.root = Root()
        self.root.on_error = self.tells.fail
        look = self.flows.look
        look.find_font(self.root)
        jobs = self.threads.jobs(self.root)
        self.commands = Commands()
        self.host = Host(self.root, look, self.commands, self.pump, jobs, self.tells)
        menus.register(
            self.host,
            self.lists,
            self.screen,
            self.flows,
            self.decoders,
            lambda: self.pages,
            self.refresh,
            self.quit,
        )
        self.frame = Frame(self.host)
        self.pages = Pages(
            self.frame.stage,
            self.host,
            self.lists,
            self.screen,
            self.flows,
            self.threads.loader,
            self.decoders,
            self.refresh,
        )
        self._tie()

    def open(self, paths: Sequence[Path], door: Door | None = None) -> None:
        """Show the window, load these paths, and stay until it is closed.

        Args:
            door: where other starts of the program hand over what they were given.
        """
        root, flows = self.root, self.flows
        root.place_on_screen(flows.preferences.now.geometry, flows.preferences.now.scale)
        root.protocol("WM_DELETE_WINDOW", self.quit)
        root.listen_for_drops(
            self.frame.hover, lambda drop: flows.classifying.take(drop, may_vanish=True)
        )
        root.bind("<FocusIn>", self._focused, add="+")
        self.commands.bind_shortcuts(root)
        self.screen.show("home")
        root.deiconify()
        root.update()
        self.decoders.prepare()
        self.threads.start(root)
        flows.start()
        root.after(_IDLE_MS, self._make_ready)
        if door is not None:
            door.listen(lambda paths: self.pump.soon(lambda: self._handed_over(paths)))
        if paths:
            flows.classifying.take(Dropped(tuple(paths)))
        root.mainloop()

    def quit(self) -> None:
        """End; while a training is at work, ask first."""
        if not self.pages.ask_before_end(self.end):
            self.end()

    def end(self) -> None:
        """Remember the window and end."""
        self.flows.preferences.remember(geometry=self.root.own_geometry)
        self.pages.stop()
        self.threads.stop_working()
        self.flows.stop()
        self.decoders.close()  # the last corrections are cut out of their pictures before
        self.threads.stop()
        self.root.destroy()

    def refresh(self) -> None:
        """Bring title, numbers, buttons and the page in front up to date."""
        if self._refresh_job:
            self.root.after_cancel(self._refresh_job)
            self._refresh_job = ""
        flows = self.flows
        self.lists.rows.follow()
        flows.disk.follow()
        first = flows.reviewing.echo or flows.model.status_words()
        words = (first, flows.learning.words, flows.corrections.words)
        title = self.pages.title(self.tells.trouble)
        self.frame.show(title, " ".join(filter(None, words)), self.pages.words)
        self.pages.refresh()
        self.commands.refresh()

    def _handed_over(self, paths: Sequence[Path]) -> None:
        """Another start of the program was given these: this is the window that takes them."""
        self.root.come_to_front()
        if paths:
            self.flows.classifying.take(Dropped(tuple(paths)))

    def _tie(self) -> None:
        """Let the parts hear of one another."""
        self.tells.place = lambda: self.frame.new_banner(self.refresh)
        self.screen.on_show = self._page_shown
        self.lists.when_switched.append(self.threads.collector.renew)
        self.flows.model.when_changed.append(self._model_changed)
        self.flows.configuring.when_scaled.append(self.root.limit_size)
        self.threads.show_pictures(self.pages.show_preview, self.pages.show_thumbnail)
        self.pump.after_messages(self._refresh_soon)
        self.root.title(self.pages.title(""))

    def _page_shown(self) -> None:
        self.tells.hush(self.screen.compact)
        self.frame.be_compact(self.screen.compact)
        self.pages.bring_to_front()
        self._tell_trouble()
        self.root.focus_set()
        self.refresh()

    def _model_changed(self) -> None:
        self._tell_trouble()
        self.pages.model_changed()
        self.refresh()

    def _tell_trouble(self) -> None:
        if self.screen.page != "home":  # which says itself why there is no model
            self.flows.model.tell_trouble()

    def _make_ready(self) -> None:
        """Do what can wait until the window is there, a little at a time."""
        self.pages.make_ready()
        if self.pages.ready:
            self.frame.style_file_dialogs()
            self.threads.log_start()
            if self.remark:
                self.tells.say(self.remark, "warning")
            self.pages.offer_stopped()
        else:
            self.root.after(_IDLE_MS, self._make_ready)

    def _refresh_soon(self) -> None:
        if not self._refresh_job:
            self._refresh_job = self.root.after(_REFRESH_MS, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh_job = ""
        self.refresh()

    def _focused(self, event: object) -> None:
        if getattr(event, "widget", None) is self.root:
            self.flows.configuring.follow_system()


def run(paths: Sequence[Path], model: Path | None, door: Door, remark: str = "") -> int:
    """Open the window, load these files and folders, and stay until it is closed.

    Args:
        model: a model folder instead of the one in the settings or the usual places.
        door: where other starts of the program hand over what they were given.
        remark: what is said once the window is there.

    Returns:
        The exit code of the program.
    """
    window = Window(model, load=True)
    window.remark = remark
    window.open(paths, door)
    door.close()
    return 0
