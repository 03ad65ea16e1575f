"""Activations are computed once, survive a kill, and are thrown away when they no longer fit."""

import errno
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.errors import RunError
from training.fit.cache import Activations, fill_cache
from training.network.inception import CutBase
from training.progress import Progress, no_progress

SIDE = 75
CONFIG = FitConfig(base_weights="random", input_size=SIDE, views=2)
PHOTOS = 40  # more than one batch


class KilledError(Exception):
    """Stands for a process that ends without warning."""


@pytest.fixture(scope="module")
def cut() -> CutBase:
    """A small stand-in for a cut base: two tensors cross, the top joins them."""
    import keras

    keras.utils.set_random_seed(0)
    pictures = keras.Input((SIDE, SIDE, 3))
    small = keras.layers.AveragePooling2D(25)(pictures)
    left = keras.layers.Conv2D(4, 1)(small)
    right = keras.layers.Conv2D(5, 1)(small)
    tops = [keras.Input(tensor.shape[1:]) for tensor in (left, right)]
    return CutBase(
        trunk=keras.Model(pictures, [left, right]),
        top=keras.Model(tops, keras.layers.Concatenate()(tops)),
    )


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Manifest]:
    random = np.random.default_rng(0)
    folder = tmp_path / "photos"
    members = []
    for number in range(PHOTOS):
        name = ("bags", "pens", "other")[number % 3]
        path = folder / name / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = random.integers(0, 256, (30, 30, 3)).astype(np.uint8)
        path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
        members.append(Member(f"{name}/{number}.png", name, "", "train", number, f"{number:064x}"))
    return folder, Manifest(("bags", "pens"), "other", 1, tuple(members), ())


def fill(
    folder: Path, photos: tuple[Path, Manifest], cut: CutBase, *, stamp: str = "a", **choices: Any
) -> Activations:
    data, manifest = photos
    return fill_cache(
        folder, manifest, "train", data, CONFIG, cut, stamp, choices.get("on_progress", no_progress)
    )


def test_every_picture_and_view_is_there(
    tmp_path: Path, photos: tuple[Path, Manifest], cut: CutBase
) -> None:
    activations = fill(tmp_path / "cache", photos, cut)
    assert activations.features.shape == (3, PHOTOS, 9)
    assert [store.shape for store in activations.crossing] == [
        (3, PHOTOS, 3, 3, 4),
        (3, PHOTOS, 3, 3, 5),
    ]
    assert activations.labels.tolist() == [number % 3 for number in range(PHOTOS)]
    assert not np.array_equal(activations.features[0], activations.features[1])
    joined = np.concatenate(activations.crossing, axis=-1).astype(np.float32)
    assert activations.features == pytest.approx(joined.mean(axis=(2, 3)), abs=2e-3)


def test_a_killed_fill_goes_on(tmp_path: Path, photos: tuple[Path, Manifest], cut: CutBase) -> None:
    expected = fill(tmp_path / "undisturbed", photos, cut)

    def kill(progress: Progress) -> None:
        raise KilledError

    with pytest.raises(KilledError):
        fill(tmp_path / "cache", photos, cut, on_progress=kill)
    seen: list[Progress] = []
    activations = fill(tmp_path / "cache", photos, cut, on_progress=seen.append)
    assert 0 < seen[-1].total < PHOTOS
    assert np.array_equal(activations.features, expected.features)
    for ours, theirs in zip(activations.crossing, expected.crossing, strict=True):
        assert np.array_equal(ours, theirs)


def test_a_full_cache_is_not_computed_again(
    tmp_path: Path, photos: tuple[Path, Manifest], cut: CutBase
) -> None:
    fill(tmp_path / "cache", photos, cut)
    seen: list[Progress] = []
    fill(tmp_path / "cache", photos, cut, on_progress=seen.append)
    assert not seen


def test_another_stamp_starts_anew(
    tmp_path: Path, photos: tuple[Path, Manifest], cut: CutBase
) -> None:
    fill(tmp_path / "cache", photos, cut)
    seen: list[Progress] = []
    fill(tmp_path / "cache", photos, cut, stamp="b", on_progress=seen.append)
    assert seen[-1].total == PHOTOS


def test_a_photo_that_vanished_is_named_and_the_fill_goes_on_when_it_is_back(
    tmp_path: Path, photos: tuple[Path, Manifest], cut: CutBase
) -> None:
    lost = photos[0] / "pens" / "34.png"
    content = lost.read_bytes()
    lost.unlink()
    with pytest.raises(RunError) as refused:
        fill(tmp_path / "cache", photos, cut)
    assert str(lost) in refused.value.message
    assert "--resume" in refused.value.message
    lost.write_bytes(content)
    assert np.isfinite(fill(tmp_path / "cache", photos, cut).features).all()


def test_a_full_disk_is_told_before_anything_is_computed(
    tmp_path: Path,
    photos: tuple[Path, Manifest],
    cut: CutBase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(RunError) as refused:
        fill(tmp_path / "cache", photos, cut)
    assert refused.value.code == "disk_full"
    assert str(tmp_path / "cache") in refused.value.message
    assert not (tmp_path / "cache").exists()
