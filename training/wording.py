"""Small pieces of text for people: counts, shares."""

from __future__ import annotations


def counted(number: int, singular: str, plural: str = "") -> str:
    """``1 photo``, ``7,416 photos``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def percent(share: float) -> str:
    """A share in [0, 1] as ``12 %``; never 0 or 100 unless it is that exactly."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")
