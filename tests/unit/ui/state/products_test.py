"""Photos of one product have one row, one answer and one decision."""

from pathlib import Path

import pytest

from app.core.review.products import By
from app.ui.state.rows import Rows
from app.ui.state.session import Session
from tests.unit.ui.conftest import add, answer


@pytest.fixture
def session() -> Session:
    """Two products: one with a clear and a doubtful photo, one with a broken and a clear photo."""
    session = Session()
    session.judge(0.8)
    items = add(session, "A/1.jpg", "A/2.jpg", "B/1.jpg", "B/2.jpg")
    answer(session, items[0], sure=0.99)
    answer(session, items[1], sure=0.55)
    answer(session, items[2], error="It is damaged.")
    answer(session, items[3], sure=0.3)
    return session


def verdicts(session: Session) -> list[str]:
    return [str(item.row.verdict or "-") for item in session if item.row is not None]


def test_all_photos_have_the_answer_of_the_product_and_get_their_own_back(
    session: Session,
) -> None:
    before = [item.row for item in session]
    assert verdicts(session) == ["sure", "unsure", "-", "unsure"]
    session.group(By.FOLDER)
    assert verdicts(session) == ["sure", "sure", "-", "unsure"]
    assert session.counts.sure == 2
    late = add(session, "A/3.jpg")[0]
    answer(session, late, sure=0.001)
    assert verdicts(session)[0] == "unsure", "a third photo contradicts"
    session.group(None)
    assert [item.row for item in session][:4] == before


def test_other_answers_change_their_own_product_only(session: Session) -> None:
    session.group(By.FOLDER)
    a1, a2, _b1, b2 = session
    before = b2.row
    session.judge_anew([a1.alone._replace(probabilities=(0.1, 0.9), label="pens")])
    assert a1.row.label == a2.row.label == "pens", "there is one answer for both photos"
    assert b2.row is before, "thousands of others are not gone through"


def test_a_decision_that_is_taken_back_leaves_the_answer_of_all(session: Session) -> None:
    session.group(By.FOLDER)
    items = list(session)
    together = items[1].row
    session.decide(items[:2], "pens")
    assert items[1].decided == "pens"
    session.undo()
    assert items[1].row == together
    session.decide(items[1:2], "pens")
    session.group(None)
    assert items[1].decided == "pens", "what a person decided stays"


def test_one_row_a_product_and_the_way_goes_through_all_photos(session: Session) -> None:
    rows = Rows(session)
    session.group(By.FOLDER)
    rows.sort()
    a1, a2, b1, b2 = session
    assert list(rows.span(0, 9)) == [a1, b2], "one that can be read stands for the product"
    assert (a1.product, a1.photos) == ("A", 2)
    assert [rows.position(item) for item in session] == [0, 0, 1, 1]
    assert [rows.neighbour(item, 1) for item in session] == [a2, b1, b2, None]
    assert rows.neighbour(b1, -1) is a2
    rows.select(a2)
    assert rows.selected is a1
    session.relocate({a1.path: Path("/shelves/A/1.jpg")})
    assert list(session.products.of(a1)) == [a1, a2]
    session.group(None)
    rows.sort()
    assert len(rows) == 4
    assert a1.product == ""
