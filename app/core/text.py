"""Text that comes from outside, such as file names, made fit to be shown and put in order."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d+)")
_JOINERS = "\u200c\u200d"  # Persian words and emoji families are spelt with them


def printable(text: object) -> str:
    """Text that any terminal, figure or page can show, in one line.

    Control and direction characters and bytes that are not Unicode (lone surrogates, as Python
    reads them from file names) come out as escapes such as ``\\n`` and ``\\udce9``.
    """
    shown = str(text)
    if shown.isprintable():  # as nearly all are
        return shown
    return "".join(
        character
        if character.isprintable() or character in _JOINERS
        else character.encode("unicode_escape").decode("ascii")
        for character in shown
    )


def natural_key(name: str) -> list[tuple[int, int | str]]:
    """Sort key that puts ``photo 2`` before ``photo 10``, whatever the case."""
    parts = _NUMBER.split(name.casefold())
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]
