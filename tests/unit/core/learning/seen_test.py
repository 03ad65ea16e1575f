"""The evidence of seen pictures: there tomorrow, gone when the picture or the model changes."""

import os
from pathlib import Path

import numpy as np
import pytest

from app.core.answers import Evidence
from app.core.learning import seen
from app.core.learning.seen import SeenPictures


def evidence(seed: int) -> Evidence:
    features = np.random.default_rng(seed).random(6).astype(np.float16)
    return Evidence(features, (-0.5, -2.0), 1.25)


@pytest.fixture
def shop(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.jpg" for number in range(4)]
    for path in paths:
        path.write_bytes(b"picture")
    return paths


def opened(tmp_path: Path, identity: str = "a" * 64, classes: int = 2) -> SeenPictures:
    return SeenPictures(tmp_path / "learnt", identity, classes)


def test_evidence_is_there_again(tmp_path: Path, shop: list[Path]) -> None:
    opened(tmp_path).remember({shop[0]: evidence(0), shop[1]: evidence(1)})
    opened(tmp_path).remember({shop[2]: evidence(2)})
    found = opened(tmp_path).recall(shop)
    assert set(found) == set(shop[:3])
    assert np.array_equal(found[shop[1]].features, evidence(1).features)
    assert found[shop[2]].log_probabilities == (-0.5, -2.0)
    assert found[shop[2]].margin == 1.25


def test_a_picture_that_changed_has_none(tmp_path: Path, shop: list[Path]) -> None:
    opened(tmp_path).remember({path: evidence(0) for path in shop})
    shop[0].write_bytes(b"another picture")
    os.utime(shop[1], ns=(1, 1))
    shop[2].unlink()
    assert set(opened(tmp_path).recall(shop)) == {shop[3]}


def test_another_model_has_none(tmp_path: Path, shop: list[Path]) -> None:
    opened(tmp_path).remember({shop[0]: evidence(0)})
    assert not opened(tmp_path, "b" * 64).recall(shop)


def test_what_a_crash_left_is_passed_over(tmp_path: Path, shop: list[Path]) -> None:
    opened(tmp_path).remember({shop[0]: evidence(0), shop[1]: evidence(1)})
    [file] = (tmp_path / "learnt").iterdir()
    content = file.read_bytes()
    file.write_bytes(content[:-5])
    assert set(opened(tmp_path).recall(shop)) == {shop[0]}
    opened(tmp_path).remember({shop[2]: evidence(2)})
    found = opened(tmp_path).recall(shop)
    assert set(found) == {shop[0], shop[2]}
    assert np.array_equal(found[shop[2]].features, evidence(2).features)
    for spoilt in (b"", b"x" * 100, content[:16] + b"\xff" * 8 + content[24:]):
        file.write_bytes(spoilt)
        assert not opened(tmp_path).recall(shop)
        opened(tmp_path).remember({shop[3]: evidence(3)})
        assert set(opened(tmp_path).recall(shop)) == {shop[3]}


def test_it_does_not_grow_for_ever(
    tmp_path: Path, shop: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "_MAX_RECORDS", 3)
    for _ in range(20):
        opened(tmp_path).remember({path: evidence(0) for path in shop})
    [file] = (tmp_path / "learnt").iterdir()
    assert file.stat().st_size < 1000
    assert set(opened(tmp_path).recall(shop)) == set(shop)
