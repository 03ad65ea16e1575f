"""The pages of the window. Each is made when it is first shown, so the window opens at once."""

from __future__ import annotations

import tkinter as tk
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from app.core.text import printable
from app.ui.pages.home import DropZone

if TYPE_CHECKING:
    from app.ui.pages.card import CardPage
    from app.ui.pages.keys import KeySheet
    from app.ui.pages.trouble import ModelTrouble
    from app.ui.picture.page import ResultView
    from app.ui.refresh.page import RefreshPage
    from app.ui.table.page import ListView
    from app.ui.window import Window

Page = Literal["home", "list", "picture", "keys", "card", "refresh"]
ASIDE: frozenset[Page] = frozenset({"keys", "card", "refresh"})
"""Pages that one comes back from to where one was."""

_WANTED_NEXT = ("picture", "list")


class Pages:
    """Shows one page at a time in ``stage``."""

    def __init__(self, window: Window, stage: Any) -> None:
        self._window = window
        self._stage = stage
        self._front: tk.Widget | None = None
        self.current: Page = "home"
        self.before: Page = "home"

    def show(self, page: Page) -> None:
        """Bring a page to the front."""
        if page in ASIDE and self.current not in ASIDE:
            self.before = self.current
        self.current = page
        front = self._widget(page)
        if front is not self._front:
            if self._front is not None:
                self._front.grid_remove()
            front.grid(row=0, column=0, sticky="nsew")
            self._front = front

    @cached_property
    def home(self) -> DropZone:
        """The empty state."""
        return DropZone(self._stage, self._window.look, self._window.commands)

    @cached_property
    def trouble(self) -> ModelTrouble:
        """The empty state where there is no model."""
        from app.ui.pages.trouble import ModelTrouble

        return ModelTrouble(self._stage, self._window.look, self._window.commands)

    @cached_property
    def list(self) -> ListView:
        """Several pictures."""
        from app.ui.table.page import ListView

        window = self._window
        view = ListView(
            self._stage,
            window.look,
            window.commands,
            window.rows,
            window.browsing.show,
            window.loader,
            window.refresh,
        )
        view.set_contract(window.model.contract)
        return view

    @cached_property
    def picture(self) -> ResultView:
        """One picture."""
        from app.ui.picture.page import ResultView

        window = self._window
        return ResultView(
            self._stage, window.look, window.commands, window.loader, window.deciding.choose
        )

    @cached_property
    def card(self) -> CardPage:
        """The model."""
        from app.ui.pages.card import CardPage

        return CardPage(self._stage, self._window.look, self._window.commands)

    @cached_property
    def keys(self) -> KeySheet:
        """All shortcuts."""
        from app.ui.pages.keys import KeySheet

        return KeySheet(self._stage, self._window.look, self._window.commands)

    @cached_property
    def refresh(self) -> RefreshPage:
        """The training of a new model."""
        from app.ui.refresh.page import RefreshPage

        return RefreshPage(self._stage, self._window)

    @property
    def ready(self) -> bool:
        """Whether ``make_ready`` has nothing left to do."""
        return all(name in self.__dict__ for name in _WANTED_NEXT)

    def make_ready(self) -> None:
        """Make the pages that will be wanted next, so that nobody waits for them then."""
        for name in _WANTED_NEXT:
            if name not in self.__dict__:
                getattr(self, name)
                break

    def model_changed(self) -> None:
        """Show the classes of the model in use now, where they stand already."""
        model = self._window.model
        if model.contract is not None:
            self.home.show_classes(model.contract.classes)
        if "list" in self.__dict__:
            self.list.set_contract(model.contract)
        if "keys" in self.__dict__ and self.current != "keys":
            self.__dict__.pop("keys").destroy()  # it names the classes
        if self.current in {"home", "card"}:
            self.show(self.current)

    def _widget(self, page: Page) -> tk.Widget:
        model = self._window.model
        if page == "card" and model.folder is not None:
            self.card.show(model.folder)
        if page == "refresh":
            self.refresh.show()
        if page == "home" and model.trouble and model.error is not None:
            self.trouble.show(printable(model.error.message))
            return self.trouble
        widget: tk.Widget = getattr(self, page)
        return widget
