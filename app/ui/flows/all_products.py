"""Makes each product that was found on a page a row of its own, and takes those rows out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import ALL_OF_IT
from app.ui.intake.part_files import keep_parts
from app.ui.look import wording
from app.ui.threads.messages import FoundItem

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.flows.parts import Parts
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells
    from app.ui.threads.messages import ItemId
    from app.ui.threads.pump import Pump


class AllProducts:
    """Acts on the page that is shown large.

    Args:
        classify: called with items that wait for an answer.
        remove: takes items out of the list.
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        screen: Screen,
        parts: Parts,
        decoders: Decoders,
        pump: Pump,
        tells: Tells,
        classify: Callable[[Sequence[Item]], None],
        remove: Callable[[Sequence[Item]], None],
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._screen = screen
        self._parts = parts
        self._decoders = decoders
        self._pump = pump
        self._tells = tells
        self._classify = classify
        self._remove = remove
        self._changed = changed
        self._rows: dict[ItemId, list[ItemId]] = {}  # of a page
        self._under_way = False

    @property
    def on(self) -> bool:
        """Whether the products of the page that is shown are rows."""
        return bool(self._of_shown())

    @property
    def possible(self) -> bool:
        """Whether there is more than one product on the page that is shown."""
        return not self._under_way and (bool(self._parts.further) or self.on)

    def switch(self) -> None:
        """Make each further product of the page a row, or take those rows out of the list."""
        page = self._parts.item
        if page is None:
            return
        if self.on:
            self._remove(self._of_shown())
            self._changed()
            return
        self._under_way = True
        list_id = self._lists.session.id
        cut = partial(keep_parts, self._decoders, page.path, page.source, self._parts.further)
        self._pump.run_task(cut, lambda paths: self._add(list_id, page, paths), self._fail)

    def _add(self, list_id: int, page: Item, paths: Sequence[Path]) -> None:
        self._under_way = False
        session = self._lists.session
        if session.id != list_id:
            return
        self._lists.note_opened(paths)
        items = self._lists.add([FoundItem(path) for path in paths])
        for item in items:
            session.mark(item, ALL_OF_IT)  # it is a product's photo: nothing is searched for in it
        self._rows[page.id] = [item.id for item in items]
        self._classify(items)
        words = wording.rows_of_their_own(len(items))
        self._tells.say(words, "note", ("Show the list", lambda: self._screen.show("list")))
        self._changed()

    def _fail(self, error: BaseException) -> None:
        self._under_way = False
        self._tells.fail(error)

    def _of_shown(self) -> list[Item]:
        page = self._parts.item
        rows = self._rows.get(page.id, []) if page is not None else []
        return [item for row in rows if (item := self._lists.session.get(row)) is not None]
