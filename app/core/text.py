"""Text for people: numbers as they are written, and names from outside made fit to be shown."""

from __future__ import annotations

import codecs
import io
import re
import sys

MOST_SHOWN = 10_000
"""Characters of a text from outside that are shown in one place."""
_NUMBER = re.compile(r"(\d+)")
_JOINERS = "\u200c\u200d"  # Persian words and emoji families are spelt with them
_SHOWN = _JOINERS + "\u00a0"
PERCENT = "\u00a0%"  # the sign stays on the line of its number


def printable(text: object, *, most: int = MOST_SHOWN) -> str:
    """Text that any terminal, figure or page can show, in one line.

    Args:
        most: characters of it that are shown. Nobody reads on, and an X server that is to draw a
            hundred thousand in one line ends the program.

    Control and direction characters and bytes that are not Unicode (lone surrogates, as Python
    reads them from file names) come out as escapes such as ``\\n`` and ``\\udce9``.
    """
    shown = str(text)
    if len(shown) > most:
        shown = f"{shown[:most]}…"
    if shown.isprintable():  # as nearly all are
        return shown
    return "".join(
        character
        if character.isprintable() or character in _SHOWN
        else character.encode("unicode_escape").decode("ascii")
        for character in shown
    )


def natural_key(name: str) -> list[tuple[int, int | str]]:
    """Sort key that puts ``photo 2`` before ``photo 10``, whatever the case."""
    parts = _NUMBER.split(name.casefold())
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]


def counted(number: int, singular: str, plural: str = "") -> str:
    """Count things: ``1 photo``, ``7,416 photos``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def percent(part: float, digits: int = 0) -> str:
    """Write a part, 0 to 1, as ``97 %``; as 0 or 100 only what is exactly that.

    What lies nearer to 0 or 1 than ``digits`` decimals can tell is ``<1 %`` or ``>99 %``.
    """
    step = 10.0**-digits
    shown = 100 * part
    if 0 < shown < step / 2:
        return f"<{step:.{digits}f}{PERCENT}"
    if 100 - step / 2 <= shown < 100:
        return f">{100 - step:.{digits}f}{PERCENT}"
    return f"{shown:.{digits}f}{PERCENT}"


def size(count: int) -> str:
    """Return a number of bytes as people read it: ``12 kB``, ``3.4 MB``."""
    unit, name = next(
        (pair for pair in ((10**9, "GB"), (10**6, "MB")) if count >= pair[0]), (1000, "kB")
    )
    digits = 1 if name != "kB" and count < 100 * unit else 0
    return f"{count / unit:.{digits}f} {name}"


def confidence(probability: float) -> str:
    """Write a confidence as a whole percentage that never claims certainty."""
    return percent(min(probability, 1 - 1e-9))


def spell_what_terminals_lack() -> None:
    """Let standard output and error escape what their encoding has no sign for, such as ``\\xe9``.

    A no-break space becomes a plain one there.
    """
    codecs.register_error("spelt", _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(errors="spelt")


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].replace("\u00a0", " ")
    return lacking.encode("ascii", "backslashreplace").decode("ascii"), error.end
