"""Base weights come as a file of the release; nothing else is taken for it."""

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

import pytest

from app.core import places
from app.core.base_weights import ARCHIVE, ready_base_weights, take_base_weights
from app.core.errors import FileAccessError, SetupError
from app.core.refresh_run import new_plan
from app.core.storage.files import file_digest

CONTENT = b"weights" * 1000


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle that came without base weights, and knows the ones made here."""
    monkeypatch.setenv(places.DATA_VARIABLE, str(tmp_path / "kept"))
    monkeypatch.setattr(places, "content_folder", lambda: tmp_path / "content")
    record = places.base_weights_record()
    record.parent.mkdir(parents=True)
    digest = hashlib.sha256(CONTENT).hexdigest()
    record.write_text(json.dumps({"sha256": digest}))
    program = tmp_path / "shelfwise" / "shelfwise"
    program.parent.mkdir()
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return tmp_path / "kept"


def packed(file: Path, content: bytes = CONTENT, name: str = places.BASE_WEIGHTS_NAME) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo(f"inception_v3_base/{name}")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return file


def test_without_them_a_sentence_says_what_to_get_and_where_to_put_it(kept: Path) -> None:
    with pytest.raises(SetupError) as error:
        ready_base_weights()
    assert error.value.code == "no_base_weights"
    assert ARCHIVE in error.value.message and str(kept) in error.value.message


@pytest.mark.parametrize("where", ["shelfwise", ".", "kept/data"])
def test_the_archive_is_taken_from_beside_the_program(tmp_path: Path, where: str) -> None:
    packed(tmp_path / where / ARCHIVE)
    assert ready_base_weights().read_bytes() == CONTENT
    (tmp_path / where / ARCHIVE).unlink()  # once taken, it is not needed any more
    assert ready_base_weights().is_relative_to(tmp_path / "kept")


def test_a_refresh_takes_them_where_they_are_and_starts_without_them(tmp_path: Path) -> None:
    """Training runs with another Python, which does not know where the bundle lies."""
    new_plan(tmp_path)
    with pytest.raises(SetupError, match=ARCHIVE):
        new_plan(tmp_path, from_scratch=True)
    packed(tmp_path / "shelfwise" / ARCHIVE)
    new_plan(tmp_path)
    assert places.shipped_base_weights() == places.own_base_weights()


def test_the_file_in_the_archive_is_taken_as_well(tmp_path: Path) -> None:
    file = tmp_path / "downloads" / places.BASE_WEIGHTS_NAME
    file.parent.mkdir()
    file.write_bytes(CONTENT)
    assert take_base_weights(file).read_bytes() == CONTENT
    assert json.loads(places.own_base_weights().with_name("distilled.json").read_text())


def test_anything_else_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    half = packed(tmp_path / "half.tar.gz")
    half.write_bytes(half.read_bytes()[:-20])
    text = tmp_path / "text.tar.gz"
    text.write_text("no archive")
    others = [
        half,
        text,
        packed(tmp_path / "other.tar.gz", b"other weights"),
        packed(tmp_path / "name.tar.gz", name="something.else"),
    ]
    for file in others:
        with pytest.raises(FileAccessError, match="get it again") as error:
            take_base_weights(file)
        assert error.value.code == "not_base_weights", file
        assert str(file) in error.value.message
    with pytest.raises(FileAccessError, match="No such file"):
        take_base_weights(tmp_path / "nowhere.tar.gz")
    assert places.shipped_base_weights() is None
    folder = places.own_base_weights().parent
    assert not folder.exists() or not list(folder.iterdir())


def test_the_record_that_ships_tells_these_weights_from_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    record = json.loads(places.base_weights_record().read_text(encoding="utf-8"))
    weights = places.base_weights_record().with_name(places.BASE_WEIGHTS_NAME)
    assert file_digest(weights) == record["sha256"]
