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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training.pages.chromium import started

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)
_PATIENCE = 60.0  # seconds for an answer, also on a slow machine


class Browser:
    """One page. ``complaints`` and ``requests`` tell what went on since it was opened.

    Attributes:
        complaints: errors and warnings on the console, uncaught errors, refused contents.
        requests: addresses that were asked for and are not part of the page itself.
    """

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._number = 0
        self._session = ""
        self._loaded = False
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, page: Path, *, width: int = 1200, height: int = 900, dark: bool = False) -> None:
        """Open a file in a window of that size and theme."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[theme])
        self._loaded = False
        self._call("Page.navigate", url=page.resolve().as_uri())
        self.wait_until(lambda: self._loaded, f"{page} is loaded")

    def value(self, script: str) -> Any:
        """What an expression of JavaScript comes to."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait_until(self, holds: Any, what: str) -> None:
        """Wait for a condition of Python."""
        end = time.monotonic() + _PATIENCE
        while not holds():
            assert time.monotonic() < end, f"waited in vain until {what}"
            self._read(0.1)

    def wait_for(self, script: str) -> None:
        """Wait until an expression of JavaScript is true."""
        self.wait_until(lambda: self.value(f"Boolean({script})"), script)

    def click(self, selector: str) -> None:
        """Click the middle of an element with the mouse."""
        self.value(f"document.querySelector({selector!r}).scrollIntoView({{block: 'center'}})")
        x, y = self.value(
            f"(() => {{ const r = document.querySelector({selector!r}).getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str) -> None:
        """Press ``Tab`` or ``Enter``."""
        code, text = {"Tab": (9, ""), "Enter": (13, "\r")}[key]
        self._call(
            "Input.dispatchKeyEvent",
            type="keyDown",
            key=key,
            code=key,
            windowsVirtualKeyCode=code,
            **({"text": text} if text else {}),
        )
        self._call(
            "Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code
        )

    def widest_overhang(self) -> str:
        """What of the page reaches beyond the window's right edge; empty when nothing does.

        Contents of an element that scrolls sideways by itself do not.
        """
        return str(
            self.value(
                """(() => {
                  const edge = document.documentElement.clientWidth + 0.5;
                  const scrolls = e => e && e !== document.documentElement &&
                    (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
                  const over = [...document.body.querySelectorAll('*')].find(
                    e => e.getBoundingClientRect().right > edge && !scrolls(e.parentElement));
                  if (document.documentElement.scrollWidth > edge)
                    return 'the page: ' + document.documentElement.scrollWidth;
                  return over ? over.outerHTML.slice(0, 200) : '';
                })()"""
            )
        )

    def photograph(self, file: Path, *, whole: bool = True) -> None:
        """Save a PNG of the page."""
        found = self._call("Page.captureScreenshot", captureBeyondViewport=whole, format="png")
        file.write_bytes(base64.b64decode(found["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            for answer in self._read(1.0):
                if answer.get("id") == number:
                    assert "error" not in answer, f"{method}: {answer['error']}"
                    return dict(answer["result"])
        raise AssertionError(f"Chromium did not answer {method}")

    def _read(self, seconds: float) -> list[dict[str, Any]]:
        """The messages that have come; waits for the first."""
        if not select.select([self._from], [], [], seconds)[0]:
            return []
        self._buffer += os.read(self._from, 1 << 20)
        *whole, self._buffer = self._buffer.split(b"\0")
        messages = [json.loads(part) for part in whole]
        for message in messages:
            self._note(message.get("method", ""), message.get("params", {}))
        return messages

    def _note(self, event: str, about: dict[str, Any]) -> None:
        if event == "Page.loadEventFired":
            self._loaded = True
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(str(about["exceptionDetails"]))
        elif event == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
            self.complaints.append(about["entry"]["text"])
        elif event == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning"):
            self.complaints.append(str(about["args"]))
        elif event == "Network.requestWillBeSent":
            address = about["request"]["url"]
            if not address.startswith(("data:", "about:")) and about.get("type") != "Document":
                self.requests.append(address)


@contextmanager
def open_browser(profile: Path) -> Iterator[Browser]:
    """A browser with an empty profile, gone at the end."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "Chromium is not installed: .ci/setup test installs it"
    with started([program, *_FLAGS, f"--user-data-dir={profile}"]) as ends:
        yield Browser(*ends)
