"""A virtual screen with a window manager, and the real program on it, driven from outside.

Used by the end-to-end tests and by ``make screenshots``. Needs Xvfb, openbox, xdotool, tesseract,
`import` of ImageMagick and, for drags, Debian's python3-gi; ``.ci/setup test`` installs them.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's own, which has GTK; the virtual environment has not
PROGRAM = (
    [str(ROOT / os.environ["SHELFWISE_PROGRAM"])]
    if "SHELFWISE_PROGRAM" in os.environ
    else [sys.executable, "-m", "app"]
)
"""What stories start: the source, or the bundle that this variable names."""
_T = TypeVar("_T")


_EDGE, _SEEN = 20, 12  # pixels of a line, longer than strokes of letters; and its contrast
_UNSURE = ".,|"  # what is read where there is nothing, and the other way about
PATIENCE = 60.0  # seconds; long, for a test must not fail because the machine is busy


def wait_for(look: Callable[[], _T | None], seconds: float = PATIENCE, what: str = "") -> _T:
    """Poll until ``look`` returns something true, and return it."""
    end = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what or look}")
        time.sleep(0.05)


def _without_edges(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Take thin straight lines off uint8 [h, w]: words in a frame are not recognised."""
    plain = grey.copy()
    for across, along in (((5, 1), (1, _EDGE)), ((1, 5), (_EDGE, 1))):  # rows, columns
        for thin, remove in (
            (cv2.MORPH_BLACKHAT, cv2.MORPH_CLOSE),
            (cv2.MORPH_TOPHAT, cv2.MORPH_OPEN),
        ):
            seen = cv2.morphologyEx(plain, thin, np.ones(across, np.uint8))
            over = cv2.threshold(seen, _SEEN, 255, cv2.THRESH_BINARY)[1]
            lines = cv2.morphologyEx(over, cv2.MORPH_OPEN, np.ones(along, np.uint8))
            without = cv2.morphologyEx(plain, remove, np.ones(across, np.uint8))
            plain = np.where(lines > 0, without, plain).astype(np.uint8)
    return plain


class _Word(NamedTuple):
    """Something that is written in a window, and its middle in pixels of the window."""

    text: str
    x: int
    y: int


def _word(line: Sequence[str]) -> _Word:
    """A line of tesseract's table of a picture that is enlarged by 5 : 2."""
    left, top, width, height = (int(number) for number in line[6:10])
    return _Word(line[11].strip(), (left + width // 2) * 2 // 5, (top + height // 2) * 2 // 5)


@dataclass
class Screen:
    """A running X display; ``home`` holds everything that programs on it keep."""

    display: str
    home: Path
    _recognised: tuple[object, list[_Word]] | None = field(default=None, repr=False)
    """What was last recognised, and in which picture: while it stays the same, that is known."""

    @property
    def environment(self) -> dict[str, str]:
        """For programs on this screen: its display, and a home of their own."""
        return os.environ | {
            "DISPLAY": self.display,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "LC_ALL": "C.UTF-8",
        }

    def xdotool(self, *arguments: object) -> str:
        """Run xdotool and return what it prints; an empty string when it fails."""
        done = subprocess.run(
            ["xdotool", *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def screenshot(self, file: Path, window: str | None = None) -> Path:
        """Photograph a window, or all of the screen, into a PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["import", "-window", window or "root", str(file)],
            env=self.environment,
            check=True,
            timeout=30,
        )
        return file

    def read_text(self, window: str) -> str:
        """What is written in a window, as far as optical character recognition reads it."""
        return " ".join(word.text for word in self._recognise(window))

    def find_words(self, window: str, words: str) -> tuple[int, int] | None:
        """Where words that stand beside one another begin in a window, in pixels of it."""
        wanted = [word.strip(_UNSURE) for word in words.split()]
        found = self._recognise(window)
        for first in range(len(found)):
            here = found[first : first + len(wanted)]
            if [word.text.strip(_UNSURE) for word in here] == wanted:
                return here[0].x, here[0].y
        return None

    def _recognise(self, window: str) -> list[_Word]:
        """What tesseract makes of a photograph of a window that is enlarged by 5 : 2."""
        with tempfile.TemporaryDirectory() as folder:
            shot = self.screenshot(Path(folder) / "shot.png", window)
            with Image.open(shot) as picture:
                size = (picture.width * 5 // 2, picture.height * 5 // 2)
                grey = np.asarray(picture.convert("L"))
            seen = (grey.shape, grey.tobytes())
            if self._recognised and self._recognised[0] == seen:
                return self._recognised[1]
            plain = Image.fromarray(_without_edges(grey))
            large = shot.with_suffix(".pgm")  # nothing to pack and unpack
            plain.resize(size, Image.Resampling.BICUBIC).save(large)
            done = subprocess.run(
                ["tesseract", str(large), "-", "--psm", "11", "tsv"],
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            )
        lines = [line.split("\t") for line in done.stdout.splitlines()[1:]]
        words = [_word(line) for line in lines if len(line) == 12 and line[11].strip()]
        self._recognised = (seen, words)
        return words

    def wait_for_text(self, window: str, *parts: str, seconds: float = PATIENCE) -> str:
        """Wait until every one of ``parts`` can be read in a window, and return what is read."""
        text = ""

        def look() -> bool:
            nonlocal text
            text = self.read_text(window)
            return all(part in text for part in parts)

        try:
            wait_for(look, seconds, f"the words {parts} on screen")
        except AssertionError as error:
            raise AssertionError(f"{error}; there is: {text}") from None
        return text

    def copy_to_clipboard(self, kind: str, file: Path) -> None:
        """Put a file's content on the clipboard as MIME type ``kind``."""
        subprocess.run(
            ["xclip", "-selection", "clipboard", "-t", kind, "-i", str(file)],
            env=self.environment,
            stdout=subprocess.DEVNULL,  # xclip stays, and would keep a pipe open
            check=True,
            timeout=10,
        )

    def wait_for_window(self, title: str) -> str:
        """The number of a window whose title begins so."""
        return wait_for(
            lambda: self.xdotool("search", "--onlyvisible", "--name", f"^{title}"),
            what=f"the window {title!r}",
        ).splitlines()[-1]

    def wait_for_file(self, file: Path) -> None:
        """Wait until a file is there."""
        wait_for(file.exists, what=str(file))

    def wait_until(self, look: Callable[[], _T | None], what: str, seconds: float = PATIENCE) -> _T:
        """As ``wait_for``."""
        return wait_for(look, seconds, what)

    @contextlib.contextmanager
    def program(self, *arguments: object, through: Sequence[str] = ()) -> Iterator[Program]:
        """The real program in a process of its own; killed when the block ends.

        Nothing that a programmer should have seen may be on its standard error.

        Args:
            through: a command that becomes the program that is named behind it, as ``env`` does.
        """
        others = tuple(self.windows())
        command = [*through, *PROGRAM, *map(str, arguments)]
        with tempfile.TemporaryFile("w+") as complaints:
            with self.start(command, stderr=complaints) as process:
                yield Program(self, process, others)
            complaints.seek(0)
            said = complaints.read()
        assert not re.search("Traceback|Exception|Error|Warning", said), said

    def windows(self) -> list[str]:
        """The numbers of all windows of Shelfwise on this screen."""
        return self.xdotool("search", "--onlyvisible", "--name", "Shelfwise$").splitlines()

    @contextlib.contextmanager
    def drag_source(self, *uris_or_paths: object) -> Iterator[str]:
        """A small GTK window to drag these files from; yields its window number."""
        command = [SYSTEM_PYTHON, str(DRAG_SOURCE), *map(str, uris_or_paths)]
        with self.start(command):
            yield self.wait_for_window("Drag from here")

    @contextlib.contextmanager
    def start(
        self, command: list[str], stderr: IO[str] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Any program on this screen; killed when the block ends."""
        process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stderr=stderr)
        try:
            yield process
        finally:
            process.kill()
            process.wait(timeout=PATIENCE)  # one that writes to a busy disk ends late


@dataclass
class Program:
    """Shelfwise, running."""

    screen: Screen
    process: subprocess.Popen[bytes]
    others: tuple[str, ...]
    """Windows of Shelfwise that were there before it."""
    _known: str = ""

    @property
    def window(self) -> str:
        """Its window's number, waited for."""

        def look() -> str | None:
            assert self.process.poll() is None, "the program has ended"
            found = [window for window in self.screen.windows() if window not in self.others]
            return self._known if self._known in found else next(reversed(found), None)

        self._known = wait_for(look, what="the window")
        return self._known

    @property
    def title(self) -> str:
        """What its title bar says."""
        known = self._known and self.screen.xdotool("getwindowname", self._known)
        return known or self.screen.xdotool("getwindowname", self.window)

    def wait_for_title(self, *parts: str, seconds: float = PATIENCE) -> str:
        """Wait until the title holds every one of ``parts``."""

        def look() -> str | None:
            title = self.title
            return title if all(part in title for part in parts) else None

        try:
            return wait_for(look, seconds, f"the title {parts}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.title!r}") from None

    def wait_for_text(self, *parts: str, seconds: float = PATIENCE) -> str:
        """Wait until every one of ``parts`` can be read in the window."""
        return self.screen.wait_for_text(self.window, *parts, seconds=seconds)

    def wait_until_ready(self) -> None:
        """Wait until nothing is in the title but the program's name: the model is loaded."""
        wait_for(lambda: self.title == "Shelfwise", what="the model")

    def resume_last_list(self) -> None:
        """Take up the list of another time, as soon as the program knows that there is one."""

        def resumed() -> bool:
            self.press("ctrl+g")
            return self.title != "Shelfwise"

        wait_for(resumed, what="the last list")

    def wait_until_drawn(self) -> None:
        """Wait until there is text in the window: its menu bar has its place, and its height."""
        wait_for(lambda: self.screen.read_text(self.window), what="words in the window")

    @property
    def geometry(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the window, in pixels."""
        values = _geometry(self.screen, self.window)
        return values["X"], values["Y"], values["WIDTH"], values["HEIGHT"]

    def wait_for_geometry(self, *wanted: int) -> None:
        """Wait until the window has this place and size."""
        try:
            wait_for(lambda: self.geometry == wanted, what=f"a window at {wanted}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is at {self.geometry}") from None

    def has_loaded(self, library: str) -> bool:
        """Whether the process has a shared library of such a name in memory."""
        return library in Path(f"/proc/{self.process.pid}/maps").read_text()

    def press(self, *keys: str) -> None:
        """Press keys in the window, as ``ctrl+e``."""
        self.screen.xdotool("windowfocus", "--sync", self.window, "key", "--clearmodifiers", *keys)

    def click(self, words: str) -> None:
        """Click on words in the window, once they are there."""
        place = wait_for(
            lambda: self.screen.find_words(self.window, words), what=f"{words!r} to click on"
        )
        self.screen.xdotool("mousemove", "--sync", "--window", self.window, *place, "click", 1)

    def place(self, left: int, top: int, width: int, height: int) -> None:
        """Move and size the window.

        In this order: once the size is seen, the window manager has told the program of the move.
        """
        window = self.window
        self.screen.xdotool("windowmove", "--sync", window, left, top)
        self.screen.xdotool("windowsize", "--sync", window, width, height)

    def drop(
        self, *uris_or_paths: object, before_release: Callable[[], None] | None = None
    ) -> None:
        """Drag files from another program onto the middle of the window, with the pointer."""
        screen = self.screen
        with screen.drag_source(*uris_or_paths) as source:
            screen.xdotool("windowmove", "--sync", source, 5, 5)
            start = _centre(screen, source)
            end = _centre(screen, self.window)
            screen.xdotool("mousemove", "--sync", *start)
            screen.xdotool("mousedown", 1)
            for step in range(1, 13):
                x = start[0] + (end[0] - start[0]) * step // 12
                y = start[1] + (end[1] - start[1]) * step // 12
                screen.xdotool("mousemove", "--sync", x, y)
                time.sleep(0.1)  # the pace of a hand: XDND asks and answers on the way
            if before_release:
                before_release()
            screen.xdotool("mouseup", 1)
            time.sleep(0.5)  # the source must live until the target has fetched the data

    def close(self, seconds: float = 20) -> int:
        """Close the window through the window manager, and return the exit code.

        The key is pressed again, as a person would, if it came while the manager was busy.
        """
        window, end = self.window, time.monotonic() + seconds
        while True:
            self.screen.xdotool("windowfocus", window, "key", "--clearmodifiers", "alt+F4")
            try:
                return self.process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                if time.monotonic() > end:
                    raise


def _centre(screen: Screen, window: str) -> tuple[int, int]:
    values = _geometry(screen, window)
    return values["X"] + values["WIDTH"] // 2, values["Y"] + values["HEIGHT"] // 2


def _geometry(screen: Screen, window: str) -> dict[str, int]:
    lines = screen.xdotool("getwindowgeometry", "--shell", window).splitlines()
    return {name: int(value) for name, value in (line.split("=", 1) for line in lines)}


@contextlib.contextmanager
def open_screen(home: Path, size: str = "1600x1000") -> Iterator[Screen]:
    """Start Xvfb on a free display, with a window manager."""
    home.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen(
        # Without -noreset the server starts anew, and refuses who comes then, whenever its last
        # client has left. With -r no key repeats: on a busy machine one seems to be held down.
        f"Xvfb -displayfd 1 -screen 0 {size}x24 -nolisten tcp -noreset -r".split(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        screen = Screen(f":{_read_line(server.stdout)}", home)
        with screen.start(["openbox"]):
            # The number of desktops is the window manager's to tell.
            wait_for(lambda: screen.xdotool("get_num_desktops"), what="the window manager")
            yield screen
    finally:
        server.terminate()
        server.wait(timeout=10)


def _read_line(stream: IO[bytes] | None) -> str:
    assert stream is not None
    return stream.readline().decode().strip()
