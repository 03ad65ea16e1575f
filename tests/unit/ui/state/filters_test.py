"""What a filter leaves, and in which order."""

import pytest

from app.core.answers import OTHER, Verdict
from app.ui.state.filters import Filter, Order, Show, Sorting
from app.ui.state.session import Session
from tests.unit.ui.conftest import add, answer


@pytest.fixture
def session() -> Session:
    """One sure and accepted, one unsure and corrected, one foreign, one broken, one waiting."""
    session = Session()
    items = add(session, "b 10.jpg", "B 2.jpg", "sub/a.jpg", "broken.jpg", "late.jpg")
    answer(session, items[0], sure=0.95)
    answer(session, items[1], sure=0.6, verdict=Verdict.UNSURE)
    answer(session, items[2], sure=0.7, verdict=Verdict.NOT_ONE_OF_THESE)
    answer(session, items[3], error="It is damaged.")
    session.accept(items[:1])
    session.decide(items[1:2], "pens")
    return session


def left(session: Session, chosen: Filter) -> list[str]:
    return [item.path.name for item in chosen.apply(session)]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (Filter(show=Show.UNDECIDED), ["a.jpg"]),
        (Filter(show=Show.DECIDED), ["b 10.jpg", "B 2.jpg"]),
        (Filter(show=Show.CORRECTED), ["B 2.jpg"]),
        (Filter(show=Show.ERRORS), ["broken.jpg"]),
        (Filter(label="bags"), ["b 10.jpg"]),
        (Filter(label="pens"), ["B 2.jpg"]),
        (Filter(label=OTHER), ["a.jpg"]),
        (Filter(verdict=Verdict.UNSURE), ["B 2.jpg"]),
        (Filter(text="SHOP b"), ["b 10.jpg", "B 2.jpg", "sub/a.jpg", "broken.jpg"]),
        (Filter(text="b 2"), ["B 2.jpg"]),
        (Filter(text="b", show=Show.ERRORS), ["broken.jpg"]),
    ],
)
def test_only_what_meets_everything_is_left(session, chosen, names):
    assert left(session, chosen) == [name.rpartition("/")[2] for name in names]
    assert chosen.active


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.LEAST_SURE, ["B 2.jpg", "a.jpg", "b 10.jpg", "broken.jpg", "late.jpg"]),
        (Order.FILES, ["b 10.jpg", "B 2.jpg", "a.jpg", "broken.jpg", "late.jpg"]),
        (Order.NAME, ["a.jpg", "B 2.jpg", "b 10.jpg", "broken.jpg", "late.jpg"]),
        (Order.PLACE, ["B 2.jpg", "b 10.jpg", "broken.jpg", "late.jpg", "a.jpg"]),
        (Order.CLASS, ["b 10.jpg", "B 2.jpg", "a.jpg", "broken.jpg", "late.jpg"]),
        (Order.VERDICT, ["B 2.jpg", "a.jpg", "b 10.jpg", "broken.jpg", "late.jpg"]),
        (Order.DECISION, ["B 2.jpg", "b 10.jpg", "a.jpg", "broken.jpg", "late.jpg"]),
    ],
)
def test_every_order_and_its_reverse(session, order, names):
    sorting = Sorting().chosen(order) if order is not Order.FILES else Sorting()
    items = sorting.apply(session, ("bags", "pens"))
    assert [item.path.name for item in items] == names
    turned = sorting.chosen(order)
    assert turned.reverse
    assert turned.apply(session, ("bags", "pens"))[0].path.name != names[0]


def test_another_order_begins_the_right_way_round():
    assert Sorting(Order.NAME, reverse=True).chosen(Order.PLACE) == Sorting(Order.PLACE)


def test_a_product_type_is_found_also_where_it_is_one_of_two(session: Session) -> None:
    items = list(session)
    for item, types in zip(items, [("pencil",), ("pencil", "pen"), ("pencil",)], strict=False):
        assert item.row is not None
        item.row = item.row._replace(types=types, type_probability=0.5)
    assert left(session, Filter(type="pencil")) == ["b 10.jpg"], "others were corrected or refused"
    session.undo()  # the correction, which leaves an unsure answer
    items[1].row = session.review[items[1].path]._replace(types=("pencil", "pen"))
    assert left(session, Filter(type="pen")) == ["B 2.jpg"]
    names = [item.path.name for item in Sorting(Order.TYPE).apply(session)]
    assert names[:2] == ["b 10.jpg", "B 2.jpg"]
