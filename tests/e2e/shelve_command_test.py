"""A clerk sorts a classified folder into class folders, is killed in the middle, and undoes it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.review.results import csv_file
from tests.support.desktop import ROOT

NAMES = ("accessories", "fashion")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path / "data")}


def shelfwise(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def classified(folder: Path, count: int) -> Path:
    """``count`` files, and the results of a batch over them: two of three are fashion."""
    folder.mkdir()
    results = folder.parent / "results.csv"
    with csv_file(results, NAMES) as write:
        for number in range(count):
            path = folder / f"صورة {number}.jpg"
            path.write_text(f"picture {number}")
            label = NAMES[number % 3 > 0]
            write(Row(path, Verdict.SURE, label, (0.1, 0.9), 0.1))
    return results


def contents(folder: Path) -> list[str]:
    return sorted(path.read_text() for path in folder.rglob("*.jpg"))


@pytest.mark.parametrize("option", [[], ["--move"]])
def test_shelve_and_unshelve(
    tmp_path: Path, environment: dict[str, str], option: list[str]
) -> None:
    results = classified(tmp_path / "in", 30)
    whole = contents(tmp_path / "in")
    out = tmp_path / "my shelves"

    preview = shelfwise(environment, "shelve", results, "--into", out, "--dry-run", *option)
    assert "30 files would be" in preview.stdout
    assert not out.exists()

    done = shelfwise(environment, "shelve", results, "--into", out, *option)
    assert done.returncode == 0, done.stderr
    assert len(list((out / "Fashion").iterdir())) == 20
    assert contents(out) == whole
    assert contents(tmp_path / "in") == ([] if option else whole)

    command = done.stdout.splitlines()[-1].removeprefix("To undo: shelfwise unshelve ")
    undone = shelfwise(environment, "unshelve", command.strip('"'))
    assert undone.returncode == 0, undone.stderr
    assert "30 files put back." in undone.stdout
    assert contents(tmp_path / "in") == whole
    assert contents(out) == []


@pytest.mark.parametrize("option", [[], ["--move"]])
def test_sorted_again_a_week_later(
    tmp_path: Path, environment: dict[str, str], option: list[str]
) -> None:
    results = classified(tmp_path / "in", 12)
    out = tmp_path / "out"
    shelfwise(environment, "shelve", results, "--into", out, *option)
    first = set(out.rglob("*.jpg"))
    again = shelfwise(environment, "shelve", results, "--into", out, *option)
    assert again.returncode == 0, again.stderr
    assert "Already there: 12 skipped." in again.stdout
    assert set(out.rglob("*.jpg")) == first
    [journal] = (tmp_path / "data" / "shelfwise" / "journals").iterdir()
    assert "12 files put back." in shelfwise(environment, "unshelve", journal).stdout


def test_product_folders_are_kept_and_undone(tmp_path: Path, environment: dict[str, str]) -> None:
    results = tmp_path / "results.csv"
    with csv_file(results, NAMES) as write:
        for product in ("SKU1", "SKU2"):
            path = tmp_path / "in" / product / "01.jpg"
            path.parent.mkdir(parents=True)
            path.write_text(product)
            write(Row(path, Verdict.SURE, "fashion", (0.1, 0.9), 0.1))
        write(Row(path.with_name("02.jpg"), Verdict.NOT_ONE_OF_THESE, "fashion", (0.1, 0.9), 0.1))
        write(Row(path.with_name("03.jpg"), error=("damaged", "It is damaged.")))
    out = tmp_path / "out"
    options = ("--into", out, "--move", "--folders", "keep")
    done = shelfwise(environment, "shelve", results, *options)
    assert done.returncode == 0, done.stderr
    assert (out / "Fashion" / "SKU2" / "01.jpg").read_text() == "SKU2"
    again = shelfwise(environment, "shelve", results, *options)
    for run, line in [(again, "Already there: 2 skipped."), (done, "2 files moved")]:
        assert line in run.stdout
        assert "Left in place: 1 not one of these, 1 not readable." in run.stdout
    [journal] = (tmp_path / "data" / "shelfwise" / "journals").iterdir()
    assert "2 files put back." in shelfwise(environment, "unshelve", journal).stdout
    assert contents(tmp_path / "in") == ["SKU1", "SKU2"]
    assert not list(out.iterdir())


def test_one_file_is_told_in_the_singular(tmp_path: Path, environment: dict[str, str]) -> None:
    results = classified(tmp_path / "in", 1)
    out = tmp_path / "out"
    preview = shelfwise(environment, "shelve", results, "--into", out, "--dry-run")
    assert "1 file would be copied." in preview.stdout
    assert "1 file copied into " in shelfwise(environment, "shelve", results, "--into", out).stdout
    [journal] = (tmp_path / "data" / "shelfwise" / "journals").iterdir()
    assert "1 file put back." in shelfwise(environment, "unshelve", journal).stdout


def test_killed_in_the_middle(tmp_path: Path, environment: dict[str, str]) -> None:
    results = classified(tmp_path / "in", 9000)
    whole = contents(tmp_path / "in")
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "shelve", str(results), "--into", str(out), "--move"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    while not (out / "Fashion").is_dir():  # no pause: thousands are moved within a second
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    # The one it was at may have both names for a moment; none may be without.
    assert {*contents(tmp_path / "in"), *contents(out)} == {*whole}
    assert contents(tmp_path / "in"), "all was done before the kill: make the batch larger"

    [journal] = (tmp_path / "data" / "shelfwise" / "journals").iterdir()
    undone = shelfwise(environment, "unshelve", journal)
    assert undone.returncode == 0, undone.stderr
    assert contents(tmp_path / "in") == whole
    assert contents(out) == []


def test_a_hostile_results_file_cannot_lead_outside(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_text("picture")
    results = tmp_path / "results.csv"
    with csv_file(results, ("../../up", "b")) as write:
        write(Row(picture, Verdict.SURE, "../../up", (0.9, 0.1), 0.1))
    done = shelfwise(environment, "shelve", results, "--into", tmp_path / "in" / "deep" / "out")
    assert done.returncode == 2
    assert "'../../up' is there twice, or is no class" in done.stderr
    assert not (tmp_path / "up").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photo.jpg", "results.csv"]


def test_product_types_can_be_folders_in_those_of_their_class(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    results, folder = tmp_path / "results.csv", tmp_path / "in"
    folder.mkdir()
    with csv_file(results, NAMES) as write:
        for name, types in (("a", ("dress",)), ("b", ("dress", "skirt"))):
            path = folder / f"{name}.jpg"
            path.write_text(name)
            write(Row(path, Verdict.SURE, "fashion", (0.1, 0.9), types=types, type_probability=0.5))
    options = ("shelve", results, "--into", tmp_path / "out", "--layout")
    done = shelfwise(environment, *options, "{class}/{type}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "Fashion" / "dress" / "a.jpg").read_text() == "a"
    assert (tmp_path / "out" / "Fashion" / "b.jpg").read_text() == "b", "which type is not clear"
    again = shelfwise(environment, *options, "class/type")
    assert "Already there: 2 skipped." in again.stdout
