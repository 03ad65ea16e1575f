"""Training is installed on request: the commands fit the installation, and what fails is told."""

import sys
import zipfile
from pathlib import Path
from threading import Thread

import pytest

from app.core import installing, places
from app.core.errors import SetupError
from app.core.installing import Installation, find_python, steps, training_python
from app.core.storage.locks import Lock
from tests.support.desktop import wait_for

WHEEL = "shelfwise-0.1.0-py3-none-any.whl"
METADATA = "Metadata-Version: 2.1\nName: shelfwise\nVersion: 0.1.0\nProvides-Extra: training\n"
WHEEL_FILE = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
FILES = {
    "training/__init__.py": "",
    "shelfwise-0.1.0.dist-info/METADATA": METADATA,
    "shelfwise-0.1.0.dist-info/WHEEL": WHEEL_FILE,
}


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.DATA_VARIABLE, str(tmp_path / "kept"))
    monkeypatch.setattr(places, "root", lambda: tmp_path / "bundle")
    return tmp_path / "kept"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a bundle carries: here a wheel that depends on nothing."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    file = places.carried_wheels() / WHEEL
    file.parent.mkdir(parents=True)
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
        record = "".join(f"{name},,\n" for name in FILES)
        archive.writestr("shelfwise-0.1.0.dist-info/RECORD", record)
    return file


def test_a_bundle_gets_an_environment_that_lasts_until_the_next_version(
    wheel: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "find_python", lambda: (sys.executable,))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert training_python() is None
    said: list[str] = []
    Installation().run(said.append)
    python = training_python()
    assert python is not None and Path(python).is_relative_to(kept)
    assert "Making an environment" in said and "Installing TensorFlow" in said
    assert any("Successfully installed" in line for line in said)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("more", "of another version")
    assert training_python() is None


@pytest.mark.usefixtures("wheel")
def test_what_fails_is_told_by_its_last_line_and_is_not_taken_for_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = "import sys; print('ERROR: No space left'); print('Bye'); sys.exit(1)"
    step = installing.Step("Installing TensorFlow", (sys.executable, "-c", script))
    monkeypatch.setattr(installing, "steps", lambda: [step])
    with pytest.raises(SetupError, match=r"Installing TensorFlow failed \(No space left\)\."):
        Installation().run(lambda _: None)
    nowhere = installing.Step("Making an environment", ("/nowhere/python",))
    monkeypatch.setattr(installing, "steps", lambda: [nowhere])
    with pytest.raises(SetupError, match="Making an environment failed"):
        Installation().run(lambda _: None)
    assert training_python() is None


@pytest.mark.usefixtures("wheel")
def test_it_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import time; print('begun', flush=True); time.sleep(60)"
    step = installing.Step("Installing", (sys.executable, "-c", script))
    monkeypatch.setattr(installing, "steps", lambda: [step])
    installation, said, errors = Installation(), [], []

    def run() -> None:
        try:
            installation.run(said.append)
        except SetupError as error:
            errors.append(error.code)

    thread = Thread(target=run)
    thread.start()
    wait_for(lambda: "begun" in said, what="the first line")
    installation.stop()
    thread.join(20)
    assert errors == ["stopped"]


@pytest.mark.usefixtures("wheel")
def test_two_programs_do_not_install_at_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "steps", list)
    lock = Lock.take(places.data_folder() / "training-environment.lock")
    assert lock is not None
    with lock, pytest.raises(SetupError, match="Another Shelfwise"):
        Installation().run(lambda _: None)


def test_a_program_with_a_python_gets_the_extra_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (step,) = steps()
    assert step.command[:4] == (sys.executable, "-m", "pip", "install")
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    with pytest.raises(SetupError, match=r"no release for Python 3\.14"):
        steps()


def test_without_room_a_python_or_a_wheel_there_is_a_sentence(
    wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "ROOM", 10**18)
    monkeypatch.setattr(installing, "find_python", lambda: (sys.executable,))
    with pytest.raises(SetupError, match="free space"):
        steps()
    monkeypatch.setattr(installing, "find_python", lambda: None)
    with pytest.raises(SetupError, match=r"needs Python 3\.11 to 3\.13 with its module venv"):
        steps()
    wheel.unlink()
    with pytest.raises(SetupError, match="without its wheel"):
        steps()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a launcher")
def test_the_newest_python_that_tensorflow_knows_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "python3.13": "print('no venv'); exit 1",
        "python3.12": "[3, 12, true]",
        "python3.11": "[3, 11, true]",
        "python3": "[3, 14, true]",  # TensorFlow has no release for it
        "python": "[3, 13, false]",  # of 32 bits
    }
    for name, answer in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{answer}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(installing, "_SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_python() == (str(tmp_path / "python3.12"),)
    (tmp_path / "python3.12").unlink()
    (tmp_path / "python3.11").unlink()
    assert find_python() is None
