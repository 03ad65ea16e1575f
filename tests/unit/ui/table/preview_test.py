"""The chosen picture is shown beside the list where there is room, and decided about there."""

import time
from collections.abc import Iterator

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
    until(on_screen, lambda: has_pane(window.pages.list) and told(window.pages.list) == "a.jpg")
    yield window.pages.list
    if not window.pages.list.has_preview:
        window.commands.run("preview")
    window.root.geometry("900x600")
    window.flows.classifying.clear()
    window.tells.say("")
    on_screen()


def until(on_screen, look) -> None:
    """Deal with events until something is so; the pane comes a little after the rows."""
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end, "waited in vain"
        on_screen()
        time.sleep(0.01)


def has_pane(page) -> bool:
    return page._pane is not None and bool(page._pane.winfo_ismapped())


def told(page) -> str:
    return page._pane._facts.cget("text") if page._pane is not None else ""


def test_it_follows_the_selection(window, wide, on_screen):
    window.root.event_generate("<Down>")
    until(on_screen, lambda: told(wide) == "b.jpg")


def test_no_picture_is_lost_to_a_page_before_it(window, wide, on_screen, monkeypatch):
    asked = []
    previews = wide._pane._previews
    monkeypatch.setattr(previews._loader, "preview", asked.append)

    def asked_of_pane() -> list[str]:
        own = previews.canvas._asked
        return [request.path.name for request in asked if request.ticket in own]

    window.root.event_generate("<Down>")
    until(on_screen, lambda: asked_of_pane() == ["b.jpg"])
    window.commands.run("open-row")
    assert window.screen.page == "picture"
    window.root.event_generate("<Right>")
    time.sleep(0.3)
    on_screen()
    assert asked_of_pane() == ["b.jpg"], "it is out of sight"
    window.commands.run("back")
    until(on_screen, lambda: asked_of_pane()[-1:] == ["c.jpg"])
    window.screen.show("keys")
    on_screen()
    asked.clear()
    window.commands.run("back")
    until(on_screen, lambda: asked_of_pane() == ["c.jpg"])


def test_there_is_none_where_there_is_no_room(window, wide, on_screen):
    window.root.geometry("1000x700")
    until(on_screen, lambda: not has_pane(wide))
    window.root.geometry("1300x700")
    until(on_screen, lambda: has_pane(wide))


def test_it_can_be_switched_off_and_that_is_kept(window, wide, on_screen):
    window.root.event_generate("<p>")
    until(on_screen, lambda: not has_pane(wide))
    assert window.flows.preferences.now.preview is False
    window.root.event_generate("<p>")
    until(on_screen, lambda: has_pane(wide))


def test_a_click_on_a_bar_decides_as_a_key_does(window, wide, on_screen, contract):
    for item in window.lists.session:
        item.row = item.row._replace(label=contract.class_names[0], probabilities=(0.9, 0.06, 0.04))
    wide.set_contract(contract)
    wide.refresh()
    until(on_screen, lambda: wide._pane._bars.winfo_ismapped())
    wide._pane._bars.event_generate("<Button-1>", x=20, y=50)  # the second
    decided = {item.path.name: item.decided for item in window.lists.session}
    assert decided == {"a.jpg": contract.class_names[1], "b.jpg": None, "c.jpg": None}
    wide.set_contract(None)
