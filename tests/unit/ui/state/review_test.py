"""Decisions in a session, and where the rows go from there."""

import pytest

from app.core.answers import OTHER, Row, Verdict
from app.ui.state.filters import Show
from app.ui.state.item import State
from app.ui.state.rows import Rows
from app.ui.state.session import Session
from app.ui.threads.messages import FoundItem
from tests.unit.ui.conftest import add, answer


@pytest.fixture
def rows() -> Rows:
    """Five pictures, the third of them not readable."""
    rows = Rows(Session())
    for item in add(rows.session, "a", "b", "c", "d", "e"):
        answer(rows.session, item, error="It is damaged." if item.path.name == "c" else "")
    rows.sort()
    return rows


def named(rows: Rows, *names: str) -> list:
    return [next(item for item in rows.session if item.path.name == name) for name in names]


def test_totals_and_counts_follow_decisions_and_undo(rows):
    session = rows.session
    session.decide(named(rows, "a", "b"), "pens")
    session.accept(named(rows, "b", "d"))
    assert session.totals["pens"] == 2
    assert session.totals["bags"] == 2
    assert (session.counts.decided, session.counts.corrected) == (3, 2)
    assert [item.path.name for item in session.undo()] == ["d"]
    assert [item.path.name for item in session.undo()] == ["a", "b"]
    assert session.undo() == []
    assert (session.counts.decided, session.totals["bags"], session.totals["pens"]) == (0, 4, 0)
    session.redo()
    assert session.totals["pens"] == 2


def test_what_could_not_be_read_is_not_decided(rows):
    assert rows.session.decide(named(rows, "c"), "pens") == []
    assert not rows.session.review.can_undo


def test_a_decision_outlives_another_answer(rows):
    session = rows.session
    [item] = named(rows, "a")
    session.decide([item], OTHER)
    session.reset_answers()
    assert item.state is State.WAITING
    answer(session, item, verdict=Verdict.NOT_ONE_OF_THESE)
    assert item.decided == OTHER
    assert session.counts.decided == 1
    assert session.counts.corrected == 0


def test_the_next_undecided_is_found_beyond_the_end_and_past_errors(rows):
    a, b, d, e = named(rows, "a", "b", "d", "e")
    assert rows.next_undecided(b) is d
    rows.session.decide([d], "pens")
    assert rows.next_undecided(b) is e
    assert rows.next_undecided(e) is a
    rows.session.decide([a, b, e], "pens")
    assert rows.next_undecided(a) is None


def test_rows_are_chosen_from_where_the_selection_began(rows):
    rows.select(named(rows, "b")[0])
    rows.move(1, extend=True)
    rows.move(1, extend=True)
    assert [item.path.name for item in rows.chosen] == ["b", "c", "d"]
    rows.move(-1, extend=True)
    assert [item.path.name for item in rows.chosen] == ["b", "c"]
    rows.toggle(named(rows, "e")[0])
    assert [item.path.name for item in rows.chosen] == ["b", "c", "e"]
    rows.move(-1)
    assert [item.path.name for item in rows.chosen] == ["d"]
    assert rows.several == 0


def test_what_a_filter_hides_is_not_chosen_any_more(rows):
    rows.choose_all()
    rows.narrow(show=Show.ERRORS)
    assert [item.path.name for item in rows.chosen] == ["c"]


def test_a_decided_row_leaves_a_filter_and_comes_back_with_undo(rows):
    rows.narrow(show=Show.UNDECIDED)
    rows.session.decide(named(rows, "a"), "pens")
    rows.decided()
    assert len(rows) == 3
    assert rows.selected.path.name == "b"
    rows.session.undo()
    rows.decided()
    assert len(rows) == 4


def test_restored_rows_wait_only_where_there_is_no_answer(tmp_path):
    session = Session()
    saved = [
        Row(tmp_path / "done", Verdict.SURE, "bags", (0.9, 0.1), 0.1, decided="pens"),
        Row(tmp_path / "broken", error=("damaged", "It is damaged.")),
        Row(tmp_path / "stale", decided="bags"),
    ]
    items = session.restore(saved)
    assert [item.state for item in items] == [State.DONE, State.FAILED, State.WAITING]
    assert (session.counts.decided, session.counts.corrected) == (1, 1)
    found = [FoundItem(row.path) for row in saved] + [FoundItem(tmp_path / "new")]
    assert [item.path.name for item in session.add(found, keep_answers=True)] == ["new"]
    answer(session, items[2])
    assert items[2].decided == "bags"
