"""What the clipboard holds: files copied in a file manager, or a picture.

Reading may wait for another program, so it belongs on a thread of its own.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import SetupError, ShelfwiseError
from app.core.storage.files import write_atomically
from app.ui.intake.dropped import Dropped, from_entries, new_received_file

if TYPE_CHECKING:
    from PIL.Image import Image

_TIMEOUT_SECONDS = 5
_FILE_TYPES = ("x-special/gnome-copied-files", "text/uri-list")
# These first, as they come from the fewest changes; then any other kind of image, by its content.
_PREFERRED = ("image/png", "image/jpeg", "image/webp", "image/bmp", "image/tiff", "image/gif")
_TEXT_TYPES = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING")
_NOTHING = "There is no picture in the clipboard: copy a picture or picture files first."


def read_clipboard() -> Dropped:
    """Files from the clipboard, or its picture saved as a file.

    Raises:
        SetupError: ``no_clipboard_tool`` where Linux has neither wl-paste nor xclip.
        ShelfwiseError: ``clipboard`` when the clipboard does not answer.
    """
    if sys.platform in {"win32", "darwin"}:
        return _read_with_pillow()
    return _read_with_tool()


def copy_picture(picture: Image) -> None:
    """Put a picture into the clipboard, for another program to paste.

    Raises:
        SetupError: ``no_clipboard_tool`` where there is no tool that does it.
        ShelfwiseError: ``clipboard``: the tool failed.
    """
    wayland = os.environ.get("WAYLAND_DISPLAY")
    tool = "wl-copy" if wayland else "xclip"
    if sys.platform in {"win32", "darwin"} or not shutil.which(tool):
        package = "" if sys.platform in {"win32", "darwin"} else " or install the package "
        package += ("wl-clipboard" if wayland else "xclip") if package else ""
        raise SetupError(
            "no_clipboard_tool", f"A picture cannot be copied here; copy its path instead{package}."
        )
    content = io.BytesIO()
    picture.save(content, "png")
    command = ["wl-copy", "--type", "image/png"]
    if not wayland:
        command = ["xclip", "-selection", "clipboard", "-target", "image/png", "-in"]
    try:  # it stays, to answer who pastes, and must not hold a pipe of ours
        subprocess.run(
            command,
            input=content.getvalue(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _no_answer() from error


def _read_with_pillow() -> Dropped:
    from PIL import Image, ImageGrab

    from app.core.pictures.transparency import has_empty_alpha

    try:
        content = ImageGrab.grabclipboard()
    except OSError as error:
        raise _no_answer() from error
    if isinstance(content, Image.Image):
        if has_empty_alpha(content):  # a bitmap whose fourth byte nobody filled in
            content = content.convert("RGB")
        path = new_received_file(_name(".png"))
        encoded = io.BytesIO()
        content.save(encoded, "png")
        write_atomically(path, encoded.getvalue())
        return Dropped((path,))
    if content:
        return from_entries(str(Path(name).absolute()) for name in content)
    return Dropped((), _NOTHING)


def _read_with_tool() -> Dropped:
    tool = _Tool()
    types = tool.types()
    for kind in _FILE_TYPES:
        if kind in types:
            lines = tool.read(kind).decode(errors="surrogateescape").replace("\0", "").splitlines()
            dropped = from_entries(line for line in lines if line not in {"copy", "cut"})
            if dropped.paths:
                return dropped
    unknown = []
    for kind in _picture_types(types):
        data = tool.read(kind)
        suffix = _suffix_of(data)
        if suffix is not None:
            path = new_received_file(_name(suffix))
            write_atomically(path, data)
            return Dropped((path,))
        if data:
            unknown.append(kind)
    for kind in _TEXT_TYPES:
        if kind in types:
            dropped = from_entries(tool.read(kind).decode(errors="replace").splitlines())
            if dropped.paths or dropped.remark.startswith("That is a web"):
                return dropped
    if unknown:
        return Dropped(
            (),
            f"The clipboard holds a picture of a kind that cannot be read ({unknown[0]}); "
            "copy it as PNG.",
        )
    return Dropped((), _NOTHING)


def _picture_types(types: list[str]) -> list[str]:
    """Those that promise a picture, whatever programs call them: image/x-bmp, image/jpg."""
    images = [kind for kind in types if kind.partition(";")[0].lower().startswith("image/")]
    return sorted(
        images,
        key=lambda kind: _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED),
    )


def _suffix_of(data: bytes) -> str | None:
    """What the bytes are, whatever they were called; None: nothing that is read."""
    from app.core.pictures.bmp import is_bmp
    from app.core.pictures.kinds import suffix_of

    return suffix_of(data) or (".bmp" if is_bmp(data) else None)


class _Tool:
    """wl-paste under Wayland, xclip under X11."""

    def __init__(self) -> None:
        wayland = bool(os.environ.get("WAYLAND_DISPLAY")) and shutil.which("wl-paste")
        if not wayland and not shutil.which("xclip"):
            package = "wl-clipboard" if os.environ.get("WAYLAND_DISPLAY") else "xclip"
            raise SetupError(
                "no_clipboard_tool",
                f"To paste, install the package {package}; dropping files works without it.",
            )
        self._wayland = bool(wayland)

    def types(self) -> list[str]:
        """What the clipboard can be read as."""
        if self._wayland:
            return self._run(["wl-paste", "--list-types"]).decode(errors="replace").split()
        return self.read("TARGETS").decode(errors="replace").split()

    def read(self, kind: str) -> bytes:
        """The content as one type; empty when there is none."""
        if self._wayland:
            return self._run(["wl-paste", "--no-newline", "--type", kind])
        return self._run(["xclip", "-selection", "clipboard", "-target", kind, "-out"])

    @staticmethod
    def _run(command: list[str]) -> bytes:
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _no_answer() from error
        return done.stdout if done.returncode == 0 else b""


def _name(suffix: str) -> str:
    return f"Pasted picture {time.strftime('%Y-%m-%d %H.%M.%S')}{suffix}"


def _no_answer() -> ShelfwiseError:
    return ShelfwiseError(
        "clipboard", "The clipboard does not answer; copy the picture again, or drop the file."
    )
