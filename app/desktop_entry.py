"""Put Shelfwise into the menu of a Linux desktop, for this user: ``python -m app.desktop_entry``.

Follows the Desktop Entry Specification 1.5 and the XDG Base Directory Specification. The paths are
those of the program that runs this.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.core.places import assets_folder, root
from app.core.storage.files import write_atomically

_NAME = "shelfwise"
_PLACE = Path("applications", f"{_NAME}.desktop")
_SIZES = (16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
_MIME_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/bmp",
    "image/tiff",
    "image/gif",
    "image/avif",
    "image/heic",
    "image/heif",
    "inode/directory",
)
_QUOTED = '"`$\\'


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, or with ``--remove`` take away; 0 when it was done."""
    parser = argparse.ArgumentParser(prog="python -m app.desktop_entry", description=__doc__)
    parser.add_argument("--remove", action="store_true", help="take it out of the menu again")
    options = parser.parse_args(arguments)
    if not sys.platform.startswith("linux"):
        print("Only Linux desktops have such menus.", file=sys.stderr)
        return 2
    if options.remove:
        remove()
        print("Shelfwise was taken out of the menu.")
    else:
        print(f"Shelfwise is in the menu and under Open with: {install()}")
    return 0


def is_missing() -> bool:
    """Tell whether this is a desktop with such menus, and Shelfwise is in none of them."""
    if not sys.platform.startswith("linux"):
        return False
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [_data_home(), *map(Path, shared.split(os.pathsep))]
    return not any((folder / _PLACE).is_file() for folder in folders)


def install() -> Path:
    """Write the entry and its icons, and return the entry's file; it may take seconds.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    for size in _SIZES:
        source = assets_folder() / f"shelfwise-{size}.png"
        if source.is_file():
            write_atomically(_icon_file(size), source.read_bytes())
    write_atomically(_entry_file(), entry(_command()).encode())
    _tell_desktop()
    return _entry_file()


def remove() -> None:
    """Take away what ``install`` wrote; it may take seconds. Raises OSError."""
    for file in (_entry_file(), *(_icon_file(size) for size in _SIZES)):
        file.unlink(missing_ok=True)
    _tell_desktop()


def entry(command: Sequence[str]) -> str:
    """The text of the desktop entry for a program that is started by ``command``."""
    line = " ".join([*(_argument(part) for part in command), "%F"])
    return "\n".join(
        [
            "[Desktop Entry]",
            "Type=Application",
            "Name=Shelfwise",
            "GenericName=Product photo classifier",
            "Comment=Puts product photos on the right shelf",
            f"Exec={line}",
            f"Icon={_NAME}",
            "Terminal=false",
            "StartupNotify=true",
            "StartupWMClass=Shelfwise",
            "Categories=Graphics;Photography;",
            "Keywords=photo;classify;sort;product;catalogue;",
            f"MimeType={';'.join(_MIME_TYPES)};",
            "",
        ]
    )


def _command() -> list[str]:
    """What starts this program, wherever the file manager is."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    script = Path(sys.executable).with_name(_NAME)
    if script.is_file():
        return [str(script)]
    folder = str(root())
    return ["env", f"PYTHONPATH={folder}", sys.executable, "-m", "app"]


def _argument(text: str) -> str:
    """One argument of an ``Exec`` line: quoted, then escaped as every string of an entry is."""
    quoted = "".join("\\" + letter if letter in _QUOTED else letter for letter in text)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _entry_file() -> Path:
    return _data_home() / _PLACE


def _icon_file(size: int) -> Path:
    return _data_home() / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{_NAME}.png"


def _tell_desktop() -> None:
    """Let running desktops notice, where they have a tool for that."""
    for command in (
        ["update-desktop-database", "-q", str(_entry_file().parent)],
        ["gtk-update-icon-cache", "-q", "-t", "-f", str(_data_home() / "icons" / "hicolor")],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, check=False, capture_output=True, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
