"""Pictures come in by the command line and the clipboard, too; bad input gets a sentence."""

import json
from pathlib import Path

import pytest

from app.core.models.folder import CONTRACT_PATH, TWIN_PATH, current_version
from tests.support.desktop import ROOT, Screen

SAMPLES = ROOT / "assets" / "samples"
COLLECTION = ROOT / "models" / "product_classifier"
SHIPPED = COLLECTION / str(current_version(COLLECTION))


def test_a_picture_on_the_command_line(screen: Screen) -> None:
    with screen.program(SAMPLES / "hoodie.jpg") as program:
        program.wait_for_title("hoodie.jpg: ", "%")


def test_a_folder_on_the_command_line_and_its_keys(screen: Screen) -> None:
    with screen.program(SAMPLES) as program:
        program.wait_for_title("11 pictures")
        program.press("Return")
        first = program.wait_for_title(".jpg: ")
        program.press("Right")
        second = screen.wait_until(
            lambda: program.title if program.title != first else "", what="the next picture"
        )
        assert ".jpg: " in second
        program.press("Left")
        program.wait_for_title(first)
        program.press("Escape")
        program.wait_for_title("11 pictures")


def test_a_picture_in_the_clipboard(screen: Screen, tmp_path: Path) -> None:
    from PIL import Image

    png = tmp_path / "copied.png"
    with Image.open(SAMPLES / "dress.jpg") as sample:
        sample.save(png)
    screen.copy_to_clipboard("image/png", png)
    with screen.program() as program:
        program.wait_until_ready()
        program.press("ctrl+v")
        program.wait_for_title(".png: ")


def test_files_in_the_clipboard(screen: Screen, tmp_path: Path) -> None:
    uris = tmp_path / "uris"
    files = [SAMPLES / "tote bag.jpg", SAMPLES / "pencils.jpg"]
    uris.write_text("\r\n".join(file.as_uri() for file in files) + "\r\n")
    screen.copy_to_clipboard("text/uri-list", uris)
    with screen.program() as program:
        program.wait_until_ready()
        program.press("ctrl+v")
        program.wait_for_title("2 pictures")


@pytest.mark.parametrize("kind", ["missing", "empty folder", "text", "cut off", "no bytes"])
def test_bad_input_gets_a_sentence_and_the_rest_goes_on(
    screen: Screen, tmp_path: Path, kind: str
) -> None:
    bad, sentence = {
        "missing": (tmp_path / "gone.jpg", "does not exist"),
        "empty folder": (tmp_path / "empty", "no pictures"),
        "text": (tmp_path / "letter.jpg", "could not be read"),
        "cut off": (tmp_path / "cut.jpg", "could not be read"),
        "no bytes": (tmp_path / "zero.jpg", "could not be read"),
    }[kind]
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter.jpg").write_text("Dear customer,")
    (tmp_path / "cut.jpg").write_bytes((SAMPLES / "cap.jpg").read_bytes()[:9000])
    (tmp_path / "zero.jpg").touch()
    with screen.program(bad) as program:
        program.wait_for_title(sentence)
    with screen.program(bad, SAMPLES / "cap.jpg") as program:
        program.wait_for_title("2 pictures", "1 could not be read")


@pytest.mark.parametrize("kind", ["missing", "damaged", "other format"])
def test_a_model_that_cannot_be_used_gets_a_sentence(
    screen: Screen, tmp_path: Path, kind: str
) -> None:
    model = tmp_path / "model"
    if kind != "missing":
        (model / "assets.extra").mkdir(parents=True)
        (model / TWIN_PATH).write_bytes((SHIPPED / TWIN_PATH).read_bytes())
        text = (SHIPPED / CONTRACT_PATH).read_text()
        if kind == "other format":
            text = json.dumps(json.loads(text) | {"schema": 7})
        (model / CONTRACT_PATH).write_text(text)
    sentence = {
        "missing": "There is no model",
        "damaged": "damaged",
        "other format": "format 7",
    }[kind]
    with screen.program("--model", model, SAMPLES / "cap.jpg") as program:
        program.wait_for_text(sentence, "choose")


def test_the_window_comes_back_as_it_was_left(screen: Screen) -> None:
    with screen.program() as program:
        program.wait_until_ready()
        program.place(333, 155, 911, 633)
        screen.wait_until(lambda: program.geometry[2:] == (911, 633), what="the size")
        left, top, *_ = program.geometry
        assert program.close() == 0
    with screen.program() as program:
        program.wait_until_ready()
        assert program.geometry[2:] == (911, 633)
        assert abs(program.geometry[0] - left) <= 8
        assert abs(program.geometry[1] - top) <= 40
