"""What an earlier program wrote opens in this one: nobody loses work by an upgrade."""

import shutil
from pathlib import Path

import pytest

from app import cli
from app.core import places
from app.core.answers import Verdict
from app.core.models.folder import current_version, open_current
from app.core.models.trust import saved_model_allowed
from app.core.review.corrections import count_corrections, drop_correction, keep_correction
from app.core.review.files import ReviewFiles
from app.core.review.log import read_review
from app.core.review.review import Review
from app.core.settings import Settings, load_settings, save_changes
from app.core.shelving.journal import past_shelvings
from app.core.shelving.shelve import unshelve

KEPT = Path(__file__).parents[1] / "support" / "kept"
THEIR_HOME = "/shelfwise-kept"
TEXTS = {".json", ".jsonl"}


@pytest.fixture(params=sorted(folder.name for folder in KEPT.iterdir() if folder.is_dir()))
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's home as an earlier program left it; paths in it lead into the copy."""
    home = shutil.copytree(KEPT / request.param, tmp_path / "home")
    for file in home.rglob("*"):
        if file.suffix in TEXTS and "models" not in file.parts:  # a model's digests cover its text
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(THEIR_HOME, str(home)), encoding="utf-8")
    for name in ("data", "config"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(home / name))
    return home


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_list_has_the_same_rows_and_decisions(home: Path) -> None:
    files = ReviewFiles(places.review_file())
    saved, was_open = files.look()
    files.leave()
    assert saved is not None and was_open and saved.finished
    assert saved.paths == (home / "photos",)
    assert (saved.class_names, saved.found, saved.settled) == (("bags", "pens", "t-shirts"), 7, 7)
    assert {
        row.path.relative_to(home).as_posix(): (row.verdict, row.label, row.final, row.decided)
        for row in saved.rows
    } == {
        "shelves/bags/bag ä.png": (Verdict.SURE, "bags", "bags", "bags"),
        "photos/cap.png": (Verdict.UNSURE, "t-shirts", "other", "other"),
        "photos/damaged.png": (None, None, None, None),
        "shelves/pens/pen (2).png": (Verdict.SURE, "pens", "pens", "pens"),
        "photos/shirt.png": (Verdict.SURE, "t-shirts", "pens", "pens"),
        "photos/strange.png": (Verdict.NOT_ONE_OF_THESE, "bags", "other", "other"),
        "photos/undecided.png": (Verdict.UNSURE, "bags", "bags", None),
    }
    rows = {row.path.name: row for row in saved.rows}
    assert rows["bag ä.png"].probabilities == (0.9312, 0.05, 0.0188)
    assert rows["damaged.png"].error == (
        "damaged",
        "damaged.png is damaged or cut off, so it was not classified.",
    )


def test_the_list_before_it_comes_back(home: Path) -> None:
    files = ReviewFiles(places.review_file())
    files.swap()
    saved, _ = files.look()
    files.leave()
    assert saved is not None
    assert {row.path.name: row.label for row in saved.rows} == {
        "cap.png": "bags",
        "shirt.png": "t-shirts",
    }


def test_the_list_is_gone_on_with_and_what_is_decided_can_be_undone(home: Path) -> None:
    saved = read_review(places.review_file())
    assert saved is not None
    review = Review()
    review.restore(saved.rows)
    row = next(row for row in review.rows if row.path.name == "undecided.png")
    review.decide([row], "pens")
    files = ReviewFiles(places.review_file())
    files.go_on()
    files.write(lambda log: log.write_decisions([r for r in review.rows if r.path == row.path]))
    assert decisions(home)["undecided.png"] == "pens"
    review.undo()
    files.write(lambda log: log.write_decisions([r for r in review.rows if r.path == row.path]))
    files.leave()
    assert decisions(home)["undecided.png"] is None
    assert decisions(home)["cap.png"] == "other"


def decisions(home: Path) -> dict[str, str | None]:
    saved = read_review(home / "data" / "shelfwise" / "review.jsonl")
    assert saved is not None
    return {row.path.name: row.decided for row in saved.rows}


def test_shelvings_are_undone(home: Path) -> None:
    copied, moved = past_shelvings(places.journals_folder())
    assert (copied.mode, copied.meant, copied.there) == ("copy", 1, 1)
    assert (moved.mode, moved.meant, moved.there) == ("move", 2, 2)
    assert unshelve(copied.journal).failed == ()
    assert cli.main(["unshelve", str(moved.journal)]) == 0
    assert files_below(home / "photos") == {
        *("bag ä.png", "cap.png", "damaged.png", "pen (2).png"),
        *("shirt.png", "strange.png", "undecided.png"),
    }
    assert not (home / "shelves").exists() or not files_below(home / "shelves")
    assert past_shelvings(places.journals_folder()) == []


def test_settings_hold_and_can_be_changed(home: Path) -> None:
    kept = Settings(
        appearance="dark",
        scale=1.25,
        geometry="1000x700+20+30",
        model=str(places.user_models()),
        last_folder=str(home / "photos"),
        shelves_folder=str(home / "shelves"),
        sure=0.85,
        watch_folder=str(home / "photos"),
        watching=True,
        training_data=str(home / "training"),
        training_options="--epochs 3",
        megapixels=80,
        megabytes=64,
    )
    assert load_settings(places.settings_file()) == kept
    save_changes(places.settings_file(), kept, {"scale": 1.5})
    assert load_settings(places.settings_file()).scale == 1.5
    assert load_settings(places.settings_file()).sure == 0.85


def test_corrections_are_counted_changed_and_taken_back(home: Path) -> None:
    folder, photos = places.corrections_folder(), home / "photos"
    assert count_corrections(folder) == {"other": 1, "pens": 1}
    keep_correction(folder, photos / "shirt.png", "bags")
    drop_correction(folder, photos / "cap.png")
    assert count_corrections(folder) == {"bags": 1}


def test_the_pin_and_the_trust_in_a_model_hold(home: Path) -> None:
    collection = places.model_location(None, load_settings(places.settings_file()).model_path)
    assert current_version(collection) == 1
    folder, refused = open_current(collection)
    assert (folder.path, refused) == (collection / "1", [])
    assert folder.contract.class_names == ("bags", "pens", "t-shirts")
    assert (folder.contract.version, folder.contract.thresholds.sure) == (1, 0.8)
    assert folder.card == "# Shelfwise product classifier, version 1\n"
    assert saved_model_allowed(folder)
