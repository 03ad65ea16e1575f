"""Which part of the picture is judged: what was found on it, or what a person marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.answers import ALL_OF_IT, Region

if TYPE_CHECKING:
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells

_TAKEN_BACK = "The decision was about another part of the picture; it was taken back."


class Parts:
    """Acts on the picture that is shown large.

    Args:
        classify: called with items that wait for an answer.
        take_back: takes back what was decided about an item.
        undo: brings that back.
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        screen: Screen,
        tells: Tells,
        classify: Callable[[Sequence[Item]], None],
        take_back: Callable[[Item], None],
        undo: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._screen = screen
        self._tells = tells
        self._classify = classify
        self._take_back = take_back
        self._undo = undo
        self._changed = changed
        self._pointed: Region | None = None
        self._marked: Item | None = None  # since it came on screen

    def begin(self) -> None:
        """A picture comes on screen: nothing is pointed at, and what is marked is its own."""
        self._pointed = self._marked = None

    @property
    def item(self) -> Item | None:
        """The picture that is shown."""
        seen = self._screen.page == "picture" and not self._screen.compact
        return self._lists.shown if seen else None

    @property
    def further(self) -> tuple[Region, ...]:
        """The parts found on it that are not judged now, the most likely ones first."""
        item = self.item
        return () if item is None else tuple(one for one in item.found if one != item.judged_part)

    @property
    def pointed(self) -> Region | None:
        """The further part that a key is about to choose."""
        return self._pointed if self._pointed in self.further else None

    def can_point(self, steps: int) -> bool:
        """Whether there is a further part so many steps on."""
        return self._at(steps) is not None

    def point(self, steps: int) -> None:
        """Point at the next further part, or at the one before."""
        self._pointed = self._at(steps)
        self._changed()

    def judge_pointed(self) -> None:
        """Judge the part that is pointed at."""
        if self.pointed is not None:
            self.judge(self.pointed)

    def judge(self, part: Region) -> None:
        """Judge a part that a person chose or marked; the main one found is the automatic one."""
        item = self.item
        if item is not None and part != item.judged_part:
            self._judge(item, None if part in item.found[:1] else part)

    @property
    def can_go_back(self) -> bool:
        """Whether something was marked just now, which nobody has decided about."""
        item = self.item
        return (
            item is not None and item is self._marked and bool(item.mark) and item.decided is None
        )

    def go_back(self) -> None:
        """Judge again what is judged by itself."""
        if self.item is not None:
            self._judge(self.item, None)

    @property
    def can_judge_all(self) -> bool:
        """Whether less than the whole picture is judged."""
        item = self.item
        return item is not None and item.answer is not None and item.answer.region is not None

    def judge_all(self) -> None:
        """Judge the whole picture."""
        if self.item is not None:
            self._judge(self.item, ALL_OF_IT)

    def _judge(self, item: Item, mark: Region | None) -> None:
        if item.decided is not None:
            self._take_back(item)
            self._tells.say(_TAKEN_BACK, "note", ("Undo", self._undo))
        self._pointed, self._marked = None, item
        self._lists.session.mark(item, mark)
        self._classify([item])
        self._changed()

    def _at(self, steps: int) -> Region | None:
        further = self.further
        if self.pointed is not None:
            place = further.index(self.pointed) + steps
        else:
            place = 0 if steps > 0 else len(further) - 1
        return further[place] if 0 <= place < len(further) else None
