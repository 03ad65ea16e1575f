"""Whoever keeps the model corrects, refreshes it from the window, and works on with the new one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

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


def taught_photo(photos: Path, run: Path, model: Path) -> Path:
    """A photo that the model was trained on and takes for one of its classes."""
    folder = open_model_folder(model / "1")
    classifier = Classifier.open(folder)
    for member in json.loads((run / "manifest.json").read_text(encoding="utf-8"))["members"]:
        path = photos / member["path"]
        if member["split"] == "train" and member["class_name"] == "bags":
            answer = classifier.classify(classifier.load(path))
            if answer.verdict is not Verdict.NOT_ONE_OF_THESE:
                return path
    raise AssertionError("the model takes no photo for one of its classes")


def corrections_trained_on(run: Path) -> list[tuple[str, str, str]]:
    """File name, class and split of every correction in a run's manifest."""
    members = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["members"]
    return [
        (Path(m["path"]).name, m["class_name"], m["split"]) for m in members if m.get("corrected")
    ]


def noting_browser(folder: Path, visited: Path) -> Path:
    """A browser that writes down what it is asked to show, whole or not at all."""
    script = folder / "browser"
    lines = ["#!/bin/sh", f'printf %s "$1" > "{visited}.new"', f'mv "{visited}.new" "{visited}"']
    script.write_text("\n".join(lines) + "\n")
    script.chmod(0o755)
    return script


def test_corrected_refreshed_cancelled_gone_on_with_and_used(
    screen: Screen,
    tmp_path: Path,
    tiny_photos: Path,
    tiny_run: Path,
    tiny_published_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visited = tmp_path / "visited"
    monkeypatch.setenv("BROWSER", f"{noting_browser(tmp_path, visited)} %s")
    data = screen.home / "data" / "shelfwise"
    own, new = data / "models" / "product_classifier", versions(shipped_models())[-1] + 1
    photo = taught_photo(tiny_photos, tiny_run, tiny_published_model)
    in_use = of_other_classes(tiny_published_model, tmp_path / "in use")
    with screen.program("--model", in_use, photo) as program:
        program.wait_for_title(photo.name, "%")
        program.press("n")  # "not one of these"
        kept = data / "corrections" / "other" / f"{file_digest(photo)}.png"
        screen.wait_for_file(kept)
        start_training(program, tiny_photos, epochs=8)
        program.wait_for_title("Learning from your photos", seconds=TRAINING)
        program.press("Return")  # the focus is on Stop
        program.wait_for_title("Refresh the model")
        [run] = (data / "runs").iterdir()
        assert corrections_trained_on(run) == [(kept.name, "other", "train")]
        manifest = (run / "manifest.json").read_bytes()

        program.wait_for_text("and 1 correction")
        # Past "Choose...", the switch and "Look for mistakes..."; the classes are others, so a
        # refresh cannot start.
        program.press("Tab", "Tab", "Tab", "Tab", "Return")
        program.wait_for_title("Writing the report", seconds=TRAINING)
        program.wait_for_title("Comparing with the model in use", seconds=TRAINING)
        program.wait_for_title("Tested on only", seconds=TRAINING)
        assert read_any_pin(own) == (new - 1, True), "it was used by itself"
        program.press("Tab", "Return")  # the focus is on "Keep the old one", "Use it" is beside it
        program.wait_for_title(f"Model {new} is in use", seconds=TRAINING)
        program.wait_for_text("test photos", "Everything about the run is in")
        assert [path.name for path in (data / "runs").iterdir()] == [run.name]
        assert (run / "manifest.json").read_bytes() == manifest
        contract = read_contract(own / str(new))
        assert contract.class_names == ("bags", "pens", "t-shirts")
        program.press("Return")  # the focus is on "Open the report"
        screen.wait_for_file(visited)
        assert visited.read_text() == (run / "report.html").as_uri()
        assert "<h1" in (run / "report.html").read_text(encoding="utf-8")
        program.press("ctrl+i")
        program.wait_for_title(f"About model {new}")
        assert program.close() == 0
    with screen.program() as program:
        program.wait_until_ready()
        program.press("ctrl+i")
        program.wait_for_title(f"About model {new}")


def test_a_folder_that_is_not_there_gets_a_sentence(
    screen: Screen, tmp_path: Path, tiny_published_model: Path
) -> None:
    with screen.program("--model", tiny_published_model) as program:
        program.wait_until_ready()
        program.press("ctrl+r")
        program.wait_for_title("Refresh the model")
        program.screen.xdotool("type", "--clearmodifiers", tmp_path / "nowhere")
        program.wait_for_text("is not a folder", "one folder of photos per class")
        assert not (screen.home / "data" / "shelfwise" / "runs").exists()
