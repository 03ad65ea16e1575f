"""The menu List: through its rows, their order, and the work on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.ui.commands import Command
from app.ui.state.filters import Order

if TYPE_CHECKING:
    from app.ui.flows.alike import Alike
    from app.ui.flows.classifying import Classifying
    from app.ui.flows.one_row_a_product import OneRowAProduct
    from app.ui.flows.reviewing import Reviewing
    from app.ui.pages.pages import Pages
    from app.ui.state.rows import Rows
    from app.ui.state.screen import Screen
    from app.ui.table.view import RowsView

_FAR = float("inf")


def commands(
    rows: Rows,
    screen: Screen,
    reviewing: Reviewing,
    classifying: Classifying,
    alike: Alike,
    products: OneRowAProduct,
    pages: Callable[[], Pages],
    changed: Callable[[], None],
) -> list[Command]:
    """Make the commands of the menu."""
    return [
        *_moving(rows, screen, reviewing, pages),
        *_orders(rows, changed),
        *_alike(rows, screen, alike),
        Command(
            "one-row-a-product",
            "List",
            "One row a product",
            products.switch,
            ("Ctrl+P",),
            enabled=lambda: len(rows.session) > 1,
            checked=lambda: products.on,
        ),
        Command(
            "cancel",
            "List",
            "Cancel",
            classifying.cancel,
            ("Esc",),
            enabled=lambda: classifying.running,
            separated=True,
        ),
        Command(
            "resume",
            "List",
            "Continue",
            classifying.resume,
            ("F5",),
            enabled=lambda: classifying.can_resume,
        ),
    ]


def _moving(
    rows: Rows, screen: Screen, reviewing: Reviewing, pages: Callable[[], Pages]
) -> list[Command]:
    def on_list() -> bool:
        return screen.page == "list"

    def in_grid() -> bool:
        return on_list() and pages().list.in_grid

    def view() -> RowsView:
        return pages().list.view

    def hidden(
        identifier: str,
        label: str,
        key: str,
        go: Callable[[], None],
        enabled: Callable[[], bool] = on_list,
    ) -> Command:
        return Command(identifier, "List", label, go, (key,), enabled, hidden=True)

    def step(right: int, down: int, *, extend: bool = False) -> Callable[[], None]:
        return lambda: view().step(right, down, extend=extend)

    def extend(steps: float) -> Callable[[], None]:
        return partial(rows.move, steps, extend=True)

    return [
        Command(
            "open-row",
            "List",
            "Open the picture",
            lambda: view().open_selected(),
            ("Enter",),
            enabled=lambda: on_list() and reviewing.current is not None,
        ),
        hidden("row-down", "Next row", "Down", step(0, 1)),
        hidden("row-up", "Previous row", "Up", step(0, -1)),
        hidden("more-down", "Extend selection down", "Shift+Down", step(0, 1, extend=True)),
        hidden("more-up", "Extend selection up", "Shift+Up", step(0, -1, extend=True)),
        hidden("tile-right", "Next picture in the grid", "Right", step(1, 0), in_grid),
        hidden("tile-left", "Previous picture in the grid", "Left", step(-1, 0), in_grid),
        hidden(
            "more-right", "Extend selection right", "Shift+Right", step(1, 0, extend=True), in_grid
        ),
        hidden(
            "more-left", "Extend selection left", "Shift+Left", step(-1, 0, extend=True), in_grid
        ),
        hidden("page-down", "A page down", "Page Down", lambda: view().move_page(1)),
        hidden("page-up", "A page up", "Page Up", lambda: view().move_page(-1)),
        hidden("first-row", "First row", "Home", lambda: rows.move(-_FAR)),
        hidden("last-row", "Last row", "End", lambda: rows.move(_FAR)),
        hidden("more-home", "Extend selection to the first row", "Shift+Home", extend(-_FAR)),
        hidden("more-end", "Extend selection to the last row", "Shift+End", extend(_FAR)),
        Command("choose-all", "List", "Select all rows", rows.choose_all, ("Ctrl+A",), on_list),
    ]


def _orders(rows: Rows, changed: Callable[[], None]) -> list[Command]:
    def sort(order: Order) -> None:
        rows.choose_order(order)
        changed()

    def in_force(order: Order) -> bool:
        return rows.sorting.order is order

    return [
        Command(
            f"order-{order.name.lower()}",
            "List/Sort by",
            order.value,
            partial(sort, order),
            (f"Ctrl+{number}",),
            checked=partial(in_force, order),
        )
        for number, order in enumerate(Order, start=1)
    ]


def _alike(rows: Rows, screen: Screen, alike: Alike) -> list[Command]:
    return [
        Command(
            "similar",
            "List",
            "Similar to this",
            alike.order,
            ("S",),
            enabled=lambda: alike.can_order,
            separated=True,
        ),
        Command(
            "not-similar",
            "List",
            "Back to the order before",
            alike.leave_order,
            ("Esc",),
            enabled=lambda: rows.like is not None and screen.page == "list",
        ),
        Command(
            "choose-twins",
            "List",
            "Select its duplicates, too",
            alike.choose_twins,
            ("D",),
            enabled=lambda: alike.has_twins,
        ),
    ]
