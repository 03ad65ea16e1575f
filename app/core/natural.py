"""Names in the order that people expect."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d+)")


def natural_key(name: str) -> list[tuple[int, int | str]]:
    """Sort key that puts ``photo 2`` before ``photo 10``, whatever the case."""
    parts = _NUMBER.split(name.casefold())
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]
