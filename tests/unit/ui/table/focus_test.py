"""After a filter or the order was chosen, keys are for the list."""

import pytest

from tests.unit.ui.conftest import add


@pytest.fixture
def view(window, on_screen):
    add(window.lists.session, "a.jpg", "b.jpg")
    window.screen.show("list")
    window.root.focus_force()
    on_screen()
    yield window.pages.list
    window.lists.rows.narrow(text="", label="", verdict="")
    window.flows.classifying.clear()
    window.tells.say("")


@pytest.mark.parametrize("name", ["_show", "_verdict", "_order"])
def test_choosing_in_a_menu_of_the_filter(window, view, on_screen, name):
    button = getattr(view._filter, name)
    button.focus_set()
    on_screen()
    button._menu.invoke(1)
    on_screen()
    assert window.root.focus_get() is window.root


def test_taking_all_filters_off(window, view, on_screen):
    window.lists.rows.narrow(text="a")
    on_screen()
    view._filter._clear.focus_set()
    view._filter._clear.press()
    on_screen()
    assert window.root.focus_get() is window.root


def test_clicking_a_header_and_a_class(window, view, on_screen):
    for strip, choose in (
        (view.table._header, lambda strip: strip.choose(0)),
        (view._chart, lambda strip: view._filter_class("other")),
    ):
        strip.event_generate("<Button-1>", x=60, y=5)
        strip.focus_set()
        on_screen()
        choose(strip)
        on_screen()
        assert window.root.focus_get() is window.root


def test_typing_into_the_filter_goes_on(window, view, on_screen):
    view.find()
    on_screen()
    view._filter._field.put("a")
    view._filter._take_text()
    on_screen()
    assert window.root.focus_get() is not window.root
