"""A report says in plain words what it cannot show, and goes on without it."""

import json
import shutil
from pathlib import Path

import pytest

from app.core.models.classifier import Classifier
from app.core.models.folder import open_model_folder
from app.core.models.opening import EngineKind, create_engine
from training.cli import main
from training.report import facts


@pytest.fixture
def run(tiny_run: Path, tiny_photos: Path, tmp_path: Path) -> Path:
    """A copy of a finished run that a test may change, with photos of its own beside it."""
    ignored = shutil.ignore_patterns("*.h5", "tensorboard", "*.npz")
    copy = Path(shutil.copytree(tiny_run, tmp_path / "run", ignore=ignored))
    photos = Path(shutil.copytree(tiny_photos, tmp_path / "photos"))
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"data": str(photos)}))
    return copy


@pytest.fixture
def quick_model(tiny_published_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin stands for the run's network: TensorFlow takes seconds to begin."""
    folder = open_model_folder(tiny_published_model / "1")
    engine = create_engine(folder, EngineKind.LITERT)
    monkeypatch.setattr(facts, "open_run", lambda *_: (Classifier(folder, engine), engine))


def page_of(run: Path, *options: str) -> str:
    assert main(["report", str(run), *options]) == 0
    return (run / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("quick_model")
def test_few_test_photos_make_unsure_figures_and_a_small_page(run: Path) -> None:
    page = page_of(run)
    assert "These figures are unsure" in page
    assert len(page) < 3_000_000


@pytest.mark.usefixtures("quick_model")
def test_photos_that_are_gone_are_told(run: Path, tmp_path: Path) -> None:
    members = json.loads((run / "manifest.json").read_text())["members"]
    lost, *others = [member["path"] for member in members if member["split"] == "test"]
    (tmp_path / "photos" / lost).unlink()
    page = page_of(run)
    assert "1 photo of this run can no longer be read" in page
    assert Path(lost).name in page

    for path in others:
        (tmp_path / "photos" / path).unlink()
    assert "None of the test photos is left" in page_of(run)
    shutil.rmtree(tmp_path / "photos")
    assert "are no longer in" in page_of(run)


def test_a_run_that_is_not_finished_is_told(run: Path) -> None:
    (run / "calibration.json").unlink()
    assert "This run is not finished" in page_of(run)


def test_a_run_without_photos_is_a_sentence(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "manifest.json").unlink()
    shutil.rmtree(tmp_path / "photos")
    assert main(["report", str(run)]) == 2
    assert "has no photos, so there is nothing to report" in capsys.readouterr().err
    assert not (run / "report.html").exists()


def test_a_model_to_compare_with_must_be_one(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(run), "--against", str(tmp_path / "none")]) == 2
    assert str(tmp_path / "none") in capsys.readouterr().err
    assert not (run / "report.html").exists()
