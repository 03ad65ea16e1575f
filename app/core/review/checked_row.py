"""A row from the values that a file held for it, each of them checked."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence
from typing import Any

from app.core.answers import OTHER, Region, Row, Verdict
from app.core.names import (
    is_plain_text,
    path_from,
    probability_from,
    seconds_from,
    sentence_from,
)
from app.core.text import printable

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_MOST_TYPES = 2  # of a row
_QUOTED = 60  # characters of what a file holds that a sentence repeats


class BadLineError(ValueError):
    """A line of a file cannot be used; its text says which and why."""

    def __init__(self, number: int, reason: object) -> None:
        super().__init__(f"line {number:,}: {printable(reason, most=4 * _QUOTED)}")


def quoted(value: object) -> str:
    """Return what a file holds as a sentence repeats it: in quotes, and not for ever."""
    text = str(value)
    return repr(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…")


def checked_row(
    path: Any,
    *,
    verdict: Any = None,
    label: Any = None,
    probabilities: Sequence[Any] = (),
    seconds: Any = 0.0,
    error: Sequence[Any] | None = None,
    decided: Any = None,
    region: Any = None,
    types: Sequence[Any] = (),
    type_probability: Any = 0.0,
    mark: Any = None,
    class_names: Collection[str],
) -> Row:
    """Return the row of these values, which may be anything.

    Args:
        error: code and sentence of a file that could not be read.
        class_names: what ``label`` must be one of; as many probabilities there must be.

    Raises:
        ValueError, TypeError: a value is of another type, or out of range.
    """
    place = path_from(path)
    decision = decision_from(decided, class_names)
    if error:
        code, sentence = error
        return Row(place, error=(_code_from(code), sentence_from(sentence)), decided=decision)
    if not verdict:
        return Row(place, decided=decision, mark=_mark_from(mark))
    if type(label) is not str or label not in class_names:
        raise ValueError(f"the label {quoted(label)} is no class")
    if len(probabilities) != len(class_names):
        raise ValueError("there is not one probability per class")
    return Row(
        place,
        Verdict(verdict),
        label,
        tuple(probability_from(value) for value in probabilities),
        seconds_from(seconds),
        decided=decision,
        region=region_from(region),
        types=_types_from(types),
        type_probability=probability_from(type_probability) if types else 0.0,
        mark=_mark_from(mark),
    )


def _types_from(types: Sequence[Any]) -> tuple[str, ...]:
    if not isinstance(types, (list, tuple)) or len(types) > _MOST_TYPES:
        raise ValueError("the product types are no short list")
    for name in types:
        if not name or not is_plain_text(name):
            raise ValueError(f"{quoted(name)} is no product type")
    return tuple(map(sys.intern, types))


def _code_from(code: Any) -> str:
    if type(code) is not str or not _CODE.fullmatch(code):
        raise ValueError(f"{quoted(code)} is not the code of an error")
    return code


def region_from(region: Any) -> tuple[int, int, int, int] | None:
    """Return x, y, width and height that were written down, None where there is nothing.

    Raises:
        ValueError: they are not four whole numbers that make a part of a picture.
    """
    if not region:
        return None
    if not isinstance(region, (list, tuple)) or any(type(number) is not int for number in region):
        raise ValueError("the region is no list of whole numbers")
    x, y, width, height = region
    if min(x, y, width - 1, height - 1) < 0:
        raise ValueError("the region is no part of a picture")
    return x, y, width, height


def _mark_from(mark: Any) -> Region | None:
    """Return what was written for a mark: the four of its box, and width and height."""
    if mark is None:
        return None
    if not isinstance(mark, (list, tuple)) or len(mark) != 6:
        raise ValueError(f"{quoted(mark)} marks no part of a picture")
    part = region_from(mark[:4])
    size = region_from([0, 0, *mark[4:]]) if any(mark[4:]) else (0, 0, 0, 0)
    if part is None or size is None:
        raise ValueError(f"{quoted(mark)} marks no part of a picture")
    return Region(*part, picture=size[2:])


def decision_from(
    decided: Any, class_names: Collection[str], earlier: Collection[str] = ()
) -> str | None:
    """Return the person's label that was written down, None where there is none.

    Args:
        earlier: classes of models before, which it may name, too.

    Raises:
        ValueError: it is neither a class nor ``other``.
    """
    if decided is None or decided == "":
        return None
    if type(decided) is not str or not (
        decided == OTHER or decided in class_names or decided in earlier
    ):
        raise ValueError(f"the decision {quoted(decided)} is no class")
    return decided
