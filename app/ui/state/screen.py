"""What is in front of a person, without a widget: which page, and what they are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

Page = Literal["home", "list", "picture", "keys", "card", "refresh"]
ASIDE: frozenset[Page] = frozenset({"keys", "card", "refresh"})
"""Pages that one comes back from to where one was."""

Tone = Literal["note", "warning", "error", "question"]
Action: TypeAlias = tuple[str, Callable[[], None]]
"""What stands on a button, and what it does."""


class Tells(Protocol):
    """Tells a person what was done or went wrong."""

    @property
    def message(self) -> str:
        """What is said now; empty when nothing is."""
        ...

    def say(self, sentence: str, tone: Tone = "note", *actions: Action) -> None:
        """Say a sentence. Errors stand above warnings, those above questions and notes.

        A note takes the place of the one before; all else stays until a person takes it away. An
        empty sentence takes away what was said, questions only where ``tone`` is *question*.
        """
        ...

    def fail(self, error: BaseException) -> None:
        """Say what went wrong; an error of the program itself goes to the log."""
        ...


class Screen:
    """Which page is in front.

    Attributes:
        before: the page that was left for one of ``ASIDE``.
        compact: whether the window is small and stays on top: it shows one picture, or none yet.
        on_show: called whenever a page is brought to the front.
    """

    def __init__(self) -> None:
        self.page: Page = "home"
        self.before: Page = "home"
        self.compact = False
        self.on_show: Callable[[], None] = lambda: None

    def show(self, page: Page) -> None:
        """Bring a page to the front."""
        if page in ASIDE:
            self.compact = False  # there is no room for it
            if self.page not in ASIDE:
                self.before = self.page
        self.page = page
        self.on_show()
