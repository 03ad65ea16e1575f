"""Whoever keeps the model corrects, refreshes it from the window, and works on with the new one."""

import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.answers import Verdict
from app.core.models.classifier import Classifier
from app.core.models.folder import (
    open_model_folder,
    read_any_pin,
    read_contract,
    versions,
    write_contract,
)
from app.core.places import shipped_models
from app.core.storage.files import file_digest
from tests.support.desktop import Program, Screen
from tests.support.noting_program import noting_program
from training.data.manifest import read_manifest
from training.judge.compare import PUBLISHED_MANIFEST_PATH

TRAINING = 400  # seconds that a part of it may take where the machine is busy
OPTIONS = (
    "--base-weights random --input-size 75 --views 0 --batch-size 8 --epochs {epochs} "
    "--unfreeze-layers 0 --learning-rate 0.03"
)


def start_training(program: Program, photos: Path, epochs: int) -> None:
    program.press("ctrl+r")
    program.wait_for_title("Refresh the model")
    program.wait_for_text("Photos", "from scratch")
    program.screen.xdotool("type", "--clearmodifiers", photos)
    program.press("Tab", "Tab", "space")  # past "Choose...", to the switch
    program.wait_for_text("A new network is trained")
    program.press("Tab", "Tab", "Tab", "Tab")
    program.screen.xdotool("type", "--clearmodifiers", "--", OPTIONS.format(epochs=epochs))
    program.press("Return")


def of_other_classes(model: Path, folder: Path) -> Path:
    """A copy of a model that calls its classes otherwise, so that any new one is no worse."""
    version = Path(shutil.copytree(model / "1", folder / "1"))
    contract = read_contract(version)
    classes = tuple(replace(kind, name=f"old {kind.name}") for kind in contract.classes)
    write_contract(version, replace(contract, classes=classes))
    return folder


@pytest.fixture
def strangers(tmp_path: Path, small_published_model: Path) -> Path:
    """Five pictures of things that are not sold, which the model takes for products."""
    folder = tmp_path / "strangers"
    folder.mkdir()
    classifier = Classifier.open(open_model_folder(small_published_model / "1"))
    random = np.random.default_rng(0)
    for number in range(200):
        path = folder / f"thing {number}.png"
        picture = cv2.resize(random.integers(0, 256, (6, 6, 3)).astype(np.uint8), (90, 80))
        cv2.imwrite(str(path), picture)
        if classifier.classify(classifier.load(path)).verdict is Verdict.NOT_ONE_OF_THESE:
            path.unlink()
        if len(list(folder.iterdir())) == 5:
            return folder
    raise AssertionError("the model takes too few of them for products")


def test_five_corrections_teach_the_model_whatever_stops_the_training(
    screen: Screen, strangers: Path, small_published_model: Path
) -> None:
    data = screen.home / "data" / "shelfwise"
    new = versions(shipped_models())[-1] + 1
    with screen.program("--model", small_published_model, strangers) as program:
        program.wait_for_title("5 pictures")
        program.press("ctrl+a", "n")  # "not one of these", all five
        program.wait_for_title("5 pictures, 5 decided")
        kept = {f"{file_digest(path)}.png" for path in strangers.iterdir()}
        corrected = data / "corrections" / "other"
        screen.wait_until(
            lambda: corrected.is_dir() and {file.name for file in corrected.iterdir()} == kept,
            "the corrections",
        )
        program.press("ctrl+r")
        program.wait_for_title("Refresh the model")
        program.wait_for_text("learns from 5 corrections")
        program.press("Return")
        program.wait_for_title("Starting")
        program.press("ctrl+q")
        program.click("Go on training")
        program.wait_for_title("Opening the model in use", seconds=TRAINING)
        program.press("ctrl+q")
        program.click("Stop it and quit")
        assert program.process.wait(timeout=60) == 0
    [run] = (data / "runs").iterdir()
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        program.click("Resume it")
        program.wait_for_title("Not tested on new photos", seconds=TRAINING)
        program.wait_for_text("It learnt from 5 corrections", "Photos that came with the model")
        assert [path.name for path in (data / "runs").iterdir()] == [run.name]
        program.press("Tab", "Return")  # the focus is on "Keep the old one", "Use it" is beside it
        program.wait_for_title(f"Model {new} is in use")
        assert program.close() == 0
    members = read_manifest(
        data / "models" / "product_classifier" / str(new) / PUBLISHED_MANIFEST_PATH
    ).members
    assert {Path(member.path).name for member in members if member.corrected} == kept
    with screen.program() as program:
        program.wait_until_ready()
        program.press("ctrl+i")
        program.wait_for_title(f"About model {new}")
        assert "stopped before its end" not in program.wait_for_text("refreshed from version")


def test_trained_from_scratch_reported_on_and_used(
    screen: Screen,
    tmp_path: Path,
    tiny_photos: Path,
    small_published_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visited = tmp_path / "visited"
    monkeypatch.setenv("BROWSER", f"{noting_program(tmp_path / 'browser', visited)} %s")
    data = screen.home / "data" / "shelfwise"
    own, new = data / "models" / "product_classifier", versions(shipped_models())[-1] + 1
    in_use = of_other_classes(small_published_model, tmp_path / "in use")
    with screen.program("--model", in_use) as program:
        program.wait_until_ready()
        start_training(program, tiny_photos, epochs=3)
        program.wait_for_title("Learning from your photos", seconds=TRAINING)
        program.wait_for_title("Tested on only", seconds=TRAINING)
        assert read_any_pin(own) == (new - 1, True), "it was used by itself"
        program.press("Tab", "Return")  # the focus is on "Keep the old one", "Use it" is beside it
        program.wait_for_title(f"Model {new} is in use", seconds=TRAINING)
        program.wait_for_text("test photos", "Everything about the run is in")
        [run] = (data / "runs").iterdir()
        assert read_contract(own / str(new)).class_names == ("bags", "pens", "t-shirts")
        program.press("Return")  # the focus is on "Open the report"
        screen.wait_for_file(visited)
        assert visited.read_text() == (run / "report.html").as_uri()
        assert "<h1" in (run / "report.html").read_text(encoding="utf-8")
        assert program.close() == 0


def test_mistakes_of_a_folder_are_put_right_where_they_are_seen(
    screen: Screen, tmp_path: Path, tiny_photos: Path, small_published_model: Path
) -> None:
    photos = tmp_path / "photos"
    for name in ("bags", "t-shirts"):
        for photo in sorted((tiny_photos / name).glob("*/*"))[:4]:
            target = photos / name / photo.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(photo, target)
    bag = sorted((photos / "bags").iterdir())[0]
    wrong = photos / "t-shirts" / bag.name
    shutil.copy(bag, wrong)  # of one picture in two classes, one is wrong
    before = {path: path.read_bytes() for path in photos.rglob("*.png")}

    def files() -> set[str]:
        return {str(path.relative_to(photos)) for path in photos.rglob("*.png")}

    there = files()
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        program.press("ctrl+r")
        program.wait_for_title("Refresh the model")
        program.wait_for_text("Photos", "from scratch")
        program.screen.xdotool("type", "--clearmodifiers", photos)
        program.wait_for_text("in two classes", "look for mistakes first")
        program.click("Look for mistakes...")
        program.wait_for_text("Same picture in two classes", "Leave out", seconds=TRAINING)
        program.click("Leave out")
        screen.wait_until(lambda: len(list((photos / ".left out").rglob("*.png"))) == 1, "the move")
        program.wait_for_text("1 picture moved")
        program.click("Undo")
        screen.wait_until(lambda: files() == there, "the photo that came back")
        program.click("Move to")
        program.press("Down", "Return")
        screen.wait_until(lambda: files() != there, "the photo in another class")
        program.click("Undo")
        screen.wait_until(lambda: files() == there, "the photo that came back again")
        assert {path: path.read_bytes() for path in photos.rglob("*.png")} == before


def test_a_folder_that_is_not_there_gets_a_sentence(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        program.press("ctrl+r")
        program.wait_for_title("Refresh the model")
        program.wait_for_text("Photos", "from scratch")  # the field has the focus
        program.screen.xdotool("type", "--clearmodifiers", tmp_path / "nowhere")
        program.wait_for_text("choose the folder that holds one folder of photos per class")
        assert not (screen.home / "data" / "shelfwise" / "runs").exists()
