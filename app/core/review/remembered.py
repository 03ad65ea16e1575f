"""What a person decided about pictures, known by their content: in another folder, or next week.

One file, a line a decision, only appended to; what a crash leaves half written costs that line.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.core.errors import FileAccessError
from app.core.names import is_folder_name
from app.core.storage.files import file_digest, write_atomically
from app.core.storage.line_log import LineLog, as_lines, read_lines
from app.core.storage.locks import Lock

_FORMAT = "shelfwise-decisions-1"
_MOST = 200_000  # pictures; the newest are kept
_SPARE_LINES = 10_000  # that say nothing any more; beyond these the file is written anew
_PATIENCE = 2.0  # seconds; another window writes for a moment only


class RememberedDecisions:
    """The decisions about all pictures so far; belongs to one thread.

    Args:
        file: where they are kept; it need not exist.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, tuple[int, str]] = {}  # SHA-256 -> size in bytes, label
        lines = self._read()
        self._sizes = Counter(size for size, _ in self._known.values())
        if lines > len(self._known) + _SPARE_LINES:
            self._write_anew()

    def remember(self, changes: Iterable[tuple[Path, str | None]]) -> None:
        """Remember the labels of pictures; None forgets one. Files that are gone are passed over.

        Raises:
            FileAccessError: ``cannot_keep``.
        """
        lines = []
        for path, label in changes:
            with contextlib.suppress(OSError, ValueError):
                size = path.stat().st_size
                digest = file_digest(path)
                if self._put(digest, size, label):
                    lines.append({"sha256": digest, "size": size, "decided": label})
        self._append(lines)

    def recall(self, paths: Iterable[Path]) -> dict[Path, str]:
        """Find what was decided about pictures of the same bytes; only those can be read whole."""
        found = {}
        for path in paths if self._known else ():
            with contextlib.suppress(OSError, ValueError):
                if path.stat().st_size in self._sizes and (
                    known := self._known.get(file_digest(path))
                ):
                    found[path] = known[1]
        return found

    def forget(self) -> None:
        """Forget all of them.

        Raises:
            OSError: the file cannot be deleted.
        """
        self._file.unlink(missing_ok=True)
        self._known.clear()
        self._sizes.clear()

    def _put(self, digest: str, size: int, label: str | None) -> bool:
        """Take a decision in; False when it was known."""
        before = self._known.pop(digest, None)
        if before is not None:
            self._sizes[before[0]] -= 1
        if label is not None:
            self._known[digest] = (size, label)
            self._sizes[size] += 1
        return (before and before[1]) != label

    def _read(self) -> int:
        """Read what is there, and return how many lines that took."""
        count = 0
        self._sizes = Counter[int]()
        with contextlib.suppress(OSError):
            for line in read_lines(self._file):
                count += 1
                match line:
                    case {"sha256": str(digest), "size": int(size), "decided": label} if (
                        label is None or is_folder_name(label)
                    ):
                        self._put(digest, size, label)
        for digest in list(self._known)[:-_MOST]:
            del self._known[digest]
        return count

    def _write_anew(self) -> None:
        lines = (
            {"sha256": digest, "size": size, "decided": label}
            for digest, (size, label) in self._known.items()
        )
        with contextlib.suppress(OSError, FileAccessError):  # it is long, and serves all the same
            write_atomically(self._file, as_lines([{"format": _FORMAT}, *lines]), private=True)

    def _append(self, lines: list[dict[str, Any]]) -> None:
        if not lines:
            return
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = Lock.take(self._file.with_name(f".{self._file.name}.lock"), patience=_PATIENCE)
            with lock or contextlib.nullcontext():
                if not self._file.exists():
                    write_atomically(self._file, as_lines([{"format": _FORMAT}]), private=True)
                with LineLog(self._file) as log:
                    log.append(lines)
        except OSError as error:
            raise FileAccessError(
                "cannot_keep",
                f"What was decided could not be kept in {self._file} ({error.strerror}), so it is "
                "not known when these pictures are opened again.",
            ) from error
