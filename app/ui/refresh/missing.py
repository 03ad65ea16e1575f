"""Where training is not installed: install it now, or copy the command."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.extras import install_command, is_frozen
from app.core.installing import Installation
from app.ui.look import spacing, theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button

if TYPE_CHECKING:
    from app.ui.host import Host

_WHAT = (
    "Training needs TensorFlow, which Shelfwise itself does without. It can be installed beside "
    "Shelfwise: about 600 MB are downloaded, and 2 GB of the disk are needed."
)
_WORKING = "This takes some minutes. You can go on working meanwhile."


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
        title = labels.label(self, look, "Training is not installed here", "title")
        title.grid(row=0, sticky="ew", padx=theme.XL, pady=(theme.XL, theme.S))
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
        self.update_words()

    def update_words(self) -> None:
        """Bring it up to date."""
        running = self._installing.running
        self._words.configure(text=_WORKING if running else self._installing.trouble or _WHAT)
        self._now.set_text("Stop" if running else "Install now (about 600 MB)")
        self._line.configure(text=self._installing.line if running else "")

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
        line: what pip said last. trouble: why it ended without success.
        on_line, on_end: called on the Tk thread.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._work: Installation | None = None
        self.line = self.trouble = ""
        self.on_line: Callable[[], None] = lambda: None
        self.on_end: Callable[[], None] = lambda: None

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._work is not None

    def start(self) -> None:
        """Begin."""
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
            self.line = line[:200]
            self.on_line()

    def _ended(self, work: Installation, trouble: str) -> None:
        if work is self._work:
            self._work, self.trouble = None, trouble
            self.on_line()
            self.on_end()
