"""Names that tell a time, in an order that does not hang on the clock, which may be put back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

_FORMAT = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"(\d{8}-\d{6})(?:-(\d+))?")


def new_stamped(folder: Path, suffix: str = "") -> Path:
    """A free name that is behind all others of ``folder`` in ``in_order``."""
    highest = max((_order(path)[0] for path in _members(folder)), default=0)
    return folder / f"{time.strftime(_FORMAT)}-{highest + 1}{suffix}"


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Sorted by when they were named, oldest first, whatever the clock said then."""
    return sorted(paths, key=_order)


def stamp_of(path: Path) -> float | None:
    """The time in a name, as the clock showed it, in seconds since the epoch."""
    found = _NAME.fullmatch(path.stem)
    try:
        return time.mktime(time.strptime(found[1], _FORMAT)) if found else None
    except (ValueError, OverflowError):
        return None


def _members(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _order(path: Path) -> tuple[int, str]:
    found = _NAME.fullmatch(path.stem)
    return int(found[2] or 0) if found else 0, path.name
