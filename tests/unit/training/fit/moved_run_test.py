"""A run folder, or its photos, in another place than where the run was begun."""

import json
import shutil
from pathlib import Path

import pytest

from app.core.models.folder import open_model_folder
from training.cli import main
from training.config import read_config
from training.errors import RunError
from training.fit.run import fit
from training.fit.run_folder import check_digests, write_digests


@pytest.fixture
def photos(tmp_path: Path, tiny_photos: Path) -> Path:
    return Path(shutil.copytree(tiny_photos, tmp_path / "elsewhere" / "photos"))


@pytest.fixture
def run(tmp_path: Path, small_run: Path) -> Path:
    return small_run.rename(tmp_path / "moved")


@pytest.fixture
def lost(tmp_path: Path, run: Path) -> Path:
    """The same run as it is where its photos are not to be found."""
    document = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps(document | {"data": str(tmp_path / "gone")}))
    write_digests(run)
    return run


def test_a_run_folder_goes_anywhere(run: Path, photos: Path, tmp_path: Path) -> None:
    config, data = read_config(run)
    assert fit(config, data, run, resume=True).validation is None  # nothing is left to be done
    assert main(["evaluate", str(run), str(photos), "--all"]) == 0
    assert main(["publish", str(run), "--models", str(tmp_path / "models")]) == 0
    assert open_model_folder(tmp_path / "models" / "1").contract.version == 1


def test_where_photos_are_gone_a_sentence_says_how_to_name_them(
    lost: Path, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    assert main(["publish", str(lost), "--models", str(models)]) == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert f"are no longer in {tmp_path / 'gone'}" in sentence
    assert f"shelfwise-train fit FOLDER --out {lost} --resume" in sentence
    assert not models.exists()
    fit(read_config(lost)[0], photos, lost, resume=True)
    assert read_config(lost)[1] == photos.resolve()
    check_digests(lost)
    assert main(["publish", str(lost), "--models", str(models)]) == 0


def test_other_photos_are_not_taken_for_those_of_the_run(lost: Path, photos: Path) -> None:
    config = read_config(lost)[0]
    picture = sorted(photos.rglob("*.png"))[0]
    picture.write_bytes(picture.read_bytes() + b" ")
    with pytest.raises(RunError, match=f"{picture.name} is missing or another") as refused:
        fit(config, photos, lost, resume=True)
    assert refused.value.code == "other_photos"
    picture.unlink()
    with pytest.raises(RunError, match="is missing or another"):
        fit(config, photos, lost, resume=True)
    check_digests(lost)


def test_photos_that_are_where_they_were_are_not_exchanged(run: Path, photos: Path) -> None:
    with pytest.raises(RunError, match=r"other choices \(data\)"):
        fit(read_config(run)[0], photos, run, resume=True)
