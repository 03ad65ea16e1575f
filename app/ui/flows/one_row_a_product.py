"""One row for all photos of a product: offered where a list looks like it, switched by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.review.products import By, looks_like_products
from app.ui.look import wording

if TYPE_CHECKING:
    from app.ui.flows.classifying import Classifying
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump


class OneRowAProduct:
    """Groups the photos of the list on screen; a new list begins without.

    Args:
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        classifying: Classifying,
        pump: Pump,
        tells: Tells,
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._classifying = classifying
        self._pump = pump
        self._tells = tells
        self._changed = changed
        self._looked = 0  # how many photos the list had
        self._asked = False
        pump.after_messages(self._look)
        lists.when_switched.append(self._begin_anew)

    @property
    def on(self) -> bool:
        """Whether photos of a product have one row."""
        return self._lists.session.products.by is not None

    def switch(self) -> None:
        """Let photos of a product have one row, or each its own again."""
        paths = [item.path for item in self._lists.session]
        self._group(None if self.on else looks_like_products(paths) or By.FOLDER)

    def _group(self, by: By | None) -> None:
        if self._asked:
            self._asked = False
            self._tells.say("", "question")
        self._lists.session.group(by)
        self._lists.rows.sort()
        self._changed()

    def _begin_anew(self) -> None:
        self._looked = 0

    def _look(self) -> None:
        """Offer it once all pictures are found, where it would help."""
        session = self._lists.session
        if self.on or len(session) <= self._looked or self._classifying.importer.running:
            return
        first, self._looked = self._looked == 0, len(session)
        if first:
            paths, identity = [item.path for item in session], session.id
            self._pump.run_task(
                lambda: looks_like_products(paths),
                lambda by: self._offer(identity, by),
                self._tells.fail,
            )

    def _offer(self, identity: int, by: By | None) -> None:
        session = self._lists.session
        if by is None or self.on or session.id != identity:
            return
        self._asked = True
        self._tells.say(
            wording.products_offer(len(session), by),
            "question",
            ("One row a product", lambda: self._group(by)),
            ("A row a picture", lambda: None),
        )
