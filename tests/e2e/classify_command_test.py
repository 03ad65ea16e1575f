"""A clerk's script classifies a folder on the command line and reads what comes out."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from PIL import Image

from app.core.models.folder import CONTRACT_PATH, TWIN_PATH, current_version
from tests.support.desktop import ROOT

CLASSES = {"Stationery", "Accessories", "Fashion"}


def shelfwise(
    *arguments: object,
    cwd: Path = ROOT,
    environment: Mapping[str, str] = MappingProxyType({}),
    **options: object,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment),
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Six files: two pictures that can be read and four that cannot."""
    shop = tmp_path / "my shop {2026}"
    (shop / "جديد").mkdir(parents=True)
    noise = np.random.default_rng(7).integers(0, 255, (300, 400, 3), np.uint8)
    Image.fromarray(noise).save(shop / "a photo.jpg")
    Image.new("RGBA", (90, 500), (200, 30, 30, 120)).save(shop / "جديد" / "قلم.png")
    (shop / "cut.jpg").write_bytes((shop / "a photo.jpg").read_bytes()[:5000])
    (shop / "letter.jpg").write_text("Dear customer,")
    (shop / "nothing.webp").touch()
    (shop / "pipe.png").symlink_to("/dev/zero")
    (shop / "prices.txt").write_text("12 EGP")
    return shop


def test_one_json_line_for_every_file_in_a_stable_order(shop: Path) -> None:
    done = shelfwise("classify", shop, shop / "gone.jpg", "--json", "-")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [Path(line["path"]).name for line in lines] == [
        "a photo.jpg",
        "cut.jpg",
        "letter.jpg",
        "nothing.webp",
        "pipe.png",
        "قلم.png",
        "gone.jpg",
    ]
    read = [line for line in lines if "error" not in line]
    assert [Path(line["path"]).name for line in read] == ["a photo.jpg", "قلم.png"]
    for line in read:
        assert set(line["probabilities"]) == CLASSES
        assert sum(line["probabilities"].values()) == pytest.approx(1, abs=1e-4)
        assert line["verdict"] in {"sure", "unsure", "not one of these"}
    for line in lines:
        if "error" in line:
            assert Path(line["path"]).name in line["error"]["message"]
            assert line["error"]["message"].count(".") >= 1
    again = shelfwise("classify", shop, shop / "gone.jpg", "--json", "-", "--quiet")
    assert [json.loads(line)["path"] for line in again.stdout.splitlines()] == [
        line["path"] for line in lines
    ]
    assert again.stderr == ""


def test_csv_holds_the_same_answers_as_json(shop: Path, tmp_path: Path) -> None:
    table, lines = tmp_path / "out" / "results.csv", tmp_path / "out" / "results.jsonl"
    book = tmp_path / "out" / "results.xlsx"
    table.parent.mkdir()
    done = shelfwise("classify", shop, "--csv", table, "--json", lines, "--xlsx", book)
    assert done.returncode == 1
    assert "2 classified, 4 could not be read." in done.stderr
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    objects = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [row["path"] for row in rows] == [item["path"] for item in objects]
    assert list(rows[0])[:2] == list(objects[0])[:2] == ["path", "shelf"]
    for column, key in {"shelf": "shelf", "class": "label"}.items():
        assert [row[column] for row in rows] == [item.get(key) or "" for item in objects]
    assert [row["error_code"] for row in rows] == [
        item.get("error", {}).get("code", "") for item in objects
    ]
    with zipfile.ZipFile(book) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<row ") == 1 + len(rows)


def test_the_limits_of_the_settings_hold_here_too(tmp_path: Path) -> None:
    settings = tmp_path / "shelfwise" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"megapixels": 1}')
    Image.new("RGB", (1100, 1000)).save(tmp_path / "large.png")
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    done = shelfwise("classify", tmp_path / "large.png", "--json", "-", environment=environment)
    assert json.loads(done.stdout)["error"]["code"] == "too_large"


def test_people_get_a_table_with_display_names(shop: Path) -> None:
    done = shelfwise("classify", shop / "a photo.jpg")
    assert done.returncode == 0
    assert "Stationery" in done.stdout
    assert "a photo.jpg" in done.stdout


def test_folders_inside_can_be_left_out(shop: Path) -> None:
    done = shelfwise("classify", shop, "--json", "-", "--no-recursive")
    assert "قلم" not in done.stdout


def test_an_empty_folder_and_a_missing_path_are_told(tmp_path: Path) -> None:
    for path, sentence in [(tmp_path, "no pictures"), (tmp_path / "gone", "does not exist")]:
        done = shelfwise("classify", path)
        assert done.returncode == 1
        assert sentence in done.stdout
        assert str(path) in done.stdout.replace("\n", "")
        missing = path.name == "gone"
        summary = "1 could not be read" if missing else "1 folder without pictures"
        assert f"0 classified, {summary}.\n" == done.stderr


def test_quiet_says_only_why_something_could_not_be_read(tmp_path: Path, shop: Path) -> None:
    done = shelfwise("classify", shop / "a photo.jpg", shop / "letter.jpg", "--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{shop / 'letter.jpg'} is not a picture" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_last_line_counts_the_verdicts(shop: Path) -> None:
    lines = shelfwise("classify", shop / "a photo.jpg", "--json", "-")
    verdict = json.loads(lines.stdout)["verdict"]
    last = lines.stderr.splitlines()[-1]
    assert f"1 {verdict}" in last
    assert all(word in last for word in ("sure, ", " unsure, ", " not one of these."))


def test_a_model_that_cannot_be_used_is_told(tmp_path: Path, shop: Path) -> None:
    collection = ROOT / "models" / "product_classifier"
    shipped = collection / str(current_version(collection))
    damaged = tmp_path / "damaged"
    (damaged / "assets.extra").mkdir(parents=True)
    for name in (CONTRACT_PATH, TWIN_PATH):
        (damaged / name).write_bytes((shipped / name).read_bytes())
    newer = tmp_path / "newer"
    (newer / "assets.extra").mkdir(parents=True)
    (newer / CONTRACT_PATH).write_text(json.dumps({"schema": 99}))
    for model, word in [
        (tmp_path / "none", "no model"),
        (damaged, "damaged"),
        (newer, "format 99"),
    ]:
        done = shelfwise("classify", shop, "--model", model)
        assert done.returncode == 2
        assert done.stdout == ""
        [sentence] = done.stderr.splitlines()
        assert word in sentence
        assert str(model) in sentence


def test_a_model_from_elsewhere_is_run_by_tensorflow_only_when_told(
    tmp_path: Path, shop: Path, small_published_model: Path
) -> None:
    model = Path(shutil.copytree(small_published_model / "1", tmp_path / "from elsewhere"))
    home = {"XDG_DATA_HOME": str(tmp_path / "data")}

    def ask(*more: str) -> subprocess.CompletedProcess[str]:
        options = ("--engine", "tensorflow", "--model", model, "--json", "-", "--quiet", *more)
        return shelfwise("classify", shop / "a photo.jpg", *options, environment=home)

    refused = ask()
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert str(model) in refused.stderr
    assert "--trust-model" in refused.stderr
    for more in (("--trust-model",), ()):  # it is remembered
        allowed = ask(*more)
        assert allowed.returncode == 0, allowed.stderr
        assert set(json.loads(allowed.stdout)["probabilities"]) == {"bags", "pens", "t-shirts"}
    contract = model / CONTRACT_PATH
    contract.write_text(contract.read_text().replace("Pens", "Paper"))
    assert "--trust-model" in ask().stderr  # another model by now


@pytest.mark.parametrize("arguments", [[], ["--engine", "magic", "x"], ["--unknown", "x"]])
def test_wrong_usage(arguments: list[str]) -> None:
    done = shelfwise("classify", *arguments)
    assert done.returncode == 2
    assert "usage: shelfwise classify" in done.stderr


def test_an_output_that_cannot_be_written_is_told(shop: Path) -> None:
    done = shelfwise("classify", shop / "a photo.jpg", "--csv", shop / "a photo.jpg" / "x.csv")
    assert done.returncode == 2
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", ["--csv", "--json", "--xlsx"])
def test_a_folder_for_results_that_is_missing_is_not_made(
    option: str, shop: Path, tmp_path: Path
) -> None:
    done = shelfwise("classify", shop, option, tmp_path / "no such" / "results")
    assert done.returncode == 2
    assert "There is no folder" in done.stderr and "no such" in done.stderr
    assert not (tmp_path / "no such").exists()


def test_a_reader_that_goes_away_is_no_error(shop: Path) -> None:
    command = f'"{sys.executable}" -m app classify "{shop}" --json - | head -n 1'
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert json.loads(done.stdout)["path"].endswith("a photo.jpg")
    assert "Traceback" not in done.stderr


def test_interrupting_keeps_what_was_done(tmp_path: Path) -> None:
    for number in range(400):
        Image.new("RGB", (64, 64), (number % 256, 90, 20)).save(tmp_path / f"{number}.png")
    table = tmp_path / "results.csv"
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "app",
            "classify",
            tmp_path,
            "--csv",
            table,
            "--json",
            "-",
            "--quiet",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background has it ignored, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    rest = process.stdout.readlines()
    assert process.wait(timeout=30) == 130
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert 3 <= len(rows) < 400
    assert abs(len(rows) - 3 - len(rest)) <= 1


def test_both_engines_agree(shop: Path) -> None:
    answers = []
    for engine in ("litert", "tensorflow"):
        done = shelfwise("classify", shop, "--json", "-", "--quiet", "--engine", engine)
        answers.append([json.loads(line) for line in done.stdout.splitlines()])
    for litert, tensorflow in zip(*answers, strict=True):
        assert litert["path"] == tensorflow["path"]
        assert litert.get("label") == tensorflow.get("label")
        for name, value in litert.get("probabilities", {}).items():
            assert value == pytest.approx(tensorflow["probabilities"][name], abs=0.02)


def test_no_tensorflow_is_imported(shop: Path) -> None:
    script = (
        "import sys; from app.cli import main; main(sys.argv[1:]); "
        "print(*(name for name in sys.modules if name in {'tensorflow', 'keras', 'tkinter'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "classify", str(shop / "a photo.jpg"), "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
