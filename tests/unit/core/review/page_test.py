"""A page of results shows every picture once, holds everything itself, and trusts no name."""

import base64
import io
import re
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image

from app.core.answers import Row, Verdict
from app.core.models.folder import Contract, ModelClass, Probe, Thresholds
from app.core.pictures.images import Fitting
from app.core.pictures.pool import Decoders
from app.core.review.page import write_page

CONTRACT = Contract(
    version=4,
    classes=(
        ModelClass("bags", "Bags", "#0055aa", "#77aaff"),
        ModelClass("pens", "Pens & more", "#aa5500", "#ffaa77"),
    ),
    height=75,
    width=75,
    fitting=Fitting.PAD,
    temperature=1.0,
    thresholds=Thresholds(0.7, 0.1),
    probe=Probe((0.5, 0.5), 0.01),
    created="2026-01-01T00:00:00Z",
)


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    random = np.random.default_rng(1)
    names = ['<img src=x onerror="alert(1)">.png', "صورة.png", "photo.png"]
    for name in names:
        noise = random.integers(0, 256, (300, 200, 3)).astype(np.uint8)
        Image.fromarray(noise).save(tmp_path / name)
    return [
        Row(tmp_path / names[0], Verdict.SURE, "bags", (0.9, 0.1), 0.1),
        Row(tmp_path / names[1], Verdict.UNSURE, "pens", (0.4, 0.6), 0.1, decided="bags"),
        Row(tmp_path / names[2], Verdict.NOT_ONE_OF_THESE, "pens", (0.4, 0.6), 0.1),
        Row(tmp_path / "gone.png", Verdict.SURE, "bags", (0.8, 0.2), 0.1),
        Row(tmp_path / "unsure.png", Verdict.UNSURE, "pens", (0.45, 0.55), 0.1),
        Row(tmp_path / "bad.png", error=("not_a_picture", "bad.png is not a picture.")),
    ]


def test_every_row_is_there_once_on_the_shelf_that_the_person_chose(
    rows: list[Row], decoders: Decoders, tmp_path: Path
) -> None:
    seen: list[int] = []
    page = tmp_path / "page.html"
    assert write_page(page, rows, CONTRACT, decoders, progress=seen.append)
    text = page.read_text(encoding="utf-8")
    assert seen == [1, 2, 3, 4, 5, 6]
    assert text.count("<figure") == 6
    assert text.count("data:image/jpeg;base64,") == 3
    bags = text[text.index("<h2>Bags: 3</h2>") : text.index("<h2>Not sure: 1</h2>")]
    unsure = text[text.index("<h2>Not sure: 1</h2>") : text.index("<h2>Not one of these: 1</h2>")]
    assert "unsure.png" in unsure and "Pens &amp; more 55\u00a0%, not sure" in unsure
    assert "صورة.png" in bags
    assert "Corrected; the model said Pens &amp; more 60\u00a0%, not sure" in bags
    assert "<h2>Pens" not in text
    assert "bad.png is not a picture." in text
    tiles = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([\d,]+)</dd>", text))
    figures = {"sure": "2", "not sure": "2", "not one of these": "1", "not readable": "1"}
    assert tiles == {"pictures": "6", **figures, "corrected": "1"}


def test_a_file_name_never_becomes_markup(
    rows: list[Row], decoders: Decoders, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    write_page(page, rows, CONTRACT, decoders)
    text = page.read_text(encoding="utf-8")
    assert "onerror=&#34;" in text
    assert '<img src=x onerror="' not in text
    assert "default-src &#39;none&#39;" in text
    assert "http://" not in text and "https://" not in text


def test_a_cancelled_page_leaves_the_old_one(
    rows: list[Row], decoders: Decoders, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")
    cancel = Event()
    cancel.set()
    assert not write_page(page, rows, CONTRACT, decoders, cancel=cancel)
    assert page.read_text() == "old"
    assert not list(tmp_path.glob(".page*")), "a temporary file was left"


def test_the_part_that_was_judged_is_what_is_shown(decoders: Decoders, tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste((200, 0, 0), (100, 50, 160, 80))
    picture.save(tmp_path / "page.png")
    row = Row(tmp_path / "page.png", Verdict.SURE, "bags", (0.9, 0.1), 0.1, None, None)
    page = tmp_path / "page.html"
    assert write_page(page, [row._replace(region=(100, 50, 60, 30))], CONTRACT, decoders)
    [encoded] = re.findall(r"data:image/jpeg;base64,([^\"]+)", page.read_text(encoding="utf-8"))
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as shown:
        assert shown.size == (60, 30)
        assert shown.getpixel((30, 15))[0] > 180 and shown.getpixel((30, 15))[1] < 30
