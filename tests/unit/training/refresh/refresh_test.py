"""A refresh begins with the published model: it learns, forgets nothing, and says who judged it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.core.models.folder import (
    open_model_folder,
    read_any_pin,
    read_contract,
    versions,
    write_contract,
)
from app.core.storage.files import file_digest
from tests.support.surroundings import full_disk
from training.cli import main
from training.data.manifest import read_manifest
from training.errors import DataError, PublishError, RunError
from training.fit.refit import NewPhotos, refit
from training.fit.sample import SAMPLE_PATH, read_sample
from training.judge.compare import PUBLISHED_MANIFEST_PATH
from training.network.inception import softmax
from training.network.published import open_published
from training.refresh.judged import judge_kept
from training.refresh.refresh import refresh
from training.refresh.start import open_start


@pytest.fixture
def collection(small_published_model: Path) -> Path:
    return small_published_model


@pytest.fixture
def inception(tmp_path: Path, tiny_published_model: Path) -> Path:
    """A copy that a test may change, of the real network."""
    return Path(shutil.copytree(tiny_published_model, tmp_path / "inception"))


@pytest.fixture
def corrections(tmp_path: Path, tiny_photos: Path, tiny_run: Path) -> Path:
    """Three bags, which a person calls bags."""
    folder = tmp_path / "corrections"
    (folder / "bags").mkdir(parents=True)
    members = read_manifest(tiny_run / "manifest.json").of("train")
    for member in [m for m in members if m.class_name == "bags"][:3]:
        path = tiny_photos / member.path
        shutil.copy(path, folder / "bags" / f"{file_digest(path)}.png")
    return folder


def test_what_is_published_opens_as_it_was_trained(tiny_published_model: Path) -> None:
    folder = open_model_folder(tiny_published_model / "1")
    _, kernel, bias = open_published(folder)
    sample = read_sample(folder.path)
    assert sample is not None
    assert np.array_equal(sample.kernel, kernel)
    assert np.array_equal(sample.bias, bias)
    manifest = read_manifest(folder.path / PUBLISHED_MANIFEST_PATH)
    assert sample.trained == len(manifest.of("train"))
    assert (~sample.judging).sum() == len(manifest.of("train"))
    assert sample.judging.sum() == len(manifest.of("test"))


def test_corrections_alone_are_enough(
    collection: Path, corrections: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--corrections", str(corrections), "--model", str(collection)]
    arguments += ["--models", str(collection), "--out", str(tmp_path / "run")]
    assert main(["refresh", *arguments, "--progress", "json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [told] = [line for line in lines if line["event"] == "refreshed"]
    assert (told["corrections"], told["photos"], told["in_use"]) == (3, 0, False)
    assert read_any_pin(collection) == (1, False)
    folder = open_model_folder(collection / "2")
    assert folder.contract.version == 2
    assert folder.contract.metrics["refreshed"]["start"] == 1
    assert "refreshed from version 1" in folder.card
    assert "# Shelfwise product classifier, version 1" in folder.card
    before, after = read_sample(collection / "1"), read_sample(collection / "2")
    assert before is not None
    assert after is not None
    assert after.trained == before.trained + 3
    assert not np.array_equal(after.kernel, before.kernel)
    members = read_manifest(folder.path / PUBLISHED_MANIFEST_PATH).members
    assert sum(member.corrected for member in members) == 3
    assert len({member.sha256 for member in members}) == len(members)


def test_one_that_is_worse_is_not_published(
    inception: Path, corrections: Path, tmp_path: Path
) -> None:
    (corrections / "bags").rename(corrections / "pens")  # whoever corrected was mistaken
    with pytest.raises(PublishError, match="photos that came with the model"):
        refresh(inception, inception, None, corrections, tmp_path / "run")
    assert versions(inception) == [1]


def test_a_folder_that_the_model_knows_by_heart_holds_nothing_new(
    collection: Path, tiny_photos: Path, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        refresh(collection, collection, tiny_photos, None, tmp_path / "run")


def test_a_class_that_the_model_lacks_gets_a_sentence(
    collection: Path, tiny_photos: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(tiny_photos / "bags", tmp_path / "data" / "hats")).parent
    with pytest.raises(DataError, match=r"no class 'hats' .*from scratch"):
        refresh(collection, collection, data, None, tmp_path / "run")


def test_a_model_without_a_sample_is_held_to_its_layer_with_a_remark(collection: Path) -> None:
    version = collection / "1"
    (version / SAMPLE_PATH).unlink()
    write_contract(version, read_contract(version))
    start = open_start(open_model_folder(version))
    assert "keeps no sample" in start.remark
    sample = start.sample
    assert (len(sample.labels), sample.types.names) == (0, ("bags", "pens", "t-shirts", "other"))
    new = NewPhotos(
        np.ones((1, 2, len(sample.kernel)), np.float16),
        np.eye(4, dtype=bool)[[1, 1]],
        np.ones(2, np.float32),
    )
    kernel, bias = refit(sample, new)
    before, after = (
        sample.logits(new.features[0]),
        new.features[0].astype(np.float32) @ kernel + bias,
    )
    assert softmax(after)[0, 1] > softmax(before)[0, 1]
    assert judge_kept(sample, kernel, bias, start.folder.contract) == (None, None, None)


def test_without_its_savedmodel_a_model_of_another_base_cannot_be_refreshed(
    inception: Path,
) -> None:
    version = inception / "1"
    shutil.rmtree(version / "variables")
    for name in ("saved_model.pb", "fingerprint.pb"):
        (version / name).unlink()
    with pytest.raises(RunError, match="made from other base weights"):
        open_start(open_model_folder(version))


@pytest.mark.parametrize("size", [3_000, 50_000])
def test_a_full_disk_is_a_sentence_and_the_refresh_goes_on_with_room(
    collection: Path,
    corrections: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    size: int,
) -> None:
    """What is computed on the way does not fit, or TensorFlow's own writing."""
    before = {path: path.read_bytes() for path in collection.rglob("*") if path.is_file()}
    arguments = ["refresh", "--corrections", str(corrections), "--model", str(collection)]
    arguments += ["--models", str(collection), "--out", str(tmp_path / "run")]
    with full_disk(size):
        assert main([*arguments, "--progress", "json"]) == 2
    [told] = [
        line
        for text in capsys.readouterr().out.splitlines()
        if (line := json.loads(text))["event"] == "error"
    ]
    assert "free some space" in told["message"]
    assert {path: path.read_bytes() for path in collection.rglob("*") if path.is_file()} == before
    assert [entry.name for entry in collection.iterdir()] == ["1"]
    if size > 10_000:
        assert main(arguments) == 0
        assert versions(collection) == [1, 2]
