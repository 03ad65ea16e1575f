"""Text that comes from outside, such as file names, made fit to be shown."""

from __future__ import annotations

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
