"""The list by likeness, and what is there more than once; with fakes, without a window."""

import shutil
import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from app.core.answers import Evidence
from app.core.errors import PictureError
from app.ui.flows.alike import Alike
from app.ui.flows.reviewing import Reviewing
from app.ui.state.filters import Order, Show
from tests.unit.ui.flows.conftest import drain, row_of


class FakeDecoders:
    """Reads small pictures in this process."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate = Event()
        self.gate.set()

    def picture(self, path, side):
        self.gate.wait(10)
        self.asked.append(path.name)
        if path.stat().st_size == 0:
            raise PictureError("empty", f"{path.name} is empty.")
        with Image.open(path) as picture:
            return np.asarray(picture.convert("RGB").resize((side, side)))


def draw(path: Path, seed: int) -> Path:
    random = np.random.default_rng(seed)
    small = Image.fromarray(random.integers(0, 256, (6, 6, 3)).astype(np.uint8))
    small.resize((80, 80), Image.Resampling.BICUBIC).save(path)
    return path


@pytest.fixture
def shop(tmp_path: Path) -> dict[str, Path]:
    """Two of the same file, one of them saved again, and two others."""
    paths = {name: draw(tmp_path / f"{name}.png", n) for n, name in enumerate(("a", "b", "c"))}
    paths["a twin"] = Path(shutil.copy(paths["a"], tmp_path / "a twin.png"))
    with Image.open(paths["a"]) as picture:
        picture.save(tmp_path / "again.jpg", quality=80)
    paths["again"] = tmp_path / "again.jpg"
    return paths


def evidence(seed: int, off: float = 0.0) -> Evidence:
    vector = np.random.default_rng(seed).standard_normal(64)
    vector = vector + off * np.random.default_rng(99).standard_normal(64)
    return Evidence(vector.astype(np.float16), (-0.1, -2.0), 0.5)


@pytest.fixture
def items(lists, shop) -> SimpleNamespace:
    lists.judge(0.5)
    lists.session.restore([row_of(path) for path in shop.values()])
    lists.rows.sort()
    by_name = {item.path.stem: item for item in lists.session}
    for seed, name in ((0, "a"), (0, "a twin"), (1, "b"), (2, "c")):
        by_name[name].evidence = evidence(seed)
    by_name["again"].evidence = evidence(0, off=0.1)
    return by_name


@pytest.fixture
def alike(lists, items, screen, model, pump, told, changes) -> Alike:
    changed = lambda: changes.append(None)  # noqa: E731
    corrections = SimpleNamespace(follow=lambda items: None)
    screen.show("list")
    reviewing = Reviewing(lists, screen, corrections, model, told, lambda item: None, changed)
    alike = Alike(lists, reviewing, FakeDecoders(), pump, screen, told, changed)
    alike.reviewing = reviewing
    return alike


def wait(pump, done) -> None:
    """Deliver what comes until ``done``."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "nothing came"
        pump.soon(lambda: None)
        drain(pump)
        time.sleep(0.01)


def names(lists) -> list[str]:
    return [item.path.stem for item in lists.rows.span(0, 99)]


def test_what_is_most_like_a_picture_comes_first(alike, lists, items, pump):
    lists.rows.select(items["again"])
    alike.order()
    wait(pump, lambda: lists.rows.like is not None)
    assert names(lists)[0] == "again" and set(names(lists)[1:3]) == {"a", "a twin"}
    assert lists.rows.selected is items["again"]
    alike.leave_order()
    assert lists.rows.like is None
    assert names(lists) == ["a", "b", "c", "a twin", "again"]


def test_a_heading_goes_back_without_turning_its_order_round(alike, lists, items, pump):
    lists.rows.choose_order(Order.NAME)
    before = names(lists)
    lists.rows.select(items["c"])
    alike.order()
    wait(pump, lambda: lists.rows.like is not None)
    lists.rows.choose_order(Order.NAME)
    assert lists.rows.like is None and names(lists) == before


def test_from_a_picture_one_comes_to_the_list(alike, lists, items, pump, screen):
    lists.shown = items["b"]
    screen.show("picture")
    alike.order()
    wait(pump, lambda: lists.rows.like is not None)
    assert screen.page == "list" and names(lists)[0] == "b"


def test_what_was_not_judged_cannot_be_compared(alike, lists, items, told):
    items["a"].evidence = None
    lists.rows.select(items["a"])
    alike.order()
    assert lists.rows.like is None and "cannot be compared" in told.sentences[-1]


def twins_of(item) -> set[int]:
    return {identifier.number for identifier in item.twins.members} if item.twins else set()


@pytest.fixture
def found(alike, items, pump):
    wait(pump, lambda: items["a"].twins is not None)
    return items


def test_the_same_file_and_one_that_was_saved_again_are_duplicates(found):
    one = {found[name].id.number for name in ("a", "a twin", "again")}
    assert twins_of(found["a"]) == twins_of(found["again"]) == one
    assert not found["a"].twins.exact
    assert not twins_of(found["b"]) and not twins_of(found["c"])


def test_the_same_files_alone_are_exact(alike, items, pump):
    items["again"].evidence = evidence(7)
    wait(pump, lambda: items["a"].twins is not None)
    assert items["a"].twins.exact and not items["again"].twins


def test_duplicates_can_be_filtered_and_stand_together(found, lists, shop):
    lists.rows.narrow(show=Show.DUPLICATES)
    assert names(lists) == ["a", "a twin", "again"]


def test_they_are_chosen_with_one_key_and_decided_together(found, alike, lists):
    lists.rows.select(found["a twin"])
    assert alike.has_twins
    alike.choose_twins()
    assert {item.path.stem for item in lists.rows.chosen} == {"a", "a twin", "again"}
    assert lists.rows.selected is found["a twin"]
    alike.reviewing.choose("pens")
    assert {name for name, item in found.items() if item.decided == "pens"} == {
        "a", "a twin", "again",
    }  # fmt: skip


def test_after_one_was_decided_the_others_are_offered(found, alike, lists, told):
    lists.rows.select(found["a"])
    alike.reviewing.choose("pens")
    [(words, action)] = told.actions.items()
    assert words == "Decide these 3 together" and "2 more like a.png" in told.sentences[-1]
    action()
    assert [found[n].decided for n in ("a twin", "again", "b")] == ["pens", "pens", None]
    alike.reviewing.undo()
    assert [found[n].decided for n in ("a", "a twin", "again")] == ["pens", None, None]


def test_nothing_is_looked_for_while_pictures_wait(alike, items, lists, pump):
    from app.ui.threads.messages import FoundItem

    lists.session.add([FoundItem(Path("/shop/late.jpg"))])
    pump.soon(lambda: None)
    drain(pump)
    assert alike._search is None


def test_it_is_looked_again_when_more_is_known(alike, items, pump):
    kept, items["again"].evidence = items["again"].evidence, None
    wait(pump, lambda: items["a"].twins is not None)
    assert items["again"].twins is None
    items["again"].evidence = kept
    alike.look_again()
    wait(pump, lambda: items["again"].twins is not None)


def test_what_came_of_a_list_that_is_gone_is_passed_over(alike, items, lists, pump):
    from app.ui.state.session import Session

    alike._decoders.gate.clear()
    pump.soon(lambda: None)
    drain(pump)
    search = alike._search
    assert search is not None
    lists.use(Session())
    assert search.is_set()
    alike._decoders.gate.set()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        drain(pump)
    assert items["a"].twins is None
