"""One row for the photos of a product is offered once, where a list looks like it."""

from pathlib import Path

import pytest

from app.ui.flows.one_row_a_product import OneRowAProduct
from app.ui.flows.reviewing import Reviewing
from app.ui.state.session import Session
from app.ui.threads.messages import FoundItem
from tests.unit.ui.flows.conftest import row_of, settle


@pytest.fixture
def products(lists, classifying, pump, told, changes) -> OneRowAProduct:
    return OneRowAProduct(lists, classifying, pump, told, lambda: changes.append(None))


def fill(lists, pump, *names: str) -> list:
    items = lists.add([FoundItem(Path("/shop") / name) for name in names])
    lists.session.take_rows([row_of(item.path) for item in items])
    pump.soon(lambda: None)
    settle(pump)
    return items


PRODUCTS = [f"SKU{n}/{m}.jpg" for n in range(4) for m in range(3)]


def test_it_is_offered_once_and_a_decision_is_about_all_photos(
    products, lists, pump, told, screen, model, changes
):
    items = fill(lists, pump, *PRODUCTS)
    assert len(lists.rows) == 12
    assert told.sentences == [
        "The 12 pictures are in folders of a few pictures each. Is each of those one product?"
    ]
    told.actions["One row a product"]()
    assert len(lists.rows) == 4
    fill(lists, pump, "SKU9/1.jpg", "SKU9/2.jpg")
    assert len(lists.rows) == 5
    assert len(list(filter(None, told.sentences))) == 1

    reviewing = Reviewing(
        lists, screen, _Corrections(), model, told, lambda _: None, lambda: changes.append(None)
    )
    screen.show("list")
    lists.rows.select(items[4])
    reviewing.choose("pens")
    assert [item.path.parent.name for item in lists.session if item.decided] == ["SKU1"] * 3
    assert len(list(filter(None, told.sentences))) == 1, "one decision is no news"
    reviewing.undo()
    assert not any(item.decided for item in lists.session)
    products.switch()
    assert len(lists.rows) == 14


def test_it_is_not_offered_elsewhere_and_a_new_list_begins_without(products, lists, pump, told):
    fill(lists, pump, "a.jpg", "b.jpg", "c.jpg")
    assert told.sentences == []
    products.switch()
    assert products.on
    lists.use(Session())
    assert not products.on


class _Corrections:
    def follow(self, items: object) -> None:
        pass
