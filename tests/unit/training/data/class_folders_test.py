"""Folders of the system are no classes, and names that look the same are one class."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from training.audit.audit import audit
from training.data.corrections import add_corrections
from training.data.dataset import read_dataset
from training.data.manifest import make_manifest

Write = Callable[..., object]
SYSTEM = ("@eaDir", "#recycle", "$RECYCLE.BIN", "lost+found", "__MACOSX", "@Recycle", "@__thumb")


def test_folders_of_the_system_are_neither_class_nor_type(
    tmp_path: Path, write_photo: Write
) -> None:
    for place in ("pens/ink", "bags/tote"):
        write_photo(tmp_path / place / "a.png")
        for name in SYSTEM:
            write_photo(tmp_path / name / place / "b.png")
            write_photo(tmp_path / place / name / "a.png" / "c.png")
            write_photo(tmp_path / place.split("/")[0] / name / "d.png")
    dataset = read_dataset(tmp_path)
    assert dataset.classes == ("bags", "pens") and dataset.skipped == ()
    assert {(p.path.name, p.kind) for p in dataset.pictures} == {
        ("a.png", "ink"),
        ("a.png", "tote"),
    }
    found = audit(tmp_path)
    assert found.survey.classes == ("bags", "pens")
    assert {name for kinds in found.survey.kinds().values() for name in kinds} == {"ink", "tote"}


@pytest.mark.parametrize(
    ("one", "other", "name", "why"),
    [
        ("Caf\u00e9", "Cafe\u0301", "Caf\u00e9", "how an accent is stored"),
        ("Fashion", "fashion", "fashion", "capital letters"),
        ("Stationery", "stationary", "stationary", "spelling"),
        ("Fashion ", "Fashion", "Fashion", "a space at an end"),
        ("CAFE\u0301 ", "caf\u00e9", "caf\u00e9", "and a space at an end and capital letters"),
    ],
)
@pytest.mark.parametrize("split", [True, False])
def test_names_that_look_the_same_are_one_class_with_a_remark(
    tmp_path: Path, write_photo: Write, one: str, other: str, name: str, why: str, split: bool
) -> None:
    for number, (folder, own) in enumerate((("train", one), ("test", other))):
        place = tmp_path / folder if split else tmp_path
        write_photo(place / own / f"{number}.png")
        write_photo(place / "bags" / f"{number}.png")
    dataset = read_dataset(tmp_path)
    assert set(dataset.classes) == {"bags", name}
    assert [p.class_name for p in dataset.pictures].count(name) == 2
    [remark] = dataset.skipped
    assert why.removeprefix("and ") in remark and "taken for one class" in remark
    found = audit(tmp_path)
    assert set(found.survey.classes) == {"bags", name} and found.remarks == (remark,)


def test_a_single_folder_keeps_its_name_as_it_is(tmp_path: Path, write_photo: Write) -> None:
    for name in ("Cafe\u0301", "Fashion "):
        write_photo(tmp_path / name / "a.png")
    dataset = read_dataset(tmp_path)
    assert set(dataset.classes) == {"Cafe\u0301", "Fashion "} and dataset.skipped == ()


def test_a_correction_is_of_the_class_that_looks_the_same(
    tmp_path: Path, write_photo: Write
) -> None:
    for name in ("Cafe\u0301", "bags"):
        for number in range(8):
            write_photo(tmp_path / "data" / name / f"{number}.png")
    write_photo(tmp_path / "kept" / "caf\u00e9" / "new.png")
    dataset = read_dataset(tmp_path / "data")
    manifest = make_manifest(dataset, {"train": 0.5, "validation": 0.25, "test": 0.25}, 1)
    shutil.copytree(tmp_path / "kept", tmp_path / "run")
    added, sentences = add_corrections(manifest, dataset.pictures, tmp_path / "run")
    assert sentences == ()
    assert [m.class_name for m in added.members if m.corrected] == ["Cafe\u0301"]
