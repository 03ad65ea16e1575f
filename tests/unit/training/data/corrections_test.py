"""Corrections train and never judge."""

import shutil
from pathlib import Path

import pytest

from app.core.review.corrections import keep_correction
from training.data.corrections import add_corrections, keep_copy
from training.data.dataset import read_dataset
from training.data.manifest import Manifest, make_manifest, manifest_digest
from training.errors import RunError

FRACTIONS = {"train": 0.7, "validation": 0.15, "test": 0.15}


@pytest.fixture(scope="module")
def photos(tiny_photos: Path) -> tuple[Path, Manifest]:
    return tiny_photos, make_manifest(read_dataset(tiny_photos), FRACTIONS, 42)


def corrected(
    photos: tuple[Path, Manifest], folder: Path
) -> tuple[Manifest, Manifest, tuple[str, ...]]:
    """The manifest before, and after the corrections in ``folder``, with what was left out."""
    data, before = photos
    after, sentences = add_corrections(before, read_dataset(data).pictures, folder)
    return before, after, sentences


def new_photo(data: Path, manifest: Manifest, folder: Path) -> Path:
    """A photo that is in no split: another drawing, unlike the others."""
    import numpy as np
    from PIL import Image

    path = folder / "new.png"
    noise = np.random.default_rng(99).integers(0, 256, (7, 5, 3)).astype(np.uint8)
    Image.fromarray(noise).resize((120, 90)).save(path)
    return path


def test_a_correction_joins_the_training_split(
    photos: tuple[Path, Manifest], tmp_path: Path
) -> None:
    keep_correction(tmp_path / "kept", new_photo(*photos, tmp_path), "pens")
    before, after, sentences = corrected(photos, tmp_path / "kept")
    [added] = [member for member in after.members if member.corrected]
    assert (added.split, added.class_name, sentences) == ("train", "pens", ())
    assert (tmp_path / "kept" / added.path).is_file()
    for split in ("validation", "test"):
        assert after.of(split) == before.of(split)


def test_a_correction_of_a_training_photo_goes_before_its_folder(
    photos: tuple[Path, Manifest], tmp_path: Path
) -> None:
    data, manifest = photos
    first = next(m for m in manifest.of("train") if m.class_name == "bags")
    keep_correction(tmp_path, data / first.path, "other")
    _, after, _ = corrected(photos, tmp_path)
    [member] = [m for m in after.members if m.sha256 == first.sha256]
    assert member.corrected
    assert member.class_name == "other"
    assert first.path in {item.path for item in after.left_out}


@pytest.mark.parametrize("split", ["validation", "test"])
@pytest.mark.parametrize("change", ["the same file", "saved again"])
def test_what_chooses_and_judges_never_trains(
    photos: tuple[Path, Manifest], tmp_path: Path, split: str, change: str
) -> None:
    data, manifest = photos
    held_out = next(m for m in manifest.of(split) if m.class_name == "bags")
    picture = tmp_path / "seen.jpg"
    if change == "the same file":
        shutil.copy(data / held_out.path, picture)
    else:
        from PIL import Image

        with Image.open(data / held_out.path) as photo:
            photo.convert("RGB").save(picture, quality=90)
    keep_correction(tmp_path / "kept", picture, "pens")
    before, after, [sentence] = corrected(photos, tmp_path / "kept")
    assert after.members == before.members
    assert "judged by" in sentence


def test_a_class_that_the_photos_have_not_is_left_out(
    photos: tuple[Path, Manifest], tmp_path: Path
) -> None:
    keep_correction(tmp_path / "kept", new_photo(*photos, tmp_path), "sofas")
    before, after, [sentence] = corrected(photos, tmp_path / "kept")
    assert after.members == before.members
    assert "sofas" in sentence


def test_without_corrections_a_manifest_is_what_it_was(
    photos: tuple[Path, Manifest], tmp_path: Path
) -> None:
    before, after, _ = corrected(photos, tmp_path)
    assert manifest_digest(after) == manifest_digest(before)
    assert "corrected" not in str(before.members[0].path)


def test_the_run_keeps_its_own_copy(tmp_path: Path) -> None:
    (tmp_path / "kept" / "pens").mkdir(parents=True)
    (tmp_path / "kept" / "pens" / "a.png").write_bytes(b"a")
    copy = keep_copy(tmp_path / "kept", tmp_path / "run")
    (tmp_path / "kept" / "pens" / "a.png").unlink()
    assert (copy / "pens" / "a.png").read_bytes() == b"a"
    with pytest.raises(RunError) as error:
        keep_copy(tmp_path / "nowhere", tmp_path / "run")
    assert error.value.code == "cannot_copy"
