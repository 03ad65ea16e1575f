"""The wheel and the sdist hold the whole program: each is installed alone and used."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from app import __version__
from tests.support.desktop import ROOT

SAMPLE = ROOT / "assets" / "samples" / "t-shirt.jpg"
MOST_BYTES = 35_000_000
ALONE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def build(source: Path, kind: str, into: Path) -> Path:
    """A wheel or an sdist from a source folder, with the network out of play."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=300)
    return next(into.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


def installed(wheel: Path, folder: Path) -> Path:
    """The commands of a new environment: this wheel, and the libraries that the tests have.

    The checkout is not on its path: the path file of an editable installation does not count in a
    folder that a path file names itself.
    """
    venv.create(folder, symlinks=True)
    names = {"base": str(folder), "platbase": str(folder)}
    own = Path(sysconfig.get_path("purelib", vars=names))
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    commands = Path(sysconfig.get_path("scripts", vars=names))
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet"]
    subprocess.run(
        [*pip, "--no-index", "--no-deps", "--ignore-installed", str(wheel)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return commands


def run(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder that knows nothing of the checkout."""
    return subprocess.run(
        list(map(str, command)), cwd=folder, env=ALONE, capture_output=True, text=True, timeout=120
    )


def answer(folder: Path, *program: object) -> dict[str, object]:
    """What a program says of a sample, without what differs from run to run."""
    shutil.copy(SAMPLE, folder / "photo.jpg")
    done = run(folder, *program, "classify", "photo.jpg", "--json", "-", "--quiet")
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    del said["seconds"]
    return said


def test_an_installed_wheel_answers_as_the_source_does(wheel: Path, tmp_path: Path) -> None:
    assert wheel.stat().st_size <= MOST_BYTES
    commands = installed(wheel, tmp_path / "environment")
    where = run(tmp_path, commands / "python", "-c", "import app; print(app.__file__)")
    assert Path(where.stdout).is_relative_to(tmp_path)

    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from app.cli import main; main()"
    of_source = answer(tmp_path, sys.executable, "-c", start)
    assert answer(tmp_path, commands / "shelfwise") == of_source
    assert answer(tmp_path, commands / "python", "-I", "-m", "app") == of_source
    assert list(commands.glob("shelfwise-window*"))  # .exe on Windows
    assert run(tmp_path, commands / "shelfwise", "--version").stdout == f"Shelfwise {__version__}\n"

    # What is published goes into the user's data, never into the environment.
    assert "shipped" in run(tmp_path, commands / "shelfwise-train", "list").stdout
    own = "from app.core import places; print(places.user_models())"
    models = run(tmp_path, commands / "python", "-c", own).stdout
    assert not Path(models).is_relative_to(tmp_path / "environment")
    classify = (commands / "shelfwise", "classify", "photo.jpg", "--engine", "tensorflow")
    needs_tensorflow = run(tmp_path, *classify)
    assert needs_tensorflow.returncode == 2
    assert "came without its SavedModel" in needs_tensorflow.stderr


def test_the_sdist_makes_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    assert sdist.stat().st_size <= MOST_BYTES
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    again = build(source, "wheel", tmp_path / "again")
    assert digest(again) == digest(wheel)


def test_two_builds_of_one_state_are_the_same(wheel: Path, tmp_path: Path) -> None:
    assert digest(build(ROOT, "wheel", tmp_path)) == digest(wheel)


def test_the_wheel_holds_the_data_files_of_the_packages(wheel: Path) -> None:
    kept = {
        file.relative_to(ROOT).as_posix()
        for package in ("app", "training")
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix not in {".pyc", ".py"}
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert kept and kept <= names


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
