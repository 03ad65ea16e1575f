"""Right-to-left names as they must be drawn where Tk does not know how.

Tk on X11 draws characters from left to right as they are stored, and does not join Arabic letters;
on Windows and macOS the system does both. python-bidi puts the characters in order (Unicode
Bidirectional Algorithm, UAX #9) and arabic-reshaper joins the letters; both are loaded when the
first such name is drawn.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

_DRAWN_BY_SYSTEM = sys.platform in {"win32", "darwin"}
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"
_NO_MARKS = str.maketrans("", "", _LEFT_MARK + _RIGHT_MARK)


def visual(text: str) -> str:
    """A line of text in the order and with the letters in which Tk must draw it."""
    if _DRAWN_BY_SYSTEM or text.isascii():
        return text
    return reordered(text)


@lru_cache(maxsize=4000)
def reordered(text: str) -> str:
    """Reorder as ``visual``, whatever the system draws by itself."""
    if not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return text
    from bidi.algorithm import get_display

    joined = _reshaper().reshape(text)
    return str(get_display(_brackets_marked(joined), base_dir="L")).translate(_NO_MARKS)


def _brackets_marked(text: str) -> str:
    """Put invisible marks around brackets, so that both of a pair go one way.

    That is rule N0 of UAX #9, which python-bidi does not know: a pair goes from left to right if
    a left-to-right letter stands in it; what else it holds goes the way of the letter before it.
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    before, after = [""] * len(text), [""] * len(text)
    for start, end in _bracket_pairs(text):
        inside = set(kinds[start + 1 : end])
        if "L" in inside:
            mark = _LEFT_MARK
        elif inside & (_RIGHT_TO_LEFT | _NUMBERS):
            strong = [kind for kind in kinds[:start] if kind in {"L", *_RIGHT_TO_LEFT}]
            mark = _RIGHT_MARK if strong and strong[-1] != "L" else _LEFT_MARK
        else:
            continue
        before[start] = after[end] = mark
    return "".join(
        part for parts in zip(before, text, after, strict=True) for part in parts if part
    )


def _bracket_pairs(text: str) -> list[tuple[int, int]]:
    """Where brackets open and close; what has no partner is left out."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for position, character in enumerate(text):
        if character in _CLOSING:
            opened.append((_CLOSING[character], position))
        elif opened and character == opened[-1][0]:
            pairs.append((opened.pop()[1], position))
    return pairs


@cache
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
