"""Which picture is shown large, and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.look import wording
from app.ui.pages.pages import ASIDE

if TYPE_CHECKING:
    from app.ui.state.item import Item
    from app.ui.window import Window


class Browsing:
    """Attributes:
    shown: the picture that is on the picture page, or was there last.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.shown: Item | None = None

    @property
    def current(self) -> Item | None:
        """The picture that commands are about."""
        window = self._window
        if window.page == "picture":
            return self.shown
        return window.rows.selected if window.page == "list" else None

    def show(self, item: Item) -> None:
        """Show one picture large."""
        self.shown = item
        self._window.classifying.hurry(item)
        self._window.rows.select(item)
        self.fill()
        self._window.show_page("picture")

    def neighbour(self, rows: int) -> Item | None:
        """The picture that many rows away from the one shown."""
        if self._window.page != "picture" or self.shown is None:
            return None
        return self._window.rows.neighbour(self.shown, rows)

    def step(self, rows: int) -> None:
        """Show the next or the previous picture of the list."""
        item = self.neighbour(rows)
        if item is not None:
            self.show(item)

    def go_back(self) -> None:
        """One step towards the start."""
        window = self._window
        if window.page in ASIDE:
            window.show_page(window.pages.before)
        else:
            window.show_page("list" if len(window.session) > 1 else "home")

    def fill(self) -> None:
        """Bring the picture page up to date."""
        if self.shown is None:
            return
        window, rows = self._window, self._window.rows
        row = rows.position(self.shown)
        position = ""
        if row is not None and len(rows) > 1:
            position = f"{wording.number(row + 1)} of {wording.number(len(rows))}"
        model = window.model
        trouble = model.error.message if model.trouble and model.error else ""
        window.pages.picture.show(self.shown, model.contract, position, trouble)
