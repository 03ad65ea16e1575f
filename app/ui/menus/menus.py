"""Every command of the window, in the order of the menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.menus import edit, file, help, item, list, model, picture, review, view

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.flows.flows import Flows
    from app.ui.host import Host
    from app.ui.pages.pages import Pages
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen


def register(
    host: Host,
    lists: Lists,
    screen: Screen,
    flows: Flows,
    decoders: Decoders,
    pages: Callable[[], Pages],
    changed: Callable[[], None],
    leave: Callable[[], None],
) -> None:
    """Fill the registry of commands.

    Args:
        pages: gives the pages, which are made of commands and so come after them.
        changed: called after a command changed how the list is shown.
        leave: ends the program.
    """
    classifying, reviewing, in_use = flows.classifying, flows.reviewing, flows.model
    preferences, results = flows.preferences, flows.results
    watching, sorting = flows.watching, flows.sorting
    for command in (
        *file.opening(host, preferences, classifying, results, in_use, watching, sorting),
        *file.writing(host, preferences, lists, in_use, results, decoders),
        *file.sorting(host, preferences, lists, in_use, classifying, reviewing, flows.learning),
        *file.another_list(host, lists, in_use, classifying, flows.disk),
        *file.leaving(host, in_use, flows.configuring, flows.watching, flows.privacy, pages, leave),
        *edit.commands(host, reviewing, classifying, in_use),
        *picture.commands(host, screen, reviewing, flows.parts, flows.all_products, pages),
        *item.commands(host, screen, reviewing, classifying, decoders),
        *list.commands(
            lists.rows, screen, reviewing, classifying, flows.alike, flows.products, pages, changed
        ),
        *review.commands(lists, screen, reviewing, pages, changed),
        *view.commands(host.root, screen, flows.configuring, reviewing, pages),
        *model.commands(host, screen, in_use, flows.learning),
        *help.commands(host, screen, pages),
    ):
        host.commands.add(command)
    choose = host.commands["choose-model"]
    in_use.way_out = ((choose.label, choose.handler),)
