"""What is not installed with the program itself, and what to type to have it."""

from __future__ import annotations

import importlib.util
import os
import shlex
import sys

from app.core import places

OLDEST_PYTHON = (3, 11)
TENSORFLOW_PYTHON = (3, 13)
"""The newest Python that TensorFlow has a release for; ``pyproject.toml`` bounds the extra."""

_TRAINING = {
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "tensorboard": "TensorBoard",
    "sklearn": "scikit-learn",
    "scipy": "SciPy",
    "matplotlib": "Matplotlib",
    "imagehash": "ImageHash",
}


def not_installed() -> list[str]:
    """Name the parts of the training extra that are not installed."""
    return [name for module, name in _TRAINING.items() if importlib.util.find_spec(module) is None]


def part_named(module: str | None) -> str | None:
    """Name the part of the training extra that a module belongs to, None for any other module."""
    return _TRAINING.get((module or "").partition(".")[0])


def missing(*parts: str, version: tuple[int, ...] = sys.version_info[:2]) -> str:
    """Say that parts of the training extra are not installed, and what to do; no full stop.

    Args:
        parts: their names, as people know them.
        version: of the Python that runs.
    """
    what = f"{', '.join(parts)} {'is' if len(parts) == 1 else 'are'} not"
    if is_frozen():
        return (
            f"{what} part of this installation; shelfwise install-training makes an environment "
            "that has it"
        )
    if version[:2] > TENSORFLOW_PYTHON:
        newest = ".".join(map(str, TENSORFLOW_PYTHON))
        return (
            f"{what} installed, and TensorFlow has no release for Python "
            f"{version[0]}.{version[1]} yet; install Shelfwise with Python 3.11 to {newest}"
        )
    return f"{what} installed; install the training extra (pip install 'shelfwise[training]')"


def missing_for_clusters(what: str) -> str:
    """Say that a part of the extra ``cluster`` is not installed, and what to do; no full stop."""
    if is_frozen():
        return (
            f"{what} is not part of this installation; it needs Python 3.11 or newer and "
            "Shelfwise's wheel with its cluster extra (see README)"
        )
    return f"{what} needs the cluster extra; install it (pip install 'shelfwise[cluster]')"


def install_command() -> str:
    """Return the line that installs the training extra for the Python that runs."""
    return shlex.join(install_arguments())


def install_arguments() -> list[str]:
    """Return that line as the arguments of a process."""
    root = places.root()
    wanted = ["shelfwise[training]"]
    if (root / "pyproject.toml").is_file():
        wanted = ["--editable", f"{root}[training]"]
    if importlib.util.find_spec("pip") is None:  # an environment that uv made
        return ["uv", "pip", "install", "--python", sys.executable, *wanted]
    return [sys.executable, "-m", "pip", "install", *wanted]


def is_frozen() -> bool:
    """Tell whether this is the bundle, which has no Python that could install anything."""
    return bool(getattr(sys, "frozen", False))


def outside_environment() -> dict[str, str]:
    """Return the environment variables for another program.

    OpenCV puts a folder of its own before the system's libraries, and with it whatever folder one
    happens to be in; a bundle names its own Tcl.
    """
    environment = dict(os.environ)
    libraries = environment.pop("LD_LIBRARY_PATH", "").split(os.pathsep)
    if kept := [folder for folder in libraries if folder and "/cv2/" not in folder]:
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(kept)
    if is_frozen():
        for name in ("TCL_LIBRARY", "TK_LIBRARY", "PYTHONPATH", "PYTHONHOME"):
            environment.pop(name, None)
    return environment
