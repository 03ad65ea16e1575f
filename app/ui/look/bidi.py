"""Right-to-left names as they must be drawn where Tk does not know how.

Tk on X11 draws characters from left to right as they are stored, and does not join Arabic letters;
on Windows and macOS the system does both. Here are those parts of the Unicode Bidirectional
Algorithm (UAX #9) and of Arabic joining (The Unicode Standard, 9.2) that names of files need: a
left-to-right line with right-to-left runs in it, no embeddings.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

_DRAWN_BY_SYSTEM = sys.platform in {"win32", "darwin"}
_FORMS = ("<isolated>", "<final>", "<initial>", "<medial>")
_ISOLATED, _FINAL, _INITIAL, _MEDIAL = range(4)
_PRESENTATION_FORMS = (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD))
_TATWEEL = "ـ"
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def visual(text: str) -> str:
    """A line of text in the order and with the letters in which Tk must draw it."""
    if _DRAWN_BY_SYSTEM or text.isascii():
        return text
    return reordered(text)


@lru_cache(maxsize=4000)
def reordered(text: str) -> str:
    """``visual`` wherever this runs."""
    return "".join(_reversed(_joined(run)) if rtl else run for run, rtl in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Parts that go one way, and whether that is right to left.

    A right-to-left run reaches from a right-to-left letter to the last such letter or number
    before a left-to-right letter.
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    position = 0
    while position < len(text):
        start = next((n for n in range(position, len(text)) if kinds[n] in {"R", "AL"}), len(text))
        if start > position:
            yield text[position:start], False
        end = start
        for number in range(start, len(text)):
            if kinds[number] == "L":
                break
            if kinds[number] in {"R", "AL", "AN", "EN", "NSM"}:
                end = number + 1
        end = _with_closing_bracket(text, start, end)
        if end > start:
            yield text[start:end], True
        position = max(end, start)
        if start == len(text):
            return


def _with_closing_bracket(text: str, start: int, end: int) -> int:
    """Brackets go the way of what they enclose (UAX #9, N0)."""
    for opening, closing in _BRACKETS:
        opened = text.count(opening, start, end) - text.count(closing, start, end)
        if opened > 0 and text.startswith(closing, end):
            return end + 1
    return end


def _reversed(run: str) -> str:
    """From right to left; numbers and marks on letters keep their own order."""
    parts: list[str] = []
    for number, character in enumerate(run):
        kind = unicodedata.bidirectional(character)
        before = unicodedata.bidirectional(run[number - 1]) if number else ""
        after = unicodedata.bidirectional(run[number + 1]) if number + 1 < len(run) else ""
        digits = {"EN", "AN"}
        in_number = (kind in digits and before in digits | {"CS", "ES", "ET"}) or (
            kind in {"CS", "ES"} and before in digits and after in digits
        )
        if parts and (in_number or kind == "NSM"):
            parts[-1] += character
        else:
            parts.append(character.translate(_MIRRORED))
    return "".join(reversed(parts))


def _joined(run: str) -> str:
    """Arabic letters in the forms that their neighbours give them."""
    forms = _letter_forms()
    letters = [(n, character) for n, character in enumerate(run) if not _is_mark(character)]
    shaped = list(run)
    for place, (position, letter) in enumerate(letters):
        if letter not in forms or not shaped[position]:
            continue
        before = letters[place - 1][1] if place else ""
        after = letters[place + 1][1] if place + 1 < len(letters) else ""
        from_before = before == _TATWEEL or _INITIAL in forms.get(before, {})
        to_after = after == _TATWEEL or _FINAL in forms.get(after, {})
        own = forms[letter]
        pair = forms.get(letter + after) if run[position + 1 : position + 2] == after else None
        if after and pair:  # lam and alef are one sign
            shaped[position], shaped[position + 1] = pair[_FINAL if from_before else _ISOLATED], ""
            continue
        for wanted in (
            _MEDIAL if from_before and to_after else None,
            _FINAL if from_before else None,
            _INITIAL if to_after else None,
            _ISOLATED,
        ):
            if wanted in own:
                shaped[position] = own[wanted]
                break
    return "".join(shaped)


def _is_mark(character: str) -> bool:
    return unicodedata.bidirectional(character) == "NSM"


@cache
def _letter_forms() -> dict[str, dict[int | None, str]]:
    """Letter, or lam and alef -> form -> the character of Unicode that is drawn so."""
    forms: dict[str, dict[int | None, str]] = {}
    for code in _PRESENTATION_FORMS:
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if kind in _FORMS and len(letters) in {1, 2} and (len(letters) == 1 or code >= 0xFEF5):
            source = "".join(chr(int(letter, 16)) for letter in letters)
            forms.setdefault(source, {})[_FORMS.index(kind)] = chr(code)
    return forms
