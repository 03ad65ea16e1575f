"""Photos as they come: odd names, loops, rubbish, no leave to write. And nothing of it changes."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import draw_photos
from training.cli import main
from training.data.dataset import read_dataset
from training.data.manifest import read_manifest
from training.errors import DataError

ODD_NAMES = (
    "two\nlines.png",
    "ручка ✏️ قلم\u202e.png",
    os.fsdecode(b"caf\xe9 \xff.png"),
    "'; $(rm -rf .) {1} %s.png",
    f"{'n' * 240}.png",
)
QUICK = ("--base-weights", "random", "--input-size", "75", "--views", "0", "--epochs", "2")


@pytest.fixture
def photos(tmp_path: Path) -> Iterator[Path]:
    """Three classes and a background, made hard to read and impossible to write."""
    data = draw_photos(tmp_path / os.fsdecode(b"fotos \xe9 \n"), photos=8)
    for name, photo in zip(ODD_NAMES, sorted((data / "pens").rglob("*.png")), strict=False):
        photo.rename(photo.parent / name)
    (data / "bags" / "kind 0").rename(data / "bags" / os.fsdecode(b"kind\xe8\nnew"))
    (data / "bags" / "loop").symlink_to(data, target_is_directory=True)
    (data / "pens" / "self").symlink_to("self")
    (data / "pens" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (data / "pens" / "empty.png").touch()
    everything = [data, *data.rglob("*")]
    for path in everything:
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    yield data
    for path in everything:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def tree(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Everything that writing would change: names, modes, times, contents."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        digest = hashlib.sha256(content).hexdigest()
        found[str(path)] = (status.st_mode, status.st_mtime_ns, digest)
    return found


def test_audit_fit_and_evaluate_read_it_and_leave_it_as_it_is(
    tmp_path: Path,
    photos: Path,
    small_published_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = tree(photos)
    run = tmp_path / "run"
    fit = ["fit", str(photos), "--out", str(run), *QUICK, "--unfreeze-layers", "0"]
    assert main(["audit", str(photos), "--no-model", "--out", str(tmp_path / "audit")]) == 0
    assert main(fit) == 0
    said = capsys.readouterr()
    for folder in ("pens/broken.jpg", "pens/empty.png"):
        assert Path(folder).name in said.err
    assert "95\u00a0% interval" in said.out
    assert "The validation split is small" in said.out
    manifest = read_manifest(run / "manifest.json")
    assert {Path(member.path).name for member in manifest.members} >= set(ODD_NAMES)
    assert all((photos / member.path).is_file() for member in manifest.members)
    assert main(["evaluate", str(small_published_model), str(photos), "--all"]) == 0
    said = capsys.readouterr()
    assert "95\u00a0% interval" in said.out
    assert "The test split is small" in said.out
    assert tree(photos) == before


def test_a_run_inside_the_photos_is_refused(photos: Path) -> None:
    before = tree(photos)
    for command in ("fit", "audit", "learning-curve"):
        assert main([command, str(photos), "--out", str(photos / "pens" / "run")]) == 2
    assert tree(photos) == before


def test_photos_none_of_which_can_be_read_are_told(tmp_path: Path) -> None:
    for name in ("bags/a.png", "pens/b.jpg"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("no picture")
    with pytest.raises(DataError, match="None of the photos") as refused:
        read_dataset(tmp_path)
    assert "a.png" in refused.value.message
