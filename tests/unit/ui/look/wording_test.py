"""What people read."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.answers import Row, Verdict
from app.core.models.folder import Contract, ModelClass, Probe, Thresholds
from app.core.pictures.images import Fitting
from app.core.review.log import SavedReview
from app.ui.look import wording
from app.ui.state.item import Counts, Item, State
from app.ui.threads.messages import ItemId

CONTRACT = Contract(
    version=3,
    classes=(
        ModelClass("stationary", "Stationery", "#0f766e", "#5eead4"),
        ModelClass("fashion", "Fashion", "#7c3aed", "#c4b5fd"),
    ),
    height=32,
    width=32,
    fitting=Fitting.PAD,
    temperature=1.0,
    thresholds=Thresholds(0.8, 0.0),
    probe=Probe((0.5, 0.5), 1e-3),
    created="2026-01-01T00:00:00Z",
)


def item(verdict: Verdict, share: float) -> Item:
    path = Path("/shop/my photo.png")
    return Item(1, path, State.DONE, row=Row(path, verdict, "fashion", (1 - share, share), 0.1))


@pytest.mark.parametrize(
    ("verdict", "share", "title"),
    [
        (Verdict.SURE, 0.97, "my photo.png: Fashion 97\u00a0% - Shelfwise"),
        (Verdict.SURE, 0.9999, "my photo.png: Fashion >99\u00a0% - Shelfwise"),
        (Verdict.UNSURE, 0.61, "my photo.png: probably Fashion 61\u00a0% - Shelfwise"),
        (Verdict.NOT_ONE_OF_THESE, 0.97, "my photo.png: not one of these - Shelfwise"),
    ],
)
def test_the_title_tells_the_verdict(verdict, share, title):
    assert wording.picture_title(item(verdict, share), CONTRACT) == title


def test_an_unsure_answer_names_the_second_class():
    sentence = wording.explanation(item(Verdict.UNSURE, 0.61).answer, CONTRACT)
    assert "Stationery, 39\u00a0%" in sentence


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        (Counts(10_000, 1_200, 4, 0), "1,204 of 10,000 - Shelfwise"),
        (Counts(10, 10, 0, 0), "10 pictures - Shelfwise"),
        (Counts(10, 8, 2, 0), "10 pictures, 2 could not be read - Shelfwise"),
        (Counts(10, 3, 1, 6), "4 of 10, cancelled - Shelfwise"),
    ],
)
def test_the_title_of_a_list_tells_how_far_it_is(counts, title):
    assert wording.list_title(counts) == title


@given(st.text(min_size=1, max_size=80), st.integers(2, 40))
def test_a_long_name_keeps_both_its_ends(name, width):
    shortened = wording.shorten_middle(name, width, len)
    assert len(shortened) <= width
    if len(name) <= width:
        assert shortened == name
    else:
        head, tail = shortened.split(wording.ELLIPSIS, 1) if "…" not in name else ("", "")
        assert name.startswith(head)
        assert name.endswith(tail)


def test_a_name_is_shown_in_one_line_whatever_is_in_it() -> None:
    path = Path(os.fsdecode(b"/shop\n/caf\xe9\x1b.jpg"))
    assert wording.name_of(path) == "caf\\udce9\\x1b.jpg"
    assert wording.place(path.parent) == "/shop\\n"
    assert wording.titled(str(path)) == "/shop\\n/caf\\udce9\\x1b.jpg - Shelfwise"
    assert wording.name_of(Path("/")) == "/"


def test_the_product_type_is_told_where_the_model_does_not_refuse() -> None:
    item = Item(ItemId(1, 1), Path("a.jpg"), State.DONE)
    assert wording.product_type(item) == ""
    types = ("ball pen", "pencil")
    row = Row(Path("a.jpg"), Verdict.SURE, "pens", (0.1, 0.9), types=types, type_probability=0.5)
    item.row = row
    assert wording.product_type(item) == "Product type: ball pen or pencil"
    item.row = row.with_decision("bags")
    assert wording.product_type(item) == "", "a pen is no kind of bag"
    item.row = row._replace(verdict=Verdict.NOT_ONE_OF_THESE)
    assert wording.product_type(item) == ""
    item.row = item.row.with_decision("pens")
    assert wording.product_type(item) == "Product type: ball pen or pencil"


@pytest.mark.parametrize(
    ("paths", "where"),
    [
        (["/shop/a.jpg", "/shop/b.PNG", "/shop/c.webp"], " in shop?"),
        (["/shop/Monday", "/shop/Tuesday", "/shop/Monday/a.jpg"], " in Monday and 1 more?"),
        ([], "?"),
    ],
)
def test_the_offer_to_resume_names_folders(paths: list[str], where: str) -> None:
    saved = SavedReview(tuple(map(Path, paths)), (), "", (), finished=True, found=3)
    assert wording.offer(saved) == f"Resume 0 of 3 pictures{where}"
