"""What training needs, installed on request; a bundle gets a Python environment for it.

A program that was installed for a Python gets the training extra beside it. A bundle has no Python:
it makes a virtual environment in the user's data folder, with a Python that it finds, from the
wheel that it carries.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from app.core import places
from app.core.errors import SetupError
from app.core.extras import (
    OLDEST_PYTHON,
    TENSORFLOW_PYTHON,
    install_arguments,
    is_frozen,
    missing,
    outside_environment,
)
from app.core.machine import end_group
from app.core.storage.files import write_atomically
from app.core.storage.locks import Lock

ROOM = 4_000_000_000
"""Bytes that must be free: the downloads, and what is unpacked from them."""

_MARK = "shelfwise.json"
_ASK = (
    "import ensurepip, json, sys, venv;"
    "print(json.dumps([sys.version_info[0], sys.version_info[1], sys.maxsize > 2**32]))"
)
_ASK_SECONDS = 10.0
_SYSTEM_FOLDERS = ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
"""Where a Python may lie that the short PATH of a desktop does not name."""


@dataclass(frozen=True)
class Step:
    """A command of an installation, and what is said while it runs."""

    words: str
    command: tuple[str, ...]


def training_python() -> str | None:
    """Find the Python that can train: this one, or that of a bundle's own environment."""
    if not is_frozen():
        have = all(importlib.util.find_spec(name) for name in ("tensorflow", "training"))
        return sys.executable if have else None
    python, wheel = _environment_python(), carried_wheel()
    try:
        made = json.loads((places.training_environment() / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(python) if wheel and python.is_file() and made == _mark(wheel) else None


def carried_wheel() -> Path | None:
    """Find the wheel that the bundle carries; None in any other installation."""
    return next(iter(sorted(places.carried_wheels().glob("shelfwise-*.whl"))), None)


def steps() -> list[Step]:
    """List the commands that install what training needs; asks the Pythons of this machine.

    Raises:
        SetupError: ``no_python``, ``no_wheel``, ``no_room``, or ``not_installed``: the Python that
            runs cannot have TensorFlow.
    """
    if not is_frozen():
        if sys.version_info[:2] > TENSORFLOW_PYTHON:
            why = missing("TensorFlow", version=sys.version_info[:2])
            raise SetupError("not_installed", f"{why}.")
        _check_room(Path(sys.prefix))
        return [Step("Installing TensorFlow", tuple(install_arguments()))]
    wheel, folder = carried_wheel(), places.training_environment()
    if wheel is None:
        raise SetupError(
            "no_wheel", "This copy of Shelfwise came without its wheel; install it again."
        )
    python = find_python()
    if python is None:
        raise SetupError("no_python", _no_python())
    _check_room(folder)
    pip = (str(_environment_python()), "-I", "-m", "pip", "install", "--no-input")
    return [
        Step("Making an environment", (*python, "-m", "venv", "--clear", str(folder))),
        Step("Installing TensorFlow", (*pip, "--progress-bar", "off", f"{wheel}[training]")),
    ]


def find_python() -> tuple[str, ...] | None:
    """Find the command of the newest Python on this machine that can make the environment."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for command in _candidates():
        version = _version(command)
        if version is not None:
            found.setdefault(version, command)
    return found[max(found)] if found else None


class Installation:
    """Runs the steps one after the other; ``run`` blocks, ``stop`` may come from another thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._stopped = Event()

    def run(self, told: Callable[[str], None]) -> None:
        """Install what training needs.

        Args:
            told: called with what is under way, then with each line that is printed.

        Raises:
            SetupError: as ``steps``; ``in_use``: another program installs it now; ``stopped``;
                ``failed``, with the last line of what failed.
        """
        todo = steps()
        lock = Lock.take(places.data_folder() / "training-environment.lock")
        if lock is None:
            raise SetupError("in_use", "Another Shelfwise is installing training now.")
        with lock:
            (places.training_environment() / _MARK).unlink(missing_ok=True)
            for step in todo:
                told(step.words)
                self._do(step, told)
            if wheel := carried_wheel():
                mark = json.dumps(_mark(wheel)).encode()
                write_atomically(places.training_environment() / _MARK, mark)

    def stop(self) -> None:
        """End it; what is half made is made anew the next time."""
        self._stopped.set()
        if self._process is not None:
            end_group(self._process)

    def _do(self, step: Step, told: Callable[[str], None]) -> None:
        last = ""
        try:
            process = self._process = subprocess.Popen(
                step.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=outside_environment() | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
                start_new_session=True,  # a group of its own, to be ended as a whole
            )
        except OSError as error:
            raise SetupError("failed", f"{step.words} failed ({error.strerror}).") from error
        if self._stopped.is_set():  # between two steps
            self.stop()
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                if line := line.strip():
                    if line.startswith("ERROR") or not last.startswith("ERROR"):
                        last = line
                    told(line)
        code = process.wait()
        if self._stopped.is_set():
            raise SetupError("stopped", "The installation was stopped.")
        if code != 0:
            why = last.removeprefix("ERROR:").strip().rstrip(".") or f"exit code {code}"
            raise SetupError("failed", f"{step.words} failed ({why}).")


def _environment_python() -> Path:
    folder = places.training_environment()
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _mark(wheel: Path) -> list[object]:
    """Tell what an environment was made from; another program's wheel makes it anew."""
    return [wheel.name, wheel.stat().st_size]


def _candidates() -> list[tuple[str, ...]]:
    minors = range(TENSORFLOW_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)
    if sys.platform == "win32":
        launched = [("py", f"-3.{minor}") for minor in minors] + [("python",)]
        return [command for command in launched if shutil.which(command[0])]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS])
    names = [*(f"python3.{minor}" for minor in minors), "python3", "python"]
    return [(found,) for name in names if (found := shutil.which(name, path=path))]


def _version(command: tuple[str, ...]) -> tuple[int, int] | None:
    """Ask a Python for its version; None if it cannot make the environment."""
    try:
        done = subprocess.run(
            [*command, "-I", "-c", _ASK],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ASK_SECONDS,
            env=outside_environment(),
        )
        major, minor, wide = json.loads(done.stdout)
    except (OSError, ValueError, TypeError, subprocess.TimeoutExpired):
        return None
    return (major, minor) if wide and OLDEST_PYTHON <= (major, minor) <= TENSORFLOW_PYTHON else None


def _no_python() -> str:
    oldest, newest = (".".join(map(str, v)) for v in (OLDEST_PYTHON, TENSORFLOW_PYTHON))
    where = {
        "win32": "install it from python.org",
        "darwin": "install it from python.org, or with brew install python@" + newest,
    }.get(sys.platform, "install it (on Debian and Ubuntu: sudo apt install python3-venv)")
    return (
        f"Training needs Python {oldest} to {newest} with its module venv, and there is none on "
        f"this machine; {where}, then try again."
    )


def _check_room(folder: Path) -> None:
    place = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    free = shutil.disk_usage(place).free
    if free < ROOM:
        raise SetupError(
            "no_room",
            f"Training needs {ROOM / 1e9:.0f} GB of free space, and {place} has "
            f"{free / 1e9:.1f} GB; free some, then try again.",
        )
