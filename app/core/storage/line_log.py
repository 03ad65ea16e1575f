"""Logs of JSON lines: only whole ones, whatever ends the program or fills the disk.

A log begins as ``as_lines``, written atomically, and grows as a ``LineLog``.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.core.storage.locks import lock_handle


class LineLog:
    """A log being written; close it, or use it in a ``with`` block.

    Lines reach the operating system at once, so they outlive this process. They are ASCII, so that
    names that are not valid Unicode come back as they were. While it is open, the file is locked
    against ``locks.Lock``.
    """

    def __init__(self, file: Path) -> None:
        """Open a log that is there; half a line at its end, which a crash left, is cut off first.

        Raises:
            OSError: it cannot be opened.
        """
        self._stream = io.FileIO(file, "r+")
        with contextlib.suppress(OSError):  # no locks on this file system
            lock_handle(self._stream.fileno())
        self._size = self._cut_torn_line()

    def append(self, records: Iterable[dict[str, Any]], *, durably: bool = False) -> None:
        """Add lines, all of them or none.

        Args:
            durably: wait until they are on the disk.

        Raises:
            OSError: they cannot be written; the log is as it was.
        """
        content = as_lines(records)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[self._stream.write(rest) :]
            if durably:
                os.fsync(self._stream.fileno())
        except OSError:
            self._stream.truncate(self._size)
            self._stream.seek(self._size)
            raise
        self._size += len(content)

    def close(self) -> None:
        """Close the file; what was appended is in it."""
        self._stream.close()

    def __enter__(self) -> LineLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _cut_torn_line(self) -> int:
        """Leave whole lines only, and stand behind them; their size in bytes."""
        size = self._stream.readall().rfind(b"\n") + 1
        self._stream.truncate(size)
        return self._stream.seek(size)


def as_lines(records: Iterable[dict[str, Any]]) -> bytes:
    """Records as a log holds them."""
    return "".join(json.dumps(record) + "\n" for record in records).encode("ascii")


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a log. What a crash left half written, or a disk spoilt, is passed over.

    Raises:
        OSError: it cannot be read.
    """
    with file.open(encoding="utf-8", errors="replace", newline="\n") as stream:
        yield from whole_json_lines(stream)


def whole_json_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects among lines of JSON."""
    for line in lines:
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):  # deep nesting, which no log of ours has
            continue
        if isinstance(document, dict):
            yield document
