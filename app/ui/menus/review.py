"""The menu Review: decisions, one key each, and filters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.ui.commands import Command
from app.ui.state.filters import VERDICTS, Show

if TYPE_CHECKING:
    from app.ui.flows.reviewing import Reviewing
    from app.ui.pages.pages import Pages
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen

_CLASS_KEYS = 9


def commands(
    lists: Lists,
    screen: Screen,
    reviewing: Reviewing,
    pages: Callable[[], Pages],
    changed: Callable[[], None],
) -> list[Command]:
    """Make the commands of the menu."""

    def possible() -> bool:
        return reviewing.possible

    def class_words(number: int) -> str:
        name = reviewing.class_name(number)
        return f"It is: {name}" if name else ""

    def can_choose(number: int) -> bool:
        return bool(reviewing.class_name(number)) and reviewing.possible

    none, accept, nearest = reviewing.choose_none, reviewing.accept, reviewing.accept_nearest
    return [
        Command(
            "review",
            "Review",
            "Review what is undecided",
            reviewing.begin,
            enabled=lambda: lists.session.counts.done > lists.session.counts.decided,
        ),
        Command("accept", "Review", "Accept the answer", accept, ("A", "Enter"), possible),
        Command("accept-nearest", "Review", "Accept the nearest class", nearest, ("T",), possible),
        *(
            Command(
                f"class-{number}",
                "Review",
                "",
                partial(reviewing.choose_class, number),
                (str(number),),
                partial(can_choose, number),
                words=partial(class_words, number),
            )
            for number in range(1, _CLASS_KEYS + 1)
        ),
        Command("none-of-them", "Review", "Not one of these", none, ("0", "N"), possible),
        Command(
            "skip",
            "Review",
            "Skip to the next undecided",
            reviewing.skip,
            ("Space",),
            enabled=lambda: reviewing.current is not None,
        ),
        Command(
            "everything",
            "Review",
            "Everything here is a product",
            reviewing.switch_everything,
            checked=lambda: lists.everything,
            separated=True,
        ),
        *_filters(lists, screen, reviewing, pages, changed),
    ]


def _filters(
    lists: Lists,
    screen: Screen,
    reviewing: Reviewing,
    pages: Callable[[], Pages],
    changed: Callable[[], None],
) -> list[Command]:
    rows = lists.rows

    def has_list() -> bool:
        return len(lists.session) > 1

    def find() -> None:
        if screen.page != "list":
            screen.show("list")
        pages().list.find()

    def narrow(**changes: object) -> None:
        rows.narrow(**changes)
        changed()

    def show_everything() -> None:
        rows.show_everything()
        changed()

    def own_type() -> str:
        """The product type of the picture at hand."""
        item = reviewing.current
        types = item.row.shown_types if item is not None and item.row is not None else ()
        return types[0] if types else ""

    def is_shown(show: Show) -> bool:
        return rows.filter.show is show

    def has_verdict(verdict: str) -> bool:
        return rows.filter.verdict == verdict

    return [
        Command("find", "Review", "Find by name", find, ("Ctrl+F", "/"), has_list, separated=True),
        *(
            Command(
                f"show-{show.name.lower()}",
                "Review/Show",
                show.value,
                partial(narrow, show=show),
                (f"Alt+{number}",),
                has_list,
                checked=partial(is_shown, show),
            )
            for number, show in enumerate(Show, start=1)
        ),
        *(
            Command(
                f"verdict-{verdict or 'any'}",
                "Review/Show",
                words,
                partial(narrow, verdict=verdict),
                enabled=has_list,
                checked=partial(has_verdict, verdict),
                separated=not verdict,
            )
            for verdict, words in VERDICTS.items()
        ),
        Command(
            "only-type",
            "Review/Show",
            "Only this product type",
            lambda: narrow(type="" if rows.filter.type else own_type()),
            ("Y",),
            enabled=lambda: has_list() and bool(rows.filter.type or own_type()),
            checked=lambda: bool(rows.filter.type),
            separated=True,
        ),
        Command(
            "no-filter",
            "Review",
            "Clear all filters",
            show_everything,
            ("Alt+0",),
            enabled=lambda: rows.filter.active,
        ),
    ]
