"""Opens what lies on disk with the programs of the person: a page, or any file."""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from pathlib import Path

from app.core.errors import FileAccessError, SetupError
from app.core.extras import outside_environment
from app.ui.look import wording

_OPENER_SECONDS = 5.0  # after which a program that still runs has opened the file


def open_in_browser(page: Path) -> None:
    """Show a page; it may wait for the browser, so not for the Tk thread.

    Raises:
        FileAccessError: ``not_found``: the page is not there any more.
        SetupError: ``no_browser``: there is no browser that could be opened.
    """
    if not page.is_file():
        raise FileAccessError(
            "not_found", f"{wording.place(page)} is not there any more; train again to get it."
        )
    try:
        opened = webbrowser.open(page.resolve().as_uri())
    except webbrowser.Error:
        opened = False
    if not opened:
        raise SetupError(
            "no_browser",
            f"No browser could be opened; open {wording.place(page)} with one yourself.",
        )


def show_in_folder(path: Path) -> None:
    """Show a file in its folder, chosen where the system can do that; errors as the next one."""
    if sys.platform in {"win32", "darwin"} and path.exists():
        command = ["open", "-R", path] if sys.platform == "darwin" else f'explorer /select,"{path}"'
        subprocess.Popen(command)
    else:
        open_with_system(path.parent)


def open_with_system(path: Path) -> None:
    """Show a file or folder with whatever the system opens its kind with; not for the Tk thread.

    Raises:
        FileAccessError: ``not_found``: it is not there.
        SetupError: ``no_opener``: the system has nothing to open it with.
    """
    if not path.exists():
        raise FileAccessError("not_found", f"There is no {wording.place(path)} yet.")
    try:
        if sys.platform == "win32":
            os.startfile(path)
            return
        opener = "open" if sys.platform == "darwin" else "xdg-open"
        process = subprocess.Popen(
            [opener, path], env=outside_environment(), start_new_session=True
        )
        failed = process.wait(_OPENER_SECONDS) != 0
    except subprocess.TimeoutExpired:
        return
    except OSError:
        failed = True
    if failed:
        raise SetupError(
            "no_opener", f"Nothing to open {wording.place(path)} with; open it yourself."
        )
