"""Commands of the review: decisions, filters, orders, and moving about, for the registry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.commands import Command
from app.ui.table.filters import VERDICTS, Show
from app.ui.table.ordering import Order

if TYPE_CHECKING:
    from app.ui.table.table import ReviewTable
    from app.ui.window import Window

_CLASS_KEYS = 9


def undoing(window: Window) -> list[Command]:
    """Undo and redo of decisions."""
    deciding = window.deciding
    return [
        Command(
            "undo",
            "Edit",
            "Undo decision",
            deciding.undo,
            ("Ctrl+Z",),
            enabled=lambda: deciding.can_undo,
        ),
        Command(
            "redo",
            "Edit",
            "Redo decision",
            deciding.redo,
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            enabled=lambda: deciding.can_redo,
        ),
    ]


def saved(window: Window) -> list[Command]:
    """The list of another time."""
    return [
        Command(
            "go-on",
            "File",
            "Go on with the last list",
            window.keeper.go_on,
            ("Ctrl+G",),
            enabled=lambda: window.keeper.saved is not None and window.model.contract is not None,
        )
    ]


def decisions(window: Window) -> list[Command]:
    """One key each."""
    deciding = window.deciding

    def possible() -> bool:
        return deciding.possible

    return [
        Command("accept", "Review", "Accept the answer", deciding.accept, ("A", "Enter"), possible),
        *(
            Command(
                f"class-{number}",
                "Review",
                "",
                partial(deciding.choose_class, number),
                (str(number),),
                partial(_can_choose, window, number),
                hidden=True,
                words=partial(_class_words, window, number),
            )
            for number in range(1, _CLASS_KEYS + 1)
        ),
        Command(
            "none-of-them", "Review", "Not one of these", deciding.choose_none, ("0", "N"), possible
        ),
        Command(
            "skip",
            "Review",
            "Skip to the next undecided",
            deciding.skip,
            ("Space",),
            enabled=lambda: window.browsing.current is not None,
        ),
        *_filters(window),
    ]


def moving(window: Window) -> list[Command]:
    """Through the rows of the list."""

    def on_list() -> bool:
        return window.page == "list"

    def table() -> ReviewTable:  # the commands are there before the list is
        return window.pages.list.table

    def hidden(identifier: str, label: str, key: str, go: object) -> Command:
        return Command(identifier, "List", label, go, (key,), on_list, hidden=True)  # type: ignore[arg-type]

    rows = window.rows
    far = float("inf")
    return [
        Command(
            "open-row",
            "List",
            "Open the picture",
            lambda: table().open_selected(),
            ("Enter",),
            enabled=lambda: on_list() and window.browsing.current is not None,
        ),
        hidden("row-down", "Next row", "Down", lambda: rows.move(1)),
        hidden("row-up", "Previous row", "Up", lambda: rows.move(-1)),
        hidden("more-down", "Choose the next row, too", "Shift+Down", partial(_extend, window, 1)),
        hidden("more-up", "Choose the previous, too", "Shift+Up", partial(_extend, window, -1)),
        hidden("page-down", "A page down", "Page Down", lambda: table().move_page(1)),
        hidden("page-up", "A page up", "Page Up", lambda: table().move_page(-1)),
        hidden("first-row", "First row", "Home", lambda: rows.move(-far)),
        hidden("last-row", "Last row", "End", lambda: rows.move(far)),
        hidden("more-home", "Choose up to the first", "Shift+Home", partial(_extend, window, -far)),
        hidden("more-end", "Choose up to the last", "Shift+End", partial(_extend, window, far)),
        Command("choose-all", "List", "Choose all rows", rows.choose_all, ("Ctrl+A",), on_list),
    ]


def orders(window: Window) -> list[Command]:
    """What the list is sorted by."""
    return [
        Command(
            f"order-{order.name.lower()}",
            "List/Sort by",
            order.value,
            partial(_sort, window, order),
            (f"Ctrl+{number}",),
            checked=partial(_is_sorted, window, order),
        )
        for number, order in enumerate(Order, start=1)
    ]


def _filters(window: Window) -> list[Command]:
    def has_list() -> bool:
        return len(window.session) > 1

    return [
        Command(
            "find",
            "Review",
            "Find by name",
            lambda: _find(window),
            ("Ctrl+F", "/"),
            has_list,
            separated=True,
        ),
        *(
            Command(
                f"show-{show.name.lower()}",
                "Review/Show",
                show.value,
                partial(_narrow, window, show=show),
                (f"Alt+{number}",),
                has_list,
                checked=partial(_is_shown, window, show),
            )
            for number, show in enumerate(Show, start=1)
        ),
        *(
            Command(
                f"verdict-{verdict or 'any'}",
                "Review/Show",
                words,
                partial(_narrow, window, verdict=verdict),
                enabled=has_list,
                checked=partial(_has_verdict, window, verdict),
                separated=not verdict,
            )
            for verdict, words in VERDICTS.items()
        ),
        Command(
            "no-filter",
            "Review",
            "Take off all filters",
            partial(_narrow, window, text="", label="", verdict="", show=Show.ALL),
            ("Alt+0",),
            enabled=lambda: window.rows.filter.active,
        ),
    ]


def _class_words(window: Window, number: int) -> str:
    name = window.deciding.class_name(number)
    return f"It is: {name}" if name else ""


def _can_choose(window: Window, number: int) -> bool:
    return bool(window.deciding.class_name(number)) and window.deciding.possible


def _extend(window: Window, steps: float) -> None:
    window.rows.move(steps, extend=True)


def _sort(window: Window, order: Order) -> None:
    window.rows.choose_order(order)
    window.refresh()


def _narrow(window: Window, **changes: object) -> None:
    window.rows.narrow(**changes)
    window.refresh()


def _is_sorted(window: Window, order: Order) -> bool:
    return window.rows.sorting.order is order


def _is_shown(window: Window, show: Show) -> bool:
    return window.rows.filter.show is show


def _has_verdict(window: Window, verdict: str) -> bool:
    return window.rows.filter.verdict == verdict


def _find(window: Window) -> None:
    if window.page != "list":
        window.show_page("list")
    window.pages.list.find()
