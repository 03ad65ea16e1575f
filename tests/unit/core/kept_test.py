"""What is kept is measured and deleted, kind by kind, and nobody else may look into it."""

import os
import stat
import sys
from pathlib import Path

import pytest

from app.core import kept, places
from app.core.errors import FileAccessError
from app.core.kept import KINDS, all_kept, delete, keep_private

ONE_OF_EACH = {
    "lists": lambda: places.review_file(),
    "decisions": lambda: places.decisions_file(),
    "corrections": lambda: places.corrections_folder() / "bags" / "1.jpg",
    "learnt": lambda: places.learnt_folder() / "1.jsonl",
    "seen": lambda: places.learnt_folder() / "1.seen",
    "received": lambda: places.received_folder() / "Pasted.png",
    "thumbnails": lambda: places.thumbnails_file(),
    "journals": lambda: places.journals_folder() / "1.jsonl",
    "runs": lambda: places.runs_folder() / "1" / "refresh.json",
    "models": lambda: places.user_models() / "5" / "assets.extra" / "model.json",
    "logs": lambda: places.log_file(),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.DATA_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def full() -> None:
    for place in ONE_OF_EACH.values():
        file = place()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 1000)


def test_nothing_is_kept_at_first() -> None:
    assert {(each.files, each.bytes) for each in all_kept()} == {(0, 0)}


@pytest.mark.usefixtures("full")
def test_each_kind_is_measured_and_deleted_alone() -> None:
    assert {kind.name for kind in KINDS} == set(ONE_OF_EACH)
    for name, place in ONE_OF_EACH.items():
        before = {each.kind.name: each.files for each in all_kept()}
        assert before[name] == 1
        assert delete(name).files == 0
        assert not place().exists()
        after = {each.kind.name: each.files for each in all_kept()}
        assert after == before | {name: 0}


@pytest.mark.usefixtures("full")
def test_what_is_in_use_stays() -> None:
    run = places.runs_folder() / "1"
    (places.runs_folder() / "2").mkdir()
    assert delete("runs", but=[run]).files == 1
    assert [folder.name for folder in places.runs_folder().iterdir()] == ["1"]


@pytest.mark.skipif(sys.platform == "win32", reason="making links takes a right there")
def test_a_link_is_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "1.jpg").write_bytes(b"x" * 5000)
    places.corrections_folder().mkdir(parents=True)
    (places.corrections_folder() / "bags").symlink_to(photos)
    measured = next(each for each in all_kept() if each.kind.name == "corrections")
    assert measured.bytes < 5000
    delete("corrections")
    assert (photos / "1.jpg").exists() and not list(places.corrections_folder().iterdir())


@pytest.mark.usefixtures("full")
def test_what_cannot_be_deleted_is_named_and_the_rest_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = places.journals_folder() / "2.jsonl"
    other.touch()
    real = kept._remove

    def remove(path: Path) -> None:
        if path.name == "1.jsonl":
            raise PermissionError(13, "Permission denied", str(path))
        real(path)

    monkeypatch.setattr(kept, "_remove", remove)
    with pytest.raises(FileAccessError, match=r"1\.jsonl could not be deleted") as error:
        delete("journals")
    assert error.value.code == "cannot_delete"
    assert not other.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there the profile's folders are private")
def test_nobody_else_may_look_into_the_folders(home: Path, full: None) -> None:
    before = os.umask(0)
    try:
        places.data_folder().chmod(0o755)
        keep_private()
    finally:
        os.umask(before)
    folders = list(home.iterdir())
    assert {folder.name for folder in folders} == {"data", "config", "log", "cache"}
    assert {stat.S_IMODE(folder.stat().st_mode) & 0o077 for folder in folders} == {0}
