"""Decoding in child processes: a codec that crashes or hangs costs one picture, not the program.

What a child does is in ``pictures.child``; what the pixels are, in
``pictures.images``.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from app.core.errors import PictureError, SetupError
from app.core.machine import cores
from app.core.pictures.child import PATIENCE, TIMED_OUT
from app.core.pictures.limits import DEFAULT_LIMITS
from app.core.places import root

if TYPE_CHECKING:
    from app.core.pictures.images import InputSpec, Pixels

CHILD_ARGUMENT = "decode-for-parent"
"""Makes the program such a child, where it is a bundle and there is no Python to call."""
_LONGEST_LINE = 1 << 20  # bytes
_PROGRAM = "from app.core.pictures.child import serve; serve()"


class Decoders:
    """A few child processes, started when they are needed and replaced when they die.

    All methods may be called from any thread; those that decode wait for a free child.

    Args:
        most: how many pictures are decoded at a time for the network, and how many to look at, so
            that nobody who looks waits for a batch; 0 for half as many as there are cores, but two
            at least and four at most.
        program: what a child runs; tests put in one that crashes.

    Attributes:
        limits: what is refused before it is decoded, from the next picture on.
    """

    def __init__(self, most: int = 0, program: str = _PROGRAM) -> None:
        self.limits = DEFAULT_LIMITS
        self._program = program
        self.most = most or min(max(cores() // 2, 2), 4)
        self._for_network = BoundedSemaphore(self.most)
        self._to_look_at = BoundedSemaphore(self.most)
        self._lock = Lock()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._closed = False

    def __enter__(self) -> Decoders:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def prepare(self) -> None:
        """Start a child ahead of the first picture; returns before it is ready."""
        with contextlib.suppress(SetupError), self._borrowed(self._for_network):
            pass

    def fitted(self, path: Path, spec: InputSpec) -> Pixels:
        """A picture as a network's input: RGB uint8 [spec.height, spec.width, 3].

        The same as ``images.load_for`` and then ``images.fit``.

        Raises:
            PictureError: as ``images.load``; ``crashes`` or ``hangs`` where a codec
                did.
            SetupError: ``no_decoder``: no child process can be started.
        """
        return self._ask(path, asdict(spec), self._for_network)

    def picture(self, path: Path, side: int) -> Pixels:
        """A picture to look at: RGB uint8 [any, any, 3], no side longer than ``side``.

        Errors as ``fitted``.
        """
        return self._ask(path, {"side": side}, self._to_look_at)

    def close(self) -> None:
        """End the children; a picture that is being decoded fails."""
        with self._lock:
            self._closed = True
            children = [*self._idle, *self._busy]
            self._idle.clear()
        for child in children:
            child.end()

    def _ask(self, path: Path, wanted: dict[str, Any], places: BoundedSemaphore) -> Pixels:
        with self._borrowed(places) as child:
            child.wait_until_ready()
            return child.ask(path, {**wanted, "limits": asdict(self.limits)})

    @contextlib.contextmanager
    def _borrowed(self, places: BoundedSemaphore) -> Iterator[_Child]:
        with places:
            with self._lock:
                if self._closed:
                    raise _no_decoder()
                self._idle = [child for child in self._idle if child.lives]
                child = self._idle.pop() if self._idle else _Child(self._program)
                self._busy.add(child)
            try:
                yield child
            finally:
                with self._lock:
                    self._busy.discard(child)
                    if child.lives and not self._closed:
                        self._idle.append(child)


class _Child:
    """One child process, used by one thread at a time."""

    def __init__(self, program: str) -> None:
        self._ready = False
        try:
            self._process = process = subprocess.Popen(
                _command(program),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
                process_group=0,  # a Ctrl-C in the terminal is not for it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _no_decoder() from error
        self._requests = cast(BinaryIO, process.stdin)
        self._answers = cast(BufferedReader, process.stdout)

    @property
    def lives(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait for the end of its start, after which only a picture is to blame for its death."""
        if not self._ready and not self._answers.readline(_LONGEST_LINE):
            self.end()
            raise _no_decoder()
        self._ready = True

    def ask(self, path: Path, wanted: dict[str, Any]) -> Pixels:
        """What comes of one picture; errors as ``Decoders.fitted``."""
        request = json.dumps({"path": str(path), **wanted}).encode() + b"\n"
        try:
            self._requests.write(request)
            self._requests.flush()
            line = self._answers.readline(_LONGEST_LINE)
            if not line:
                raise EOFError
            head = json.loads(line)
            if "error" in head:
                raise PictureError(*head["error"])
            return self._pixels(head["shape"])
        except (OSError, EOFError, ValueError) as error:  # ended before it was asked, or meanwhile
            self.end()
            raise self._why_it_died(path) from error

    def end(self) -> None:
        """Kill it, if it lives."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):  # what it was not told any more
            self._requests.close()

    def _pixels(self, shape: list[int]) -> Pixels:
        import numpy as np

        pixels = np.empty(shape, np.uint8)
        if self._answers.readinto(pixels.data.cast("B")) != math.prod(shape):
            raise EOFError
        return pixels

    def _why_it_died(self, path: Path) -> PictureError:
        if self._process.returncode == TIMED_OUT:
            return PictureError(
                "hangs",
                f"{path.name} was not decoded within {PATIENCE} seconds and was given up; "
                "save a smaller copy in another program.",
            )
        return PictureError(
            "crashes",
            f"{path.name} makes the part that decodes pictures crash; it may be damaged: "
            "save it again in another program.",
        )


def _command(program: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    # Nothing is looked up anew: the child imports from where this process does, and first of all
    # this very package, wherever the program was started.
    where = [str(root()), *sys.path]
    start = f"import sys; sys.path[:] = {where!r}; {program}"
    return [sys.executable, "-S", "-c", start]


def _no_decoder() -> SetupError:
    return SetupError(
        "no_decoder",
        "The process that decodes pictures could not be started; close other programs and try "
        "again, or install Shelfwise again.",
    )
