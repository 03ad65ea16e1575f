"""What a person removes from the list is gone from it, and comes back whole."""

from pathlib import Path

from app.core.review.log import ReviewLog, read_review
from app.core.review.products import By
from app.ui.state.session import Session
from app.ui.threads.messages import FoundItem
from tests.unit.ui.conftest import add, answer


def counts(session: Session) -> tuple[int, int, int, int]:
    now = session.counts
    return now.found, now.done, now.failed, now.waiting


def test_counts_decisions_and_undo_follow() -> None:
    session = Session()
    items = add(session, "a.jpg", "b.jpg", "broken.jpg", "late.jpg")
    answer(session, items[0])
    answer(session, items[1])
    answer(session, items[2], error="It is damaged.")
    session.decide(items[:2], "pens")
    gone = session.remove([items[0], *items[2:]])
    assert counts(session) == (1, 1, 0, 0)
    assert dict(session.totals) == {"pens": 1, "bags": 0} or session.totals["pens"] == 1
    assert [row.path.name for row in session.review.rows] == ["b.jpg"]
    assert [item.path.name for item in session.undo()] == ["b.jpg"], "the other is not there"
    assert session.add([FoundItem(items[0].path)], keep_answers=True) == []
    back = session.put_back(gone)
    assert counts(session) == (4, 2, 1, 1)
    assert [item.decided for item in back] == ["pens", None, None]
    assert len({item.id for item in session}) == 4


def test_a_product_goes_on_without_the_photo() -> None:
    session = Session()
    session.judge(0.8)
    clear, doubtful, other = add(session, "A/1.jpg", "A/2.jpg", "A/3.jpg")
    for item, sure in ((clear, 0.99), (doubtful, 0.55), (other, 0.6)):
        answer(session, item, sure=sure)
    session.group(By.FOLDER)
    assert doubtful.row is not None and doubtful.row.verdict == "sure"
    session.remove([clear])
    assert doubtful.row.verdict == "unsure"
    assert (doubtful.photos, other.product) == (2, "A")
    session.remove([other])
    assert (doubtful.photos, doubtful.product) == (1, "")
    assert doubtful.row.confidence == 0.55, "it stands for itself again"


def test_the_log_knows_what_was_removed(tmp_path: Path) -> None:
    session = Session()
    with ReviewLog.begin(tmp_path / "log.jsonl", [Path("/shop")], ("bags", "pens"), "m") as log:
        session.review.log = log
        items = add(session, "a.jpg", "b.jpg", "c.jpg")
        for item in items:
            answer(session, item)
        gone = session.remove(items[:2])
        session.put_back(gone[:1])
    saved = read_review(tmp_path / "log.jsonl")
    assert saved is not None
    assert {row.path.name for row in saved.rows} == {"a.jpg", "c.jpg"}
    assert saved.removed == {Path("/shop/b.jpg")}
