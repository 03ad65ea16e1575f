"""What an audit says of a data folder, and that it leaves it as it was."""

import csv
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.storage.files import file_digest
from training.audit.audit import Audit, audit
from training.audit.findings import Kind
from training.audit.output import write_audit
from training.cli import main
from training.data.dataset import read_dataset
from training.data.manifest import read_manifest
from training.errors import DataError


def draw(path: Path, seed: int, side: tuple[int, int] = (160, 150)) -> Path:
    """A picture unlike any of another seed."""
    random = np.random.default_rng(seed)
    pixels = cv2.resize(
        random.integers(0, 256, (7, 7, 3)).astype(np.uint8), side, interpolation=cv2.INTER_NEAREST
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two classes of 24 sound photos."""
    data = tmp_path / "photos"
    for number in range(24):
        draw(data / "pens" / f"kind {number % 3}" / f"shop__{number}.png", number)
        draw(data / "bags" / f"shop__{number}.png", 100 + number)
    return data


@pytest.fixture
def read_only(photos: Path) -> Iterator[Path]:
    places = [photos, *photos.rglob("*")]
    for place in places:
        place.chmod(place.stat().st_mode & ~0o222)
    yield photos
    for place in places:
        place.chmod(place.stat().st_mode | 0o200)


def paths(found: Audit) -> dict[Kind, list[str]]:
    result: dict[Kind, list[str]] = {}
    for finding in found.findings:
        result.setdefault(finding.kind, []).extend(finding.paths)
    return result


def state(folder: Path) -> dict[str, tuple[int, int, str]]:
    return {
        str(path): (
            path.lstat().st_mtime_ns,
            path.lstat().st_mode,
            file_digest(path) if path.is_file() else "",
        )
        for path in [folder, *folder.rglob("*")]
    }


def table(out: Path) -> list[dict[str, str]]:
    with (out / "audit.csv").open(encoding="utf-8-sig", errors="surrogateescape", newline="") as f:
        return list(csv.DictReader(f))


def test_sound_photos_give_no_finding(photos: Path) -> None:
    found = audit(photos)
    assert found.findings == ()
    listed = {picture.path.as_posix() for picture in read_dataset(photos).pictures}
    assert {item.path for item in found.survey.inspected} == listed


def test_each_fault_is_found_where_it_is(photos: Path) -> None:
    (photos / "pens" / "empty.jpg").write_bytes(b"")
    (photos / "bags" / "text.png").write_text("no picture")
    draw(photos / "pens" / "tiny.png", 200, (40, 50))
    draw(photos / "pens" / "long.png", 201, (700, 130))
    (photos / "pens" / "blank.png").write_bytes(
        cv2.imencode(".png", np.full((150, 150, 3), 240, np.uint8))[1].tobytes()
    )
    draw(photos / "lost.png", 202)
    (photos / "hats").mkdir()
    for number in range(5):
        draw(photos / "shoes" / f"{number}.png", 300 + number)
    assert paths(audit(photos)) == {
        Kind.UNREADABLE: ["bags/text.png", "pens/empty.jpg"],
        Kind.TINY: ["pens/tiny.png"],
        Kind.ODD_SHAPE: ["pens/long.png"],
        Kind.BLANK: ["pens/blank.png"],
        Kind.NO_CLASS: ["lost.png"],
        Kind.EMPTY_CLASS: ["hats"],
        Kind.FEW_PHOTOS: ["shoes"],
        Kind.UNBALANCED: ["shoes"],
    }


def test_a_program_is_told_of_photos_and_of_folders(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(photos / "bags" / "shop__0.png", photos / "pens" / "odd.png")
    draw(photos / "hats" / "shop__0.png", 400)
    assert main(["audit", str(photos), "--no-model", "--progress", "json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {event["kind"]: event for event in events if event["event"] == "finding"}
    assert found["label_conflict"]["folders"] is False
    assert set(found["label_conflict"]["paths"]) == {"bags/shop__0.png", "pens/odd.png"}
    assert (found["few_photos"]["paths"], found["few_photos"]["folders"]) == (["hats"], True)
    assert events[-1] == {"event": "audited", "pictures": 50, "classes": ["bags", "hats", "pens"]}


def test_given_splits_are_held_against_each_other(tmp_path: Path) -> None:
    for split in ("train", "test"):
        for number in range(20):
            draw(tmp_path / split / "pens" / f"{number}.png", number + 500 * (split == "test"))
    for number in range(20):
        draw(tmp_path / "train" / "bags" / f"{number}.png", 900 + number)
    draw(tmp_path / "test" / "pens" / "again.png", 3)
    assert paths(audit(tmp_path)) == {
        Kind.LEAK: ["test/pens/again.png", "train/pens/3.png"],
        Kind.SPLIT_LACKS_CLASS: ["bags"],
    }


@pytest.mark.parametrize("classes", [0, 1])
def test_too_few_classes_and_nothing_readable_still_give_a_page(
    tmp_path: Path, classes: int
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for number in range(classes):
        (data / f"class{number}").mkdir()
        (data / f"class{number}" / "1.jpg").write_bytes(b"\xff\xd8 cut off")
    found = audit(data)
    write_audit(found, tmp_path / "out")
    assert Kind.TOO_FEW_CLASSES in paths(found)
    assert b"Too few classes" in (tmp_path / "out" / "audit.html").read_bytes()
    assert len(table(tmp_path / "out")) == 1 + 2 * classes


def test_a_missing_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere is not a folder"):
        audit(tmp_path / "nowhere")


@pytest.mark.skipif(os.name == "nt", reason="links and such names need rights or do not exist")
def test_any_name_and_link_loops(photos: Path, tmp_path: Path) -> None:
    names = ["=1+1.png", "\udce9t\udce9.png", "日本 👩‍👩‍👧.png", "<b>&'\"\n\x1b[2J.png", "$x$.png"]
    for name in names:
        draw(photos / "pens" / "<i>" / name, 7, (30, 30))
    (photos / "pens" / "loop").symlink_to(photos, target_is_directory=True)
    (photos / "bags" / "gone.png").symlink_to(photos / "nothing")
    assert main(["audit", str(photos), "--out", str(tmp_path / "out"), "--no-model"]) == 0
    rows = table(tmp_path / "out")
    tiny = {row["path"] for row in rows if row["kind"] == "tiny"}
    assert tiny == {f"pens/<i>/{name}" for name in names}
    assert [row["path"] for row in rows if row["kind"] == "unreadable"] == ["bags/gone.png"]
    html = (tmp_path / "out" / "audit.html").read_text(encoding="utf-8")
    assert "<i>" not in html and "\x1b" not in html
    assert "日本 👩‍👩‍👧.png" in html


def test_a_cell_is_never_a_formula(photos: Path, tmp_path: Path) -> None:
    draw(photos / "=cmd" / "1.png", 400)
    write_audit(audit(photos), tmp_path / "out")
    cells = [cell for row in table(tmp_path / "out") for cell in row.values()]
    assert "'=cmd" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_the_photos_stay_as_they_were(read_only: Path, tmp_path: Path) -> None:
    before = state(read_only)
    assert main(["audit", str(read_only), "--out", str(tmp_path / "out"), "--no-model"]) == 0
    assert state(read_only) == before
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "audit.csv",
        "audit.html",
        "samples.png",
        "classes.png",
        "sizes.png",
        "sources.png",
    }


def test_results_never_go_into_the_photos(
    photos: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = state(photos)
    linked = tmp_path / "linked"
    linked.mkdir()
    (photos / "hats").symlink_to(linked, target_is_directory=True)
    monkeypatch.chdir(photos / "pens")
    for options in ([], ["--out", str(photos)], ["--out", str(linked / "out")]):
        assert main(["audit", str(photos), "--no-model", *options]) == 2
        assert "--out" in capsys.readouterr().err
    (photos / "hats").unlink()
    before[str(photos)] = state(photos)[str(photos)]  # its time: the link came and went
    assert state(photos) == before


def test_a_photo_in_the_wrong_folder_is_doubted_by_the_model(
    tiny_photos: Path, tiny_run: Path, tiny_published_model: Path, tmp_path: Path
) -> None:
    data = tmp_path / "photos"
    shutil.copytree(tiny_photos, data)
    wrong = data / "pens" / "kind 0" / "wrong.png"
    shutil.move(next((data / "bags").rglob("*.png")), wrong)
    out = tmp_path / "out"
    assert main(["audit", str(data), "--out", str(out), "--model", str(tiny_published_model)]) == 0
    doubted = [row["path"] for row in table(out) if row["kind"] in ("label_error", "unfamiliar")]
    assert "pens/kind 0/wrong.png" in doubted
    assert len(doubted) < 12
    page = (out / "audit.html").read_text(encoding="utf-8")
    trained = sum(m.split != "test" for m in read_manifest(tiny_run / "manifest.json").members)
    assert f"trained or tuned on {trained} of these" in page
    assert "understated" in page
