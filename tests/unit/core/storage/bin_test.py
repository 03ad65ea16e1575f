"""A file goes to the bin and can be got back; one that cannot go stays, with a sentence."""

import shutil
import sys
from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.storage.bin import move_to_bin


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it would be the bin of the tester")
def test_it_lies_in_the_bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from send2trash import plat_other

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(plat_other, "HOMETRASH_B", str(tmp_path / "Trash").encode())
    monkeypatch.setattr("send2trash.send2trash", plat_other.send2trash)
    file = tmp_path / "صورة 1.jpg"
    file.write_text("content")
    move_to_bin(file)
    assert not file.exists()
    assert (tmp_path / "Trash" / "files" / file.name).read_text() == "content"


@pytest.mark.parametrize(
    ("there", "why"), [(True, "the disk is read-only"), (False, "not there any more")]
)
def test_what_cannot_go_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, why: str
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(30, "the disk is read-only")

    monkeypatch.setattr("send2trash.send2trash", refuse)
    file = tmp_path / "a.jpg"
    if there:
        file.write_text("content")
    with pytest.raises(FileAccessError, match=rf"a\.jpg could not be moved .*{why}") as caught:
        move_to_bin(file)
    assert caught.value.code == "cannot_bin"
    assert file.exists() is there


def test_a_folder_stays_with_all_that_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("send2trash.send2trash", shutil.rmtree)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "contract.pdf").write_text("content")
    with pytest.raises(FileAccessError, match="papers is a folder"):
        move_to_bin(tmp_path / "papers")
    assert (tmp_path / "papers" / "contract.pdf").exists()
