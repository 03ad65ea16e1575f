"""A page in a real browser with a window, to drag from."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from tests.support.browser import NAMES
from tests.support.desktop import Screen

_FLAGS = ("--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking")
_WINDOW = ("--window-size=450,600", "--window-position=0,0")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder to this machine alone; yields its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def browser_window(screen: Screen, folder: Path, html: str) -> Iterator[str]:
    """Show a page, whose title is *The shop*, in Chromium; yields its window's number."""
    (folder / "page.html").write_text(f"<title>The shop</title><body style='margin:0'>{html}")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "Chromium is not installed: .ci/setup test installs it"
    with served(folder) as address:
        profile = screen.home / "browser"
        command = [program, *_FLAGS, *_WINDOW, f"--user-data-dir={profile}"]
        with screen.start([*command, f"--app={address}/page.html"]):
            window = screen.wait_for_window("The shop")
            yield window
