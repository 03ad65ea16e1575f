"""What a list shows first."""

from pathlib import Path

import pytest

from app.core.answers import Verdict
from app.core.review.products import By
from app.ui.state.filters import Sorting
from app.ui.state.lists import Lists
from app.ui.state.rows import Order, Rows
from app.ui.state.session import Session
from app.ui.threads.messages import FoundItem
from tests.unit.ui.conftest import add, answer


def names(rows: Rows) -> list[str]:
    return [item.path.name for item in rows.span(0, len(rows))]


@pytest.fixture
def rows() -> Rows:
    """A batch with every kind of item, all answered but the last."""
    rows = Rows(Session())
    sure, unsure, broken, very_sure, _ = add(
        rows.session, "sure", "unsure", "broken", "very sure", "late"
    )
    rows.sort()
    rows.follow()
    answer(rows.session, sure, sure=0.9)
    answer(rows.session, unsure, sure=0.6, verdict=Verdict.UNSURE)
    answer(rows.session, broken, error="It is damaged.")
    answer(rows.session, very_sure, sure=0.99)
    rows.follow()
    return rows


def finish(rows: Rows) -> None:
    answer(rows.session, next(item for item in rows.session if item.path.name == "late"))
    rows.follow()


def test_files_stay_in_their_order_while_answers_come_in(rows):
    assert names(rows) == ["sure", "unsure", "broken", "very sure", "late"]


def test_when_all_is_done_the_least_sure_are_first(rows):
    finish(rows)
    assert names(rows) == ["unsure", "sure", "late", "very sure", "broken"]
    assert rows.selected.path.name == "unsure"


def test_rows_do_not_move_under_a_person_who_is_at_them(rows):
    rows.move(1)
    finish(rows)
    assert names(rows)[0] == "sure"
    assert rows.selected.path.name == "unsure"


def test_the_selection_stays_on_its_picture_when_rows_move(rows):
    rows.move(3)
    rows.sort()
    assert rows.selected.path.name == "very sure"
    assert rows.neighbour(rows.selected, 1).path.name == "late"
    assert rows.neighbour(rows.selected, 2) is None


def test_rows_that_a_person_has_gone_through_stay_where_they_are(rows):
    finish(rows)
    passed = next(item for item in rows.session if item.path.name == "late")
    rows.select(passed)
    [unsure] = [item for item in rows.session if item.path.name == "unsure"]
    [surest] = [item for item in rows.session if item.path.name == "very sure"]
    unsure.doubt, surest.doubt = 2.0, 0.1  # both are judged anew
    rows.sort(below=passed)
    assert names(rows) == ["unsure", "sure", "late", "very sure", "broken"]
    rows.select(unsure)
    rows.sort(below=unsure)
    assert names(rows) == ["unsure", "very sure", "sure", "late", "broken"]
    rows.sort()
    assert names(rows) == ["very sure", "sure", "late", "unsure", "broken"]


def test_moving_stops_at_the_ends(rows):
    rows.move(float("inf"))
    assert rows.selected.path.name == "late"
    rows.move(float("-inf"))
    assert rows.selected.path.name == "sure"


def test_an_order_that_was_chosen_stays(rows):
    rows.choose_order(Order.LEAST_SURE)
    rows.choose_order(Order.FILES)
    finish(rows)
    assert names(rows)[0] == "sure"


@pytest.mark.parametrize("sorting", [Sorting(), Sorting(reverse=True), Sorting(Order.NAME)])
@pytest.mark.parametrize("text", ["", "1"])
@pytest.mark.parametrize("by", [None, By.NAME])
def test_what_comes_is_where_sorting_would_put_it(sorting, text, by):
    rows = Rows(Session())
    rows.sorting = sorting
    rows.narrow(text=text)
    rows.session.group(by)
    for portion in (["b-1", "b-2"], ["a-1", "b-1", "a-1", "c-2"], ["a-2"]):
        rows.show_also(add(rows.session, *portion))
        shown = names(rows), rows.selected, [rows.position(item) for item in rows.session]
        rows.sort()
        assert shown == (names(rows), rows.selected, [rows.position(each) for each in rows.session])


def test_a_list_that_only_grows_is_not_sorted(rows, monkeypatch):
    rows.sorting = Sorting()
    rows.sort()
    monkeypatch.setattr(rows, "sort", lambda: pytest.fail("it was sorted"))
    rows.show_also(add(rows.session, "late", "later", "last"))
    assert names(rows)[-3:] == ["late", "later", "last"]


def test_what_is_known_already_is_no_reason_to_sort(monkeypatch):
    lists = Lists()
    known = [FoundItem(Path("/shop/b.jpg")), FoundItem(Path("/shop/a.jpg"))]
    lists.add(known)
    lists.rows.choose_order(Order.NAME)
    monkeypatch.setattr(lists.rows, "sort", lambda: pytest.fail("it was sorted"))
    lists.add(known, keep_answers=True)
    assert names(lists.rows) == ["a.jpg", "b.jpg"]
