"""Opens a page that lies on disk in the browser of the person."""

from __future__ import annotations

import webbrowser
from pathlib import Path

from app.core.errors import FileAccessError, SetupError
from app.ui.look import wording


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
