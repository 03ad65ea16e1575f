"""The training set holds what a person corrected, and nothing that was taken back."""

from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from app.core.answers import Row, Verdict
from app.core.places import corrections_folder
from app.core.review.corrections import count_corrections
from app.ui.flows.corrections import Corrections
from app.ui.state.session import Session
from tests.support.desktop import wait_for
from tests.unit.ui.flows.conftest import drain, row_of


@pytest.fixture
def corrections(model, decoders, pump, told, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    corrections = Corrections(model, decoders, pump, told)
    yield corrections
    corrections.stop()


@pytest.fixture
def items(tmp_path) -> tuple[Session, list]:
    """Two pictures that the model takes for bags."""
    session = Session()
    paths = [tmp_path / "1.png", tmp_path / "2.png"]
    for path, colour in zip(paths, ("red", "blue"), strict=True):
        Image.new("RGB", (20, 20), colour).save(path)
    return session, session.restore([row_of(path) for path in paths])


def kept(corrections, pump) -> dict[str, int]:
    """What is in the folder once all that was asked for is done, however busy the machine is."""
    done = Event()
    corrections._scribe.do(done.set)
    assert done.wait(60)
    corrections.stop()
    drain(pump)
    return dict(count_corrections(corrections_folder()))


def test_a_correction_is_kept_and_counted(corrections, pump, items):
    session, both = items
    corrections.follow(session.decide(both, "pens"))
    wait_for(lambda: pump.drain() or corrections.count == 2, 10)
    assert corrections.words == "2 corrections are kept."
    assert kept(corrections, pump) == {"pens": 2}


def test_a_correction_that_is_undone_does_not_stay(corrections, pump, items):
    session, both = items
    corrections.follow(session.decide(both, "pens"))
    corrections.follow(session.undo())
    corrections.follow(session.decide(both[:1], "bags"))  # what the model said
    assert kept(corrections, pump) == {}


def test_one_that_cannot_be_kept_does_not_keep_the_next_from_it(corrections, pump, told, items):
    session, (first, second) = items
    first.row.path.write_text("no picture")
    corrections.follow(session.decide([first, second], "pens"))
    assert kept(corrections, pump) == {"pens": 1}
    [error] = told.errors
    assert first.row.path.name in str(error)


def test_what_was_decided_at_another_time_is_made_good(corrections, pump, items):
    _, both = items
    gone = Row(Path("/gone.png"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, decided="pens")
    rows = [both[0].row.with_decision("pens"), both[1].row.with_decision("bags"), gone]
    corrections.make_good(rows)
    assert kept(corrections, pump) == {"pens": 1}


def test_the_part_that_was_judged_is_kept_as_a_picture_of_its_own(corrections, pump, tmp_path):
    """Whichever part was judged last; taking it back leaves nothing."""
    path = tmp_path / "page.png"
    page = Image.new("RGB", (300, 200), "white")
    page.paste("red", (50, 60, 90, 90))
    page.paste("blue", (200, 20, 260, 100))
    page.save(path)
    session = Session()
    [item] = session.restore([row_of(path)._replace(region=(200, 20, 60, 80))])
    corrections.follow(session.decide([item], "pens"))
    session.take_rows([row_of(path)._replace(region=(50, 60, 40, 30))])
    corrections.follow(session.decide([item], "other"))
    assert kept(corrections, pump) == {"other": 1}
    [file] = corrections_folder().glob("*/*.png")
    with Image.open(file) as crop:
        assert (crop.size, crop.getcolors()) == ((40, 30), [(1200, (255, 0, 0))])


def test_a_correction_of_a_part_can_be_taken_back(corrections, pump, tmp_path):
    path = tmp_path / "page.png"
    Image.new("RGB", (300, 200), "white").save(path)
    session = Session()
    [item] = session.restore([row_of(path)._replace(region=(200, 20, 60, 80))])
    corrections.follow(session.decide([item], "pens"))
    corrections.follow(session.undo())
    assert kept(corrections, pump) == {}


def test_a_part_that_is_kept_is_not_cut_out_anew_at_every_start(corrections, pump, tmp_path):
    path = tmp_path / "page.png"
    Image.new("RGB", (300, 200), "white").save(path)
    row = row_of(path)._replace(region=(200, 20, 60, 80), decided="pens")
    corrections.make_good([row])
    wait_for(lambda: pump.drain() or corrections.count == 1)
    [file] = corrections_folder().glob("*/*.png")
    before = file.stat().st_mtime_ns
    corrections.make_good([row])
    assert kept(corrections, pump) == {"pens": 1}
    assert file.stat().st_mtime_ns == before
