"""Counts as people read them."""

from __future__ import annotations


def counted(number: int, singular: str, plural: str = "") -> str:
    """``1 photo``, ``7,416 photos``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
