"""Names, paths and numbers that come out of files, and whether they can be believed.

Whoever made a file chose them: each is checked where it is read, before anything is done with it.
"""

from __future__ import annotations

import math
import os
from pathlib import Path, PureWindowsPath
from typing import Any

MAX_CLASSES = 10_000
MAX_NAME = 200
"""Characters of a class name."""
MAX_SENTENCE = 1_000
_MAX_PATH = 32_767  # characters, the most that Windows knows; others stop at 4,096 bytes
_MAX_FILE_NAME = 255  # characters, on every usual file system
_MAX_SECONDS = 1e9
_DEVICES = {"CON", "PRN", "AUX", "NUL"} | {
    f"{kind}{n}" for kind in ("COM", "LPT") for n in "123456789"
}
"""Windows opens these wherever a file or folder has such a name, whatever its ending."""
_FORBIDDEN = frozenset('<>:"/\\|?*\0')

SPELLINGS = {"stationary": "stationery"}
"""How a class may be spelt in files and folders of before, and how it is spelt right."""


def is_plain_text(text: object) -> bool:
    """Tell whether it is a short text of one line that can be written anywhere."""
    return (
        type(text) is str
        and len(text) <= MAX_NAME
        and not any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in text)
    )


def is_folder_name(name: object) -> bool:
    """Tell whether it names a folder right inside another one, as every class name must.

    On Windows ``C:x`` leads to another drive, wherever it is looked for.
    """
    return (
        is_plain_text(name)
        and name not in {"", ".", ".."}
        and not {"/", "\\"} & set(str(name))
        and not PureWindowsPath(str(name)).drive
    )


def is_shelf_name(name: str) -> bool:
    """Tell whether a folder can have this name on every usual file system."""
    plain = name.strip()
    return (
        plain not in {"", ".", ".."}
        and len(plain) <= MAX_NAME
        and not _FORBIDDEN & set(plain)
        and plain.partition(".")[0].rstrip().upper() not in _DEVICES
        and not plain.endswith(".")
        and not any(ord(character) < 32 for character in plain)
    )


def path_from(text: object) -> Path:
    """Return the path that was written down.

    Raises:
        ValueError: no file can have it: it is no text, has a NUL or half a character, or is longer
            than any disk allows.
    """
    if type(text) is not str or not text:
        raise ValueError("the path is no text")
    if "\0" in text or len(text) > _MAX_PATH:
        raise ValueError("no file can have this path")
    try:
        os.fsencode(text)
    except UnicodeEncodeError as error:  # half of a UTF-16 pair
        raise ValueError("no file can have this path") from error
    path = Path(text)
    if any(len(part) > _MAX_FILE_NAME for part in path.parts):
        raise ValueError("no file can have so long a name")
    return path


def probability_from(value: Any) -> float:
    """Return a probability that was written down; raises ValueError or TypeError."""
    return _number_from(value, 1.0)


def seconds_from(value: Any) -> float:
    """Return a duration that was written down; raises ValueError or TypeError."""
    return _number_from(value, _MAX_SECONDS)


def sentence_from(text: object) -> str:
    """Return a text for people that was written down, cut off where it is too long to show."""
    if type(text) is not str:
        raise TypeError("a sentence is no text")
    return text if len(text) <= MAX_SENTENCE else f"{text[:MAX_SENTENCE]}…"


def _number_from(value: Any, most: float) -> float:
    if type(value) not in (int, float, str):
        raise TypeError("a number is not written as one")
    try:
        number = float(value)
    except (OverflowError, ValueError) as error:  # a whole number of hundreds of digits, or none
        raise ValueError(f"{_shown(value)} is not a number from 0 to {most:g}") from error
    if not (math.isfinite(number) and 0 <= number <= most):
        raise ValueError(f"{_shown(value)} is not a number from 0 to {most:g}")
    return number


def _shown(value: float | str) -> str:
    if type(value) is int and value.bit_length() > 1_000:  # Python would not write it
        return "a number of hundreds of digits"
    text = str(value)
    return repr(text if len(text) <= 20 else f"{text[:20]}…")
