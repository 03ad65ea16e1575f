"""Which rows of the list are shown."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.core.answers import Verdict
from app.ui.state.item import Item, State


class Show(enum.StrEnum):
    """How far a row must be in the review."""

    ALL = "Everything"
    UNDECIDED = "Undecided"
    DECIDED = "Decided"
    CORRECTED = "Corrected"
    ERRORS = "Not readable"


VERDICTS: dict[str, str] = {
    "": "Any verdict",
    Verdict.SURE: "Sure",
    Verdict.UNSURE: "Not sure",
    Verdict.NOT_ONE_OF_THESE: "Not one of these",
}
"""Verdicts to filter by, and their words."""


@dataclass(frozen=True)
class Filter:
    """Rows that meet all of these.

    Attributes:
        text: words that name or folder hold, whatever their case.
        label: the final label; ``other`` for none of the classes; empty for any.
        verdict: the model's; empty for any.
    """

    text: str = ""
    label: str = ""
    verdict: str = ""
    show: Show = Show.ALL

    @property
    def active(self) -> bool:
        """Whether it may leave something out."""
        return self != Filter()

    @property
    def follows_decisions(self) -> bool:
        """Whether a decision can bring a row in or out."""
        return bool(self.label) or self.show in {Show.UNDECIDED, Show.DECIDED, Show.CORRECTED}

    def apply(self, items: Iterable[Item]) -> list[Item]:
        """The items that are shown, in their order."""
        rows = list(items)
        for test in self._tests():
            rows = [item for item in rows if test(item)]
        return rows

    def _tests(self) -> list[Callable[[Item], bool]]:
        tests: list[Callable[[Item], bool]] = []
        if self.show is not Show.ALL:
            tests.append(_SHOWN[self.show])
        if self.label:
            tests.append(lambda item: item.counted is not None and item.counted.label == self.label)
        if self.verdict:
            tests.append(lambda item: _verdict(item) == self.verdict)
        words = self.text.casefold().split()
        if words:
            tests.append(lambda item: all(word in item.folded for word in words))
        return tests


_SHOWN: dict[Show, Callable[[Item], bool]] = {
    Show.UNDECIDED: lambda item: item.undecided,
    Show.DECIDED: lambda item: item.decided is not None,
    Show.CORRECTED: lambda item: item.counted is not None and item.counted.corrected,
    Show.ERRORS: lambda item: item.state is State.FAILED,
}


def _verdict(item: Item) -> str:
    return item.row.verdict or "" if item.row is not None else ""
