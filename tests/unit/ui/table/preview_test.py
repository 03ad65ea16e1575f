"""The chosen picture is shown beside the list where there is room, and decided about there."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.support.fixtures import contract as contract
from tests.unit.ui.conftest import add, answer


@pytest.fixture
def wide(window, on_screen) -> Iterator[object]:
    """The list in a window with room for a picture beside it."""
    for item in add(window.lists.session, "a.jpg", "b.jpg", "c.jpg"):
        answer(window.lists.session, item)
    window.lists.rows.sort()
    window.screen.show("list")
    window.root.geometry("1300x700")
    window.root.focus_force()
    settle(on_screen)
    yield window.pages.list
    if not window.pages.list.has_preview:
        window.commands.run("preview")
    window.root.geometry("900x600")
    window.flows.classifying.clear()
    window.tells.say("")
    on_screen()


def settle(on_screen) -> None:
    """Let what waits for keys to come to rest be done."""
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        on_screen()


def told(page) -> str:
    return page._pane._facts.cget("text")


def test_it_follows_the_selection(window, wide, on_screen):
    assert told(wide) == "a.jpg"
    window.root.event_generate("<Down>")
    settle(on_screen)
    assert told(wide) == "b.jpg"


def test_there_is_none_where_there_is_no_room(window, wide, on_screen):
    assert wide._pane.winfo_ismapped()
    window.root.geometry("1000x700")
    settle(on_screen)
    assert not wide._pane.winfo_ismapped()
    window.root.geometry("1300x700")
    settle(on_screen)
    assert wide._pane.winfo_ismapped()


def test_it_can_be_switched_off_and_that_is_kept(window, wide, on_screen):
    window.root.event_generate("<p>")
    settle(on_screen)
    assert not wide._pane.winfo_ismapped()
    assert window.flows.preferences.now.preview is False
    window.root.event_generate("<p>")
    settle(on_screen)
    assert wide._pane.winfo_ismapped()


def test_a_click_on_a_bar_decides_as_a_key_does(window, wide, on_screen, contract):
    for item in window.lists.session:
        item.row = replace(item.row, label=contract.class_names[0], probabilities=(0.9, 0.06, 0.04))
    wide.set_contract(contract)
    wide.refresh()
    settle(on_screen)
    wide._pane._bars.event_generate("<Button-1>", x=20, y=50)  # the second
    decided = {item.path.name: item.decided for item in window.lists.session}
    assert decided == {"a.jpg": contract.class_names[1], "b.jpg": None, "c.jpg": None}
    wide.set_contract(None)
