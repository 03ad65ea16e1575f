"""Where a photo comes from, as its file's name tells: ``SOURCE__rest.jpg``."""

from __future__ import annotations

from pathlib import PurePath

_SEPARATOR = "__"


def source_of(path: str | PurePath) -> str:
    """Read a photo's source from its path: what stands before ``__``, else an empty string."""
    source, separator, _ = PurePath(path).name.partition(_SEPARATOR)
    return source if separator else ""
