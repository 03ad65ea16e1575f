"""Where training is not installed: install it now, or copy the command."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.extras import install_command, is_frozen
from app.core.installing import Installation
from app.core.text import counted
from app.ui.look import spacing, theme, wording
from app.ui.widgets import labels
from app.ui.widgets.controls import Button

if TYPE_CHECKING:
    from app.ui.host import Host

_WHAT = (
    "Training needs TensorFlow, which Shelfwise itself does without. It can be installed beside "
    "Shelfwise: about 600 MB are downloaded, and 2 GB of the disk are needed."
)
_TITLE, _TITLE_WORKING = "Training is not installed here", "What training needs is being installed"
_WORKING = "This takes some minutes, {} so far. You can go on working meanwhile."
_TICK_MS = 1000
_DOWNLOADING = re.compile(r"Downloading (?:\S*/)?([A-Za-z0-9._]+?)(?:-\d\S*)? (\(.+\))")
_LOOKING = re.compile(r"Collecting ([\w.-]+)")
_UNPACKING = "Installing collected packages:"


class InstallPage(ctk.CTkFrame):  # type: ignore[misc]
    """Shown until training is there.

    Args:
        installation: what is under way, kept while another page is shown.
        changed: called when it has ended.
    """

    def __init__(
        self, parent: Any, host: Host, installing: Installing, changed: Callable[[], None]
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        look = host.look
        self._host, self._installing = host, installing
        self.grid_columnconfigure(0, weight=1)
        self._title = labels.label(self, look, _TITLE, "title")
        self._title.grid(row=0, sticky="ew", padx=theme.XL, pady=(theme.XL, theme.S))
        self._words = labels.paragraph(self, look, _WHAT, color=theme.TEXT_MUTED)
        self._words.grid(row=1, sticky="ew", padx=theme.XL)
        buttons = labels.group(self)
        buttons.grid(row=2, sticky="w", padx=theme.XL, pady=theme.L)
        self._now = Button(
            buttons, look, "Install now (about 600 MB)", "primary", ground=theme.SURFACE
        )
        self._now.on_press = self._install
        spacing.pack(self._now, look, side="left", padx=(0, theme.S))
        if not is_frozen():
            copy = Button(buttons, look, "Copy the command", ground=theme.SURFACE)
            copy.on_press = self._copy
            spacing.pack(copy, look, side="left")
        self._line = labels.paragraph(self, look, "", "caption", theme.TEXT_MUTED)
        self._line.grid(row=3, sticky="ew", padx=theme.XL)
        installing.on_line = self._told
        installing.on_end = changed
        self._now.focus_set()
        self._job = ""
        self._tick()

    def destroy(self) -> None:
        """Leave no clock behind."""
        self.after_cancel(self._job)
        super().destroy()

    def update_words(self) -> None:
        """Bring it up to date."""
        running = self._installing.running
        working = _WORKING.format(wording.duration(self._installing.seconds))
        self._title.configure(text=_TITLE_WORKING if running else _TITLE)
        self._words.configure(text=working if running else self._installing.trouble or _WHAT)
        self._now.set_text("Stop" if running else "Install now (about 600 MB)")
        self._line.configure(text=self._installing.line if running else "")

    def _tick(self) -> None:
        """Show that it goes on while a large file is downloaded, of which pip says nothing."""
        self.update_words()
        self._job = self.after(_TICK_MS, self._tick)

    def _install(self) -> None:
        if self._installing.running:
            self._installing.stop()
        else:
            self._installing.start()
        self.update_words()

    def _copy(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(install_command())
        self._host.tells.say("The command is on the clipboard; paste it into a terminal.")

    def _told(self) -> None:
        if self.winfo_exists():
            self.update_words()


class Installing:
    """An installation that goes on while its page is not on screen.

    Args:
        host: its pump brings the words to the Tk thread.

    Attributes:
        line: what is under way. trouble: why it ended without success.
        on_line, on_end: called on the Tk thread.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._work: Installation | None = None
        self._began = 0.0
        self.line = self.trouble = ""
        self.on_line: Callable[[], None] = lambda: None
        self.on_end: Callable[[], None] = lambda: None

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._work is not None

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    def start(self) -> None:
        """Begin."""
        self._began = time.monotonic()
        work = self._work = Installation()
        self.line, self.trouble = "", ""

        def body() -> None:
            trouble = ""
            try:
                work.run(lambda line: self._host.pump.soon(lambda: self._said(work, line)))
            except Exception as error:  # told on the page, whatever it is
                trouble = str(error)
            self._host.pump.soon(lambda: self._ended(work, trouble))

        Thread(target=body, name="installing", daemon=True).start()

    def stop(self) -> None:
        """End it."""
        if self._work is not None:
            self._work.stop()

    def _said(self, work: Installation, line: str) -> None:
        if work is self._work:
            self.line = _in_words(line) or self.line
            self.on_line()

    def _ended(self, work: Installation, trouble: str) -> None:
        if work is self._work:
            self._work, self.trouble = None, trouble
            self.on_line()
            self.on_end()


def _in_words(line: str) -> str:
    """Say what a line of pip's tells of what is under way; empty where it tells none."""
    if found := _DOWNLOADING.match(line):
        return f"Downloading {found[1]} {found[2]}"
    if found := _LOOKING.match(line):
        return f"Looking for {found[1]}"
    if line.startswith(_UNPACKING):
        return f"Unpacking {counted(line.count(',') + 1, 'package')}"
    return line if re.fullmatch(r"(Making|Installing) [\w ]+", line) else ""
