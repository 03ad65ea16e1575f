"""The top-level window itself: Tk, drops, icon, place on the screen."""

from __future__ import annotations

import contextlib
import re
import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import customtkinter as ctk
from tkinterdnd2 import DND_FILES, DND_TEXT, TkinterDnD

from app.core import program_log
from app.core.places import assets_folder
from app.ui.intake.dragged import with_bytes
from app.ui.intake.dropped import Dropped, from_entries
from app.ui.look import theme

_GEOMETRY = re.compile(r"^(\d+)x(\d+)([+-]-?\d+)([+-]-?\d+)$")
_ICON_SIZES = (128, 48, 32)
_TEXT_TYPES = (DND_TEXT, "UTF8_STRING", "STRING", "TEXT")
_FRAME = 80  # height kept free for the title bar and a menu bar
_SETTLED_MS = 250  # what a window manager has done by then to a window that was sized


class Root(ctk.CTk, TkinterDnD.DnDWrapper):  # type: ignore[misc]
    """CustomTkinter's window that also accepts drops, where tkdnd loads."""

    def __init__(self) -> None:
        super().__init__(className=theme.APP_CLASS)
        self.withdraw()  # until there is something to see
        self._own_geometry = self._settled = ""
        self._was_maximized = self.is_compact = False
        self.on_error: Callable[[BaseException], None] = lambda error: None
        try:
            self.TkdndVersion = TkinterDnD.require(self)
            self.accepts_drops = True
        except RuntimeError:
            self.accepts_drops = False
        self._set_icon()

    def report_callback_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Called by Tk for an error in any callback; whatever this raised would end the program."""
        try:
            self.on_error(error)
        except Exception as another:
            with contextlib.suppress(Exception):
                program_log.log_error(error)
                program_log.log_error(another)

    def _set_scaling(self, widgets: float, window: float) -> None:
        """Called by CustomTkinter: larger text leaves the window as it is, another monitor not."""
        if window != self._get_window_scaling():
            super()._set_scaling(widgets, window)

    def listen_for_drops(
        self, hover: Callable[[bool], None], dropped: Callable[[Dropped], None]
    ) -> None:
        """Accept files and text on the whole window."""
        if not self.accepts_drops:
            return

        def enter(event: Any) -> str:
            hover(True)
            return str(event.action)

        def leave(event: Any) -> str:
            hover(False)
            return str(event.action)

        def drop(event: Any) -> str:
            # A browser may take a while to hand over a picture; events go on meanwhile.
            read = self._read_drop(event)
            hover(False)
            dropped(read)
            return str(event.action)

        self.drop_target_register(DND_FILES, DND_TEXT)
        self.dnd_bind("<<DropEnter>>", enter)
        self.dnd_bind("<<DropLeave>>", leave)
        self.dnd_bind("<<Drop>>", drop)

    def come_to_front(self) -> None:
        """Show the window above all others, with the keyboard."""
        self.deiconify()
        self.attributes("-topmost", True)  # alone, many window managers pass over a lift
        self.lift()
        self.focus_force()
        self.after_idle(self.attributes, "-topmost", False)

    @property
    def has_focus(self) -> bool:
        """Whether one of the program's windows has the keyboard."""
        return bool(self.tk.call("focus", "-displayof", "."))

    def place_on_screen(self, geometry: str, scale: float) -> None:
        """Take a remembered size and place, as far as it is on the screen."""
        self.limit_size(scale)
        screen = (
            self.winfo_vrootx(),
            self.winfo_vrooty(),
            self.winfo_vrootwidth(),
            self.winfo_vrootheight(),
        )
        default = (round(theme.START_WIDTH * scale), round(theme.START_HEIGHT * scale))
        self.geometry(visible_geometry(geometry, screen, default))

    @property
    def is_full_screen(self) -> bool:
        """Whether the window covers all of the screen."""
        return bool(self.attributes("-fullscreen"))

    def switch_full_screen(self) -> None:
        """Let the window cover all of the screen, or be as it was."""
        if not self.is_full_screen:
            self._own_geometry = self.geometry()
        self.attributes("-fullscreen", not self.is_full_screen)

    @property
    def own_geometry(self) -> str:
        """Size and place of the window where it neither covers the screen nor is compact."""
        aside = self.is_full_screen or self.is_compact
        return self._own_geometry if aside else self.geometry()

    def keep_own_geometry(self) -> None:
        """Keep size and place before the window becomes compact, and before its menu bar goes.

        While that goes, Tk may take the bar's height for the content's.
        """
        self._was_maximized = self._maximized
        self._maximized = False
        if self.is_full_screen:
            self.switch_full_screen()  # what it was like before that is kept already
        else:
            self.update_idletasks()
            self._own_geometry = self.geometry()

    def set_compact(self, on: bool, scale: float) -> None:
        """Be small and above all other windows, or as large as was kept."""
        self.is_compact = on
        self.limit_size(scale)
        if on:
            self._settle(_compact_geometry(self._own_geometry, scale))
        else:
            self._settle(self._own_geometry)
            self._maximized = self._was_maximized
        self.attributes("-topmost", on)

    def _settle(self, geometry: str) -> None:
        """Take this size and place, once more when what came before it has come to its end.

        A window manager may be late with the end of full screen, and Tk then takes the height of
        the menu bar for the content's.
        """

        def correct() -> None:
            aside = self.is_full_screen or self._maximized
            if self._settled == geometry != self.geometry() and not aside:
                self.geometry(geometry)

        self._settled = geometry
        self.geometry(geometry)
        self.after(_SETTLED_MS, correct)

    @property
    def _maximized(self) -> bool:
        if self.tk.call("tk", "windowingsystem") == "x11":
            return bool(self.attributes("-zoomed"))
        return bool(self.state() == "zoomed")

    @_maximized.setter
    def _maximized(self, on: bool) -> None:
        if on != self._maximized:
            if self.tk.call("tk", "windowingsystem") == "x11":
                self.attributes("-zoomed", on)
            else:
                self.state("zoomed" if on else "normal")

    def limit_size(self, scale: float) -> None:
        """Let nobody make the window too small for its content."""
        if self.is_compact:
            self.minsize(*_compact_size(scale))
            return
        width = min(round(theme.MIN_WIDTH * scale), theme.MIN_WIDTH_LARGE)
        height = min(round(theme.MIN_HEIGHT * scale), theme.MIN_HEIGHT_LARGE)
        self.minsize(min(width, self.winfo_screenwidth()), min(height, self.winfo_screenheight()))

    def _read_drop(self, event: Any) -> Dropped:
        kind = str(event.type)
        if kind in _TEXT_TYPES or "text/plain" in kind.lower():
            offered = self.tk.splitlist(" ".join(event.types))
            return with_bytes(from_entries(str(event.data).splitlines()), offered, self._drag_data)
        return from_entries(str(entry) for entry in self.tk.splitlist(event.data))

    def _drag_data(self, kind: str) -> str | bytes | None:
        """What a drag that has just been dropped holds of one type, None where nothing comes."""
        try:
            options = ("-selection", "XdndSelection", "-type", kind)
            return str(self.tk.call("selection", "get", "-displayof", ".", *options))
        except tk.TclError as error:
            if "too large" not in str(error):
                return None
            from app.ui.intake.x_selection import read_drag

            return read_drag(kind)

    def _set_icon(self) -> None:
        files = (assets_folder() / f"shelfwise-{size}.png" for size in _ICON_SIZES)
        icons = [icon for file in files if (icon := load_picture(self, file)) is not None]
        if icons:
            self.iconphoto(True, *icons)


def _compact_size(scale: float) -> tuple[int, int]:
    return round(theme.COMPACT_WIDTH * scale), round(theme.COMPACT_HEIGHT * scale)


def _compact_geometry(own: str, scale: float) -> str:
    """Size and place of the small window: in the corner, top right, of one of this geometry."""
    width, height = _compact_size(scale)
    match = _GEOMETRY.match(own)
    if match is None:
        return f"{width}x{height}"
    right, top = int(match[3]) + int(match[1]), int(match[4])
    return f"{width}x{height}+{max(0, right - width)}+{max(0, top)}"


def load_picture(master: tk.Misc, file: Path) -> tk.PhotoImage | None:
    """A PNG of the program's own, None when it is not there."""
    try:
        return tk.PhotoImage(master=master, file=str(file))
    except tk.TclError:
        return None


def visible_geometry(geometry: str, screen: Sequence[int], default: tuple[int, int]) -> str:
    """A geometry that lies wholly on the screen.

    Args:
        geometry: ``WxH+X+Y`` as remembered; anything else means the default, in the middle.
        screen: left, top, width and height of everything that monitors show, in pixels.
        default: width and height of a first start.
    """
    left, top, screen_width, screen_height = screen
    match = _GEOMETRY.match(geometry)
    width, height = (int(match[1]), int(match[2])) if match else default
    width, height = min(width, screen_width), min(height, screen_height - _FRAME)
    if match:
        x, y = _coordinate(match[3]), _coordinate(match[4])
    else:
        x = left + (screen_width - width) // 2
        y = top + (screen_height - _FRAME - height) // 3
    x = min(max(x, left), left + screen_width - width)
    y = min(max(y, top), top + screen_height - _FRAME - height)
    return f"{width}x{height}+{x}+{y}"


def _coordinate(text: str) -> int:
    """``+10`` or, left of the first monitor, ``+-10``."""
    return int(text.replace("+-", "-").replace("+", "")) if text.startswith("+") else int(text)
