"""Decisions, and where the review goes from there: with a list and fakes, without a window."""

from pathlib import Path

import pytest

from app.core.answers import OTHER, Row, Verdict
from app.ui.flows.reviewing import Reviewing
from app.ui.state.filters import Order
from tests.unit.ui.flows.conftest import row_of


class FakeCorrections:
    """Keeps what it is told of, as the corrections folder would be."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def follow(self, items) -> None:
        for item in items:
            if item.answer.corrected:
                self.kept[item.path.name] = item.answer.decided
            else:
                self.kept.pop(item.path.name, None)


@pytest.fixture
def corrections() -> FakeCorrections:
    return FakeCorrections()


@pytest.fixture
def hurried() -> list:
    return []


@pytest.fixture
def reviewing(lists, screen, corrections, model, told, hurried, changes) -> Reviewing:
    """Four pictures on the list, answered with bags, at 0.95, 0.85, 0.75 and 0.65."""
    shares = {"a": 0.95, "b": 0.85, "c": 0.75, "d": 0.65}
    lists.judge(model.sure)
    lists.session.restore([row_of(Path(f"/shop/{name}"), "bags", p) for name, p in shares.items()])
    lists.rows.sort()
    screen.show("list")
    changed = lambda: changes.append(None)  # noqa: E731
    return Reviewing(lists, screen, corrections, model, told, hurried.append, changed)


def names(lists) -> list[str]:
    return [item.path.name for item in lists.rows.span(0, 99)]


def item(lists, name: str):
    return next(item for item in lists.session if item.path.name == name)


def test_another_threshold_judges_the_rows_anew(reviewing, lists, model):
    verdicts = {one.path.name: one.answer.verdict for one in lists.session}
    assert [v == Verdict.SURE for v in verdicts.values()] == [True, True, False, False]
    model.sure = 0.9
    reviewing.judge()
    assert [one.answer.verdict == Verdict.SURE for one in lists.session] == [True] + [False] * 3


def test_another_threshold_brings_the_rows_into_another_order(reviewing, lists, model, changes):
    foreign = Row(Path("/shop/foreign"), Verdict.NOT_ONE_OF_THESE, "bags", (0.9, 0.1), 0.1)
    lists.session.restore([foreign])
    lists.rows.choose_order(Order.LEAST_SURE)
    assert names(lists) == ["d", "c", "foreign", "b", "a"]
    model.sure = 0.9
    reviewing.judge()
    assert names(lists) == ["d", "c", "b", "foreign", "a"]
    assert len(changes) == 1


def test_a_decision_goes_on_to_the_next_undecided_and_counts_as_a_correction(
    reviewing, lists, corrections, changes
):
    lists.rows.select(item(lists, "b"))
    reviewing.choose_class(2)
    assert item(lists, "b").decided == "pens"
    assert corrections.kept == {"b": "pens"}
    assert lists.rows.selected is item(lists, "c")
    assert len(changes) == 1


def test_a_correction_that_is_undone_does_not_stay_in_the_training_set(
    reviewing, lists, corrections, screen
):
    lists.rows.select(item(lists, "b"))
    reviewing.choose_none()
    assert corrections.kept == {"b": OTHER}
    reviewing.undo()
    assert corrections.kept == {}
    assert lists.rows.selected is item(lists, "b")
    reviewing.redo()
    assert corrections.kept == {"b": OTHER}
    lists.rows.select(item(lists, "b"))
    reviewing.choose("bags")  # what the model said: no correction any more
    assert corrections.kept == {}


def test_next_and_previous_end_at_the_ends_of_the_list(reviewing, lists, screen, hurried):
    reviewing.show(item(lists, "a"))
    reviewing.step(-1)
    assert lists.shown is item(lists, "a")
    assert reviewing.neighbour(-1) is None
    for _ in range(9):
        reviewing.step(1)
    assert (screen.page, lists.shown) == ("picture", item(lists, "d"))
    assert reviewing.neighbour(1) is None
    assert [one.path.name for one in hurried] == ["a", "b", "c", "d"]


def test_several_rows_are_decided_in_one_step_of_undo(reviewing, lists, told):
    lists.rows.choose_all()
    reviewing.accept()
    assert lists.session.counts.decided == 4
    assert told.sentences[-1] == "4 pictures decided. Every picture shown here is decided."
    told.actions["Undo"]()
    assert lists.session.counts.decided == 0
    assert told.sentences[-1] == "Undone: 4 pictures."


def test_back_leads_to_the_list_and_from_a_page_aside_to_where_one_was(reviewing, lists, screen):
    reviewing.show(item(lists, "a"))
    screen.show("keys")
    reviewing.go_back()
    assert screen.page == "picture"
    reviewing.go_back()
    assert screen.page == "list"


def test_the_list_follows_files_that_were_moved(reviewing, lists):
    reviewing.follow_moves({Path("/shop/a"): Path("/shelves/bags/a")})
    assert item(lists, "a").path == item(lists, "a").row.path == Path("/shelves/bags/a")


def test_the_nearest_class_of_a_refused_picture_is_taken_with_one_key(reviewing, lists):
    refused = Row(Path("/shop/e"), Verdict.NOT_ONE_OF_THESE, "pens", (0.1, 0.9), 0.1)
    lists.session.restore([refused])
    lists.rows.sort()
    lists.rows.select(item(lists, "e"))
    reviewing.accept_nearest()
    assert item(lists, "e").answer.decided == "pens"
    assert item(lists, "e").answer.corrected
    lists.rows.select(item(lists, "b"))
    reviewing.accept_nearest()
    assert item(lists, "b").answer.decided == "bags"
    reviewing.undo()
    reviewing.undo()
    assert item(lists, "e").answer.decided is None


def test_the_small_window_shows_one_picture_and_stays_at_it(reviewing, lists, screen):
    lists.rows.select(item(lists, "b"))
    reviewing.switch_compact()
    assert (screen.compact, screen.page, lists.shown.path.name) == (True, "picture", "b")
    reviewing.choose("pens")
    assert lists.shown.path.name == "b" and item(lists, "b").decided == "pens"
    reviewing.undo()
    assert item(lists, "b").decided is None
    reviewing.switch_compact()
    assert (screen.compact, screen.page) == (False, "list")
    assert len(lists.session) == 4


def test_the_small_window_of_an_empty_list_shows_none_and_grows_for_other_pages(
    lists, screen, corrections, model, told, hurried
):
    reviewing = Reviewing(lists, screen, corrections, model, told, hurried.append, lambda: None)
    reviewing.switch_compact()
    assert (screen.compact, screen.page) == (True, "home")
    screen.show("keys")
    assert not screen.compact
    reviewing.go_back()
    reviewing.switch_compact()
    reviewing.switch_compact()
    assert (screen.compact, screen.page) == (False, "home")


def test_on_large_pictures_it_is_said_what_became_of_the_one_before(reviewing, lists, screen):
    reviewing.show(item(lists, "b"))
    assert reviewing.echo == ""
    reviewing.choose_class(2)
    assert reviewing.echo.startswith("b: Pens. ")
    reviewing.choose_none()
    assert "Not one of these" in reviewing.echo
    reviewing.step(-1)
    assert reviewing.echo == "", "it is not the one before any more"
    reviewing.undo()
    assert reviewing.echo == ""
    reviewing.choose_class(2)
    screen.show("list")
    assert reviewing.echo == ""
