"""Every Python of this machine that the program promises to run on can read its source."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.desktop import ROOT

VERSIONS = [f"3.{minor}" for minor in range(11, 15) if minor != sys.version_info.minor]
BY_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
CODE = """
import pathlib, sys
for package in ("app", "training"):
    for file in sorted(pathlib.Path(package).rglob("*.py")):
        compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
from app.core import answers, names, text
from app.core.storage import files, locks
print(sys.version_info[:2] > (3, 10))
"""


def runs(python: str) -> bool:
    """A name can stand for nothing, where a tool chooses among Pythons."""
    return not subprocess.run([python, "-c", ""], capture_output=True).returncode


def python_of(version: str) -> str | None:
    """A Python of a version, on the PATH or where pyenv keeps it."""
    places = [shutil.which(f"python{version}"), *map(str, BY_PYENV.glob(f"{version}.*/bin/python"))]
    return next((place for place in places if place and runs(place)), None)


PYTHONS = [python for version in VERSIONS if (python := python_of(version))]


@pytest.mark.skipif(not PYTHONS, reason="there is one Python here")
def test_each_compiles_all_of_it_without_a_warning() -> None:
    for name in PYTHONS:
        done = subprocess.run(
            [name, "-B", "-W", "error", "-c", CODE], cwd=ROOT, capture_output=True, text=True
        )
        assert done.stdout.strip() == "True", f"{name}: {done.stderr}"
