"""What lies in a folder that files are to be put into, and what is planned for it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

from app.core.shelving.placing import numbered
from app.core.storage.files import file_digest

_NUMBER = re.compile(r" \(\d+\)$")
_STEM = 60  # characters that are compared: a long name loses its end to the number


class Digests:
    """SHA-256 of files, each read once while it stays as it is."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int, int], str] = {}

    def of(self, path: Path) -> str | None:
        """Return the digest of a file, None where it cannot be read."""
        try:
            now = path.stat()
            key = (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)
            if key not in self._known:
                self._known[key] = file_digest(path)
            return self._known[key]
        except (OSError, ValueError):
            return None


class OccupiedFolder:
    """Knows which names of a folder are taken, and which files lie there already."""

    def __init__(self, folder: Path, digests: Digests) -> None:
        """List the folder, where it is there; no file in it is read yet."""
        self._folder = folder
        self._digests = digests
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}
        self._alike: dict[str, list[str]] = defaultdict(list)
        self._sizes: dict[str, dict[int, list[Path]]] = {}
        self._contents: dict[tuple[str, int], Counter[str | None]] = {}
        try:
            names = [entry.name for entry in folder.iterdir()]
        except (OSError, ValueError):
            names = []
        for name in names:
            self._taken.add(name.casefold())
            self._alike[_likeness(name)].append(name)

    def holds(self, path: Path, name: str) -> bool:
        """Tell whether the bytes of ``path`` lie here as ``name``, or as that with a number.

        Each file here answers for one other only: of two products with the same picture, both
        get theirs.
        """
        likeness = _likeness(name)
        if likeness not in self._alike:
            return False
        try:
            size = path.stat().st_size
        except (OSError, ValueError):
            return False
        same_size = self._by_size(likeness).get(size)
        if not same_size:
            return False
        if (likeness, size) not in self._contents:
            found = Counter(self._digests.of(file) for file in same_size)
            del found[None]
            self._contents[likeness, size] = found
        contents, digest = self._contents[likeness, size], self._digests.of(path)
        if contents[digest] == 0:
            return False
        contents[digest] -= 1
        return True

    def take(self, name: str) -> str:
        """Return ``name``, with a number where it is taken; it is taken from now on."""
        free, number = name, self._next.get(name.casefold(), 2)
        while free.casefold() in self._taken:
            free = numbered(name, number)
            number += 1
        self._next[name.casefold()] = number
        self._taken.add(free.casefold())
        return free

    def _by_size(self, likeness: str) -> dict[int, list[Path]]:
        if likeness not in self._sizes:
            sizes: dict[int, list[Path]] = defaultdict(list)
            for name in self._alike[likeness]:
                file = self._folder / name
                try:
                    sizes[file.stat().st_size].append(file)
                except OSError:  # a link that leads nowhere, or gone meanwhile
                    continue
            self._sizes[likeness] = sizes
        return self._sizes[likeness]


def _likeness(name: str) -> str:
    """What a name and its numbered forms have in common."""
    path = Path(name)
    return f"{_NUMBER.sub('', path.stem)[:_STEM]}{path.suffix}".casefold()
