"""Every product found on a page can be a row of its own, and go out of the list again."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from app.core.answers import ALL_OF_IT, Region
from app.ui.flows.all_products import AllProducts
from app.ui.intake import dropped, part_files
from app.ui.state.session import Session
from tests.unit.ui.flows.conftest import drain

PAGE = (300, 200)
PARTS = (Region(10, 20, 60, 40, PAGE), Region(100, 50, 80, 90, PAGE))


@pytest.fixture
def page(lists, tmp_path, monkeypatch):
    """A page on screen, with a red and a blue product beside the one that is judged."""
    for module in (dropped, part_files):
        monkeypatch.setattr(module, "received_folder", lambda: tmp_path / "received")
    path = tmp_path / "Summer sale.png"
    picture = Image.new("RGB", PAGE, "white")
    for part, color in zip(PARTS, ("red", "blue"), strict=True):
        picture.paste(color, (part.x, part.y, part.x + part.width, part.y + part.height))
    picture.save(path)
    from app.ui.threads.messages import FoundItem

    [item] = lists.add([FoundItem(path)])
    return item


@pytest.fixture
def queued() -> list:
    return []


@pytest.fixture
def everything(lists, screen, page, decoders, pump, told, queued):
    parts = SimpleNamespace(item=page, further=PARTS)
    remove = lambda items: lists.session.remove(items)  # noqa: E731
    return AllProducts(
        lists, screen, parts, decoders, pump, told, queued.extend, remove, lambda: None
    )


def switch(everything, pump) -> None:
    everything.switch()
    end = time.monotonic() + 20
    while not everything.possible and time.monotonic() < end:
        drain(pump)
    drain(pump)


def test_each_becomes_a_row_that_is_named_after_its_box(everything, pump, lists, queued, told):
    assert everything.possible and not everything.on
    switch(everything, pump)
    assert everything.on and queued == list(lists.session)[1:]
    names = [item.path.name for item in queued]
    assert names == ["Summer sale, box 10 20 60 40.png", "Summer sale, box 100 50 80 90.png"]
    assert [item.mark for item in queued] == [ALL_OF_IT, ALL_OF_IT]
    for item, part, color in zip(queued, PARTS, ((255, 0, 0), (0, 0, 255)), strict=True):
        with Image.open(item.path) as cut:
            assert (cut.size, cut.getcolors()) == (
                (part.width, part.height),
                [(part.width * part.height, color)],
            )
    assert told.sentences[-1] == "2 products of this page are rows of their own."
    assert [path.name for path in lists.session.opened] == names


def test_they_go_out_of_the_list_again_and_come_back_as_the_same_files(
    everything, pump, lists, page
):
    switch(everything, pump)
    paths = {item.path for item in lists.session}
    switch(everything, pump)
    assert list(lists.session) == [page] and not everything.on
    switch(everything, pump)
    assert {item.path for item in lists.session} == paths


def test_what_was_cut_for_a_list_that_is_gone_is_let_go(everything, pump, lists):
    everything.switch()
    lists.use(Session())
    end = time.monotonic() + 20
    while not everything.possible and time.monotonic() < end:
        drain(pump)
    assert everything.possible and len(lists.session) == 0


def test_a_page_that_is_gone_is_told(everything, pump, page, told):
    Path(page.path).unlink()
    switch(everything, pump)
    assert "Summer sale.png" in str(told.errors[-1])
    assert not everything.on and everything.possible
