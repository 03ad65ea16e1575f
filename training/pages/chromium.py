"""Headless Chromium, driven through a pipe: no port, no network, nothing to install besides it.

The Chrome DevTools protocol over ``--remote-debugging-pipe``: JSON messages that end in a NUL byte,
to the browser's file descriptor 3 and from its 4.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from training.errors import RunError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files"),
)
_T = TypeVar("_T")
_PATIENCE = 30.0  # seconds for an answer, also on a slow machine


class Chromium:
    """One page of a running browser.

    Every method raises ``RunError`` (``browser_failed``) when the browser does not answer or says
    no.
    """

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._number = 0
        self._session = ""
        self._loaded = False
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self._call("Page.enable")

    def show(self, page: Path, width: int, height: int, scale: float = 1) -> None:
        """Open a file in a window of ``width`` x ``height`` CSS pixels and wait until it is loaded.

        Args:
            scale: pixels of the screen per CSS pixel.
        """
        size = {"width": width, "height": height, "deviceScaleFactor": scale}
        self._call("Emulation.setDeviceMetricsOverride", **size, mobile=False)
        self._loaded = False
        self._call("Page.navigate", url=page.resolve().as_uri())
        end = time.monotonic() + _PATIENCE
        while not self._loaded:
            if time.monotonic() > end:
                raise _failed(f"{page.name} was not loaded")
            self._read(0.1)

    def value(self, script: str) -> Any:
        """Return what an expression of JavaScript comes to."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in found:
            raise _failed(str(found["exceptionDetails"].get("text")))
        return found["result"].get("value")

    def screenshot(self) -> bytes:
        """Return a PNG of what the window shows."""
        found = self._call("Page.captureScreenshot", format="png", optimizeForSpeed=True)
        return base64.b64decode(found["data"])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        try:
            os.write(self._to, json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise _failed(f"it has ended before {method}") from error
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            for answer in self._read(1.0):
                if answer.get("id") == number:
                    if "error" in answer:
                        raise _failed(f"{method}: {answer['error'].get('message')}")
                    return dict(answer["result"])
        raise _failed(f"no answer to {method}")

    def _read(self, seconds: float) -> list[dict[str, Any]]:
        """Return the messages that have come; wait for the first at most so long."""
        if not select.select([self._from], [], [], seconds)[0]:
            return []
        arrived = os.read(self._from, 1 << 20)
        if not arrived:
            raise _failed("it has ended")
        self._buffer += arrived
        *whole, self._buffer = self._buffer.split(b"\0")
        messages = [json.loads(part) for part in whole]
        self._loaded |= any(m.get("method") == "Page.loadEventFired" for m in messages)
        return messages


@contextmanager
def open_chromium() -> Iterator[Chromium]:
    """Start a browser with an empty profile that is gone at the end.

    Raises:
        RunError: ``no_chromium``: it is not installed, or this is Windows; ``browser_failed``.
    """
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None or sys.platform == "win32":
        raise RunError(
            "no_chromium",
            "Pages are rendered by Chromium, which was not found; install it (on Debian: apt "
            "install chromium) on Linux or macOS and run this again.",
        )
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        started([program, *_FLAGS, f"--user-data-dir={profile}"]) as ends,
    ):
        yield Chromium(*ends)


class RestartedChromium:
    """A browser that is started anew where it gave up; use it in a ``with`` block."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> RestartedChromium:
        self._browser = self._stack.enter_context(open_chromium())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, work: Callable[[Chromium], _T]) -> _T:
        """Do something with it, a second time with a new one if need be.

        Raises:
            RunError: ``browser_failed``: twice.
        """
        try:
            return work(self._browser)
        except RunError:
            self._stack.close()
            self._browser = self._stack.enter_context(open_chromium())
            return work(self._browser)


@contextmanager
def started(command: list[str]) -> Iterator[tuple[int, int]]:
    """Run a browser until the block ends; yield what to write to and what to read from."""
    import fcntl

    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()

    def as_three_and_four() -> None:
        # Both are moved out of the way first: one of them may be 3 or 4 itself.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (their_in, their_out)]
        os.dup2(ends[0], 3)
        os.dup2(ends[1], 4)

    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=False,
        preexec_fn=as_three_and_four,
        start_new_session=True,
    )
    os.close(their_in)
    os.close(their_out)
    try:
        yield our_out, our_in
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
        os.close(our_out)
        os.close(our_in)


def _failed(why: str) -> RunError:
    return RunError("browser_failed", f"Chromium gave up while it rendered a page ({why}).")
