"""Small pieces of text for people: file names that may hold anything, counts, shares."""

from __future__ import annotations

_JOINERS = "\u200c\u200d"  # Persian words and emoji families are spelt with them


def printable(text: object) -> str:
    """Text that any terminal, figure or page can show, in one line.

    Control and direction characters and bytes that are not Unicode (lone surrogates, as Python
    reads them from file names) come out as escapes such as ``\\n`` and ``\\udce9``.
    """
    return "".join(
        character
        if character.isprintable() or character in _JOINERS
        else character.encode("unicode_escape").decode("ascii")
        for character in str(text)
    )


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
