"""Whatever happens to pictures, none is lost count of."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.core.answers import OTHER, Row, Verdict
from app.ui.state.item import State
from app.ui.state.session import Session
from app.ui.threads.messages import Answered, FoundItem
from tests.unit.ui.conftest import add, answer

_ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("add", "add failed", "restore", "answer", "fail", "cancel", "resume", "again"),
                *("decide", "accept", "undo", "redo", "move"),
            ]
        ),
        st.integers(0, 9),
    ),
    max_size=40,
)


@given(_ACTIONS)
def test_done_and_failed_and_cancelled_and_waiting_are_all_that_was_found(actions):
    session = Session()
    for action, number in actions:
        items = list(session)
        chosen = items[number:]
        if action == "add":
            add(session, f"{number}.jpg")
        elif action == "add failed":
            failed = Row(Path(f"/shop/{number}.jpg"), error=("missing", "It is gone."))
            session.add([FoundItem(failed.path, failed=failed)])
        elif action == "restore":
            session.restore([Row(Path(f"/shop/{number}.jpg"), Verdict.SURE, "bags", (0.9, 0.1))])
        elif action in {"answer", "fail"} and len(session):
            item = items[number % len(session)]
            answer(session, item, error="It is damaged." if action == "fail" else "")
        elif action == "cancel":
            session.cancel()
        elif action == "resume":
            session.resume()
        elif action == "again":
            session.reset_answers()
        elif action == "decide":
            session.decide(chosen, "pens")
        elif action == "accept":
            session.accept(chosen)
        elif action == "undo":
            session.undo()
        elif action == "redo":
            session.redo()
        elif action == "move" and chosen:
            session.relocate({chosen[0].path: Path(f"/shelves/{number}.jpg")})
        counts = session.counts
        states = [item.state for item in session]
        assert counts.found == len(states) == len({item.path for item in session})
        assert counts.done == states.count(State.DONE)
        assert counts.failed == states.count(State.FAILED)
        assert counts.cancelled == states.count(State.CANCELLED)
        assert counts.waiting == states.count(State.WAITING)
        assert sum(session.totals.values()) == counts.done
        answered = [item for item in session if item.answer]
        assert counts.decided == sum(item.decided is not None for item in answered)


def test_a_path_that_comes_again_is_asked_about_again():
    session = Session()
    [item] = add(session, "a.jpg")
    answer(session, item)
    [again] = add(session, "a.jpg")
    assert again is item
    assert item.state is State.WAITING
    assert item.answer is None


def test_a_path_that_comes_again_keeps_what_was_decided():
    session = Session()
    [item] = add(session, "a.jpg")
    answer(session, item)
    session.decide([item], "pens")
    [again] = add(session, "a.jpg")
    assert again is item and item.state is State.DONE
    assert item.decided == "pens" and session.counts.decided == 1


def test_totals_count_foreign_pictures_apart():
    session = Session()
    first, second = add(session, "a.jpg", "b.jpg")
    answer(session, first)
    answer(session, second, verdict=Verdict.NOT_ONE_OF_THESE)
    assert session.totals["bags"] == 1
    assert session.totals[OTHER] == 1


def test_an_answer_in_flight_is_not_given_to_another_list():
    """Items of two lists have the same place in them, but never the same name."""
    old, new = Session(), Session()
    [late] = add(old, "old.jpg")
    [item] = add(new, "new.jpg")
    row = Row(late.path, Verdict.SURE, "bags", (0.9, 0.1), 0.1)
    assert new.record(Answered(late.id, row, None)) is None
    assert item.answer is None
    assert old.record(Answered(late.id, row, None)) is late


def test_what_was_judged_by_another_threshold_is_judged_by_the_one_in_force():
    session = Session()
    session.judge(0.95)
    [item] = session.restore([Row(Path("/shop/a.jpg"), Verdict.SURE, "bags", (0.85, 0.15), 0.1)])
    assert item.answer.verdict is Verdict.UNSURE
    [late] = add(session, "late.jpg")
    answer(session, late, sure=0.9)  # computed before the threshold was set
    assert late.answer.verdict is Verdict.UNSURE


def test_another_threshold_judges_all_rows_anew():
    session = Session()
    items = add(session, "a.jpg", "b.jpg", "foreign.jpg", "bad.jpg", "waits.jpg")
    answer(session, items[0], sure=0.95)
    answer(session, items[1], sure=0.85)
    answer(session, items[2], sure=0.99, verdict=Verdict.NOT_ONE_OF_THESE)
    answer(session, items[3], error="It is damaged.")
    session.decide(items[:1], "pens")
    session.judge(0.9)
    verdicts = [item.answer and item.answer.verdict for item in items]
    assert verdicts == [Verdict.SURE, Verdict.UNSURE, Verdict.NOT_ONE_OF_THESE, None, None]
    assert [row.verdict for row in session.review.rows] == verdicts[:4]
    assert items[0].decided == "pens"
    assert items[1].doubt < 1 < items[0].doubt  # what is not sure comes first
    session.judge(0.8)
    assert items[1].answer.verdict is Verdict.SURE
    assert items[1].doubt > 1


def test_totals_follow_when_everything_is_a_product_and_back():
    session = Session()
    items = add(session, "a.jpg", "b.jpg")
    answer(session, items[0], verdict=Verdict.NOT_ONE_OF_THESE)
    session.judge(0.5)
    session.decide(items[:1], "bags")
    before = (session.counts, dict(session.totals), [item.row for item in session])
    assert session.counts.corrected == 1
    session.judge(0.5, everything=True)
    answer(session, items[1], verdict=Verdict.NOT_ONE_OF_THESE)
    assert (session.counts.corrected, session.totals["bags"], session.totals[OTHER]) == (0, 2, 0)
    session.judge(0.5)
    assert (session.counts.corrected, session.totals["bags"], session.totals[OTHER]) == (1, 1, 1)
    assert next(iter(session)).row == before[2][0]


def test_what_nobody_has_decided_about_is_counted_by_verdict():
    session = Session()
    items = add(session, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")
    answer(session, items[0])
    answer(session, items[1], sure=0.6, verdict=Verdict.UNSURE)
    for item in items[2:4]:
        answer(session, item, verdict=Verdict.NOT_ONE_OF_THESE)
    answer(session, items[4], error="It is damaged.")
    counts = session.counts
    assert (counts.sure, counts.unsure, counts.refused) == (1, 1, 2)
    session.decide(items[1:3], "bags")
    counts = session.counts
    assert (counts.sure, counts.unsure, counts.refused, counts.decided) == (1, 0, 1, 2)
