"""The screen as it is, and the part of it that a person cut out.

Taking a photograph of the screen may wait for another program, so it belongs on a thread of its
own.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import SetupError
from app.core.storage.files import write_atomically
from app.ui.intake.dropped import Dropped, new_received_file

if TYPE_CHECKING:
    from PIL.Image import Image

_DIMMED = 0.55  # of its brightness
# Of wlroots' desktops, GNOME and KDE: each may see the screen without a question.
_TOOLS = (("grim",), ("gnome-screenshot", "-f"), ("spectacle", "-n", "-b", "-f", "-o"))
_PATIENCE = 15.0  # seconds


def photograph_screen() -> Image:
    """Return what all screens show now, as RGB.

    Raises:
        SetupError: ``no_screenshot``: the desktop does not let a program see the screen.
    """
    from PIL import ImageGrab

    try:
        if sys.platform == "win32":
            return ImageGrab.grab(all_screens=True).convert("RGB")
        if sys.platform == "darwin":
            return ImageGrab.grab().convert("RGB")
        if is_wayland():
            return _ask_desktop()
        return ImageGrab.grab(xdisplay=os.environ.get("DISPLAY", "")).convert("RGB")
    except (OSError, subprocess.SubprocessError) as error:
        raise SetupError(
            "no_screenshot",
            "This desktop does not let Shelfwise see the screen: take the screenshot with the "
            "desktop's own key (Print Screen) and paste it here with Ctrl+V.",
        ) from error


def _ask_desktop() -> Image:
    """Ask the desktop's portal, then a program of the desktop; no other may, under Wayland."""
    from app.ui.intake.portal import ask_screenshot

    try:
        return ask_screenshot()
    except PermissionError:
        raise
    except OSError:  # there is none
        return _with_tool()


def _with_tool() -> Image:
    from PIL import Image

    tool = next((tool for tool in _TOOLS if shutil.which(tool[0])), None)
    if tool is None:
        raise OSError(f"none of {', '.join(name for name, *_ in _TOOLS)} is installed")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "screen.png"
        subprocess.run([*tool, str(file)], capture_output=True, timeout=_PATIENCE, check=True)
        with Image.open(file) as picture:
            return picture.convert("RGB")


def is_wayland() -> bool:
    """Tell whether the desktop is one where no program sees the screen without asking."""
    return bool(os.environ.get("WAYLAND_DISPLAY"))


def dimmed(picture: Image) -> Image:
    """Return a picture darker than it is."""
    return picture.point([int(value * _DIMMED) for value in range(256)] * 3)


def keep_snip(picture: Image) -> Dropped:
    """Write what was cut out into a file of its own.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    path = new_received_file(f"Snip {time.strftime('%Y-%m-%d %H.%M.%S')}.png")
    encoded = io.BytesIO()
    picture.save(encoded, "png")
    write_atomically(path, encoded.getvalue())
    return Dropped((path,))
