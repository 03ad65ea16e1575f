"""What can be pressed beside a picture stays where it is, whatever the answer."""

from types import SimpleNamespace

import pytest

from app.core.answers import OTHER, Verdict
from app.ui.picture.headline import wrapped_lines
from tests.unit.ui.conftest import add, answer

COLORS = {"color_light": "#336699", "color_dark": "#6699cc"}


@pytest.fixture
def contract() -> SimpleNamespace:
    names = {"bags": "Bags", "pens": "Stationery and Pens"}
    return SimpleNamespace(
        classes=[
            SimpleNamespace(name=name, display_name=words, **COLORS)
            for name, words in names.items()
        ],
        class_names=tuple(names),
        display_name=names.__getitem__,
    )


@pytest.mark.parametrize("zoom", [0, 3])
def test_targets_do_not_move_from_answer_to_answer(window, on_screen, contract, zoom):
    view = window.pages.picture
    session = window.lists.session
    item = add(session, "a.jpg")[0]
    window.lists.shown = item
    window.flows.configuring.zoom(zoom)
    window.screen.show("picture")
    places = set()
    for verdict in Verdict:
        answer(session, item, sure=0.55, verdict=verdict)
        for label in (None, "bags", "pens", OTHER):
            session.decide([item], label)
            view.show(item, contract, "1 of 2")
            on_screen()
            places.add((view._bars.winfo_y(), view._actions.winfo_y()))
        session.reset_answers()
    window.flows.configuring.zoom(0)
    window.flows.classifying.clear()
    window.tells.say("")
    assert len(places) == 1


def test_the_scale_of_the_map_has_room_as_soon_as_it_is_shown(window, on_screen, contract):
    view, item = window.pages.picture, add(window.lists.session, "a.jpg")[0]
    answer(window.lists.session, item, sure=0.55)
    window.lists.shown = item
    window.screen.show("picture")
    view.show(item, contract, "1 of 2")
    on_screen()
    before = view._facts.winfo_y()
    view.toggle_map()
    on_screen()
    room = view._facts.winfo_y() - before
    view.toggle_map()
    window.flows.classifying.clear()
    window.tells.say("")
    assert room >= view._scale.winfo_reqheight() > 10


def test_lines_are_broken_between_words():
    assert wrapped_lines("one two three", 7, len) == 2
    assert wrapped_lines("one two three", 6, len) == 3
    assert wrapped_lines("incomprehensible", 6, len) == 1
