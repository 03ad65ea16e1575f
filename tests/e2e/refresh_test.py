"""Whoever keeps the model corrects, refreshes it from the window, and works on with the new one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from app.core.corrections import keep_correction
from app.core.model_folder import read_contract, write_contract
from tests.desktop import ROOT, Program, Screen

SAMPLE = ROOT / "assets" / "samples" / "cap.jpg"

OPTIONS = (
    "--base-weights random --input-size 75 --views 0 --batch-size 8 --epochs {epochs} "
    "--unfreeze-layers 0 --learning-rate 0.03"
)


def start_training(program: Program, photos: Path, epochs: int) -> None:
    program.press("ctrl+r")
    program.wait_for_title("Refresh the model")
    program.wait_for_text("Photos", "More options")
    program.screen.xdotool("type", "--clearmodifiers", photos)
    program.press("Tab", "Tab")
    program.screen.xdotool("type", "--clearmodifiers", "--", OPTIONS.format(epochs=epochs))
    program.press("Return")


def of_other_classes(model: Path, folder: Path) -> Path:
    """A copy of a model that calls its classes otherwise, so that any new one is no worse."""
    version = Path(shutil.copytree(model / "1", folder / "1"))
    contract = read_contract(version)
    classes = tuple(replace(kind, name=f"old {kind.name}") for kind in contract.classes)
    write_contract(version, replace(contract, classes=classes))
    return folder


def corrections_trained_on(run: Path) -> list[tuple[str, str, str]]:
    """File name, class and split of every correction in a run's manifest."""
    members = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["members"]
    return [
        (Path(m["path"]).name, m["class_name"], m["split"]) for m in members if m.get("corrected")
    ]


def test_cancelled_gone_on_with_and_the_new_model_is_used(
    screen: Screen, tmp_path: Path, tiny_photos: Path, tiny_published_model: Path
) -> None:
    data = screen.home / "data" / "shelfwise"
    kept = keep_correction(data / "corrections", SAMPLE, "other")
    in_use = of_other_classes(tiny_published_model, tmp_path / "in use")
    with screen.program("--model", in_use) as program:
        program.wait_until_ready()
        start_training(program, tiny_photos, epochs=8)
        program.wait_for_title("Stage one, epoch", seconds=120)
        program.press("Return")  # the focus is on Cancel
        program.wait_for_title("Refresh the model")
        [run] = (data / "runs").iterdir()
        assert corrections_trained_on(run) == [(kept.name, "other", "train")]
        manifest = (run / "manifest.json").read_bytes()

        program.wait_for_text("Go on where it stopped", "1 correction kept so far")
        program.press("Tab", "Tab", "Tab", "Tab", "Return")
        program.wait_for_title("Comparing with the model in use", seconds=120)
        program.wait_for_text("Right answers", "Loss", "validation")
        # Version 1 of another place was in use, so the first one of this person's own is version 2.
        program.wait_for_title("Model 2 is in use", seconds=180)
        program.wait_for_text("test photos it is right about", "Everything about the run is in")
        assert [path.name for path in (data / "runs").iterdir()] == [run.name]
        assert (run / "manifest.json").read_bytes() == manifest
        contract = read_contract(data / "models" / "product_classifier" / "2")
        assert contract.class_names == ("bags", "pens", "t-shirts")
        program.press("ctrl+i")
        program.wait_for_title("About model 2")
        assert program.close() == 0
    with screen.program() as program:
        program.wait_until_ready()
        program.press("ctrl+i")
        program.wait_for_title("About model 2")


def test_a_folder_that_is_not_there_gets_a_sentence(
    screen: Screen, tmp_path: Path, tiny_published_model: Path
) -> None:
    with screen.program("--model", tiny_published_model) as program:
        program.wait_until_ready()
        start_training(program, tmp_path / "nowhere", epochs=1)
        program.wait_for_text("is not a folder", "one folder of photos per class")
        assert not (screen.home / "data" / "shelfwise" / "runs").exists()
