"""What else a folder could be classified with: ``make bench-compare``.

Keras, ONNX Runtime and OpenVINO run the same weights; timm runs a network of the same architecture
with random weights, Ultralytics one of its own of like cost. Each is installed into a folder of its
own under ``--others`` (about 10 GB, made when it is missing), and starts in a process of its own
with nothing else to import from.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.core.models.folder import open_current
from app.core.places import shipped_models
from tests.benchmarks.figures import ROOT, Figure, rounds, tell
from tests.benchmarks.photos import draw_large_photos, draw_small_photos
from tests.benchmarks.startup import memory_watched

ROUNDS = 3
_LARGE, _SMALL, _WARM = 40, 48, 28
_SMALL_SIDE = 800
_CONVERTER = "tf2onnx"


@dataclass(frozen=True)
class Way:
    """One way to classify.

    Attributes:
        name: as ``other_ways.py`` knows it, or this program.
        packages: what pip has to install.
        model: what it loads.
    """

    name: str
    packages: tuple[str, ...]
    model: str = ""

    def command(self, photos: Sequence[Path]) -> list[str]:
        """What classifies these photos and prints a line for each."""
        paths = [str(photo) for photo in photos]
        if self.name == "Shelfwise":
            return [sys.executable, "-m", "app", "classify", *paths, "--json", "-", "--quiet"]
        script = str(Path(__file__).with_name("other_ways.py"))
        return [sys.executable, "-I", "-S", "-c", _RUN, script, self.name, self.model, *paths]


_RUN = """
import os, runpy, sys
sys.path.append(os.environ["PACKAGES"])
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def install(packages: Sequence[str], folder: Path, *options: str) -> Path:
    """A folder with these packages and what they need."""
    if not folder.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
        subprocess.run([*pip, *options, *packages], cwd=ROOT, check=True)
    return folder


def megabytes(folder: Path) -> float:
    """Of all files in it."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def start(way: Way, packages: Path, photos: Sequence[Path]) -> subprocess.Popen[bytes]:
    """A way, started on these photos."""
    return subprocess.Popen(
        way.command(photos),
        cwd=ROOT,
        env=os.environ
        | {
            "PACKAGES": str(packages),
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "YOLO_CONFIG_DIR": str(packages),
            "YOLO_OFFLINE": "true",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


@dataclass(frozen=True)
class Taken:
    """What a way took for a folder: seconds to the first answer, then photos a second, memory."""

    first: float
    per_second: float
    megabytes: float


def take(way: Way, packages: Path, photos: Sequence[Path]) -> Taken:
    """Classify these photos in one way."""
    began = time.perf_counter()
    with start(way, packages, photos) as process, memory_watched(process, 0.05) as peak:
        assert process.stdout is not None
        times = [time.perf_counter() for _ in process.stdout]
        most = peak()
    assert len(times) == len(photos), f"{way.name} answered {len(times)} of {len(photos)}"
    rate = (len(times) - _WARM) / (times[-1] - times[_WARM - 1])
    return Taken(times[0] - began, rate, most)


def onnx_of(saved_model: Path, others: Path) -> Path:
    """The same weights for ONNX Runtime."""
    file = others / "model.onnx"
    if not file.exists():
        converter = install([_CONVERTER], others / _CONVERTER, "--no-deps")
        command = [sys.executable, "-m", "tf2onnx.convert", "--saved-model", str(saved_model)]
        subprocess.run(
            [*command, "--output", str(file), "--signature_def", "serving_default"],
            env=os.environ | {"PYTHONPATH": str(converter), "TF_CPP_MIN_LOG_LEVEL": "3"},
            check=True,
        )
    return file


def main(arguments: Sequence[str]) -> int:
    """Install what is missing, measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--others",
        type=Path,
        default=Path(tempfile.gettempdir()) / "shelfwise-others",
        metavar="DIR",
    )
    others = parser.parse_args(arguments).others.absolute()
    others.mkdir(parents=True, exist_ok=True)
    model = open_current(shipped_models())[0].path
    ways = [
        Way("Shelfwise", _own_packages()),
        Way("keras", ("tensorflow", "pillow"), str(model)),
        Way("onnxruntime", ("onnxruntime", "pillow"), str(onnx_of(model, others))),
        Way("openvino", ("openvino", "pillow"), str(model)),
        Way("timm", ("timm", "torch==2.13.0", "pillow"), "inception_v3"),
        Way("ultralytics", ("ultralytics",), "yolo11m-cls.yaml"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        large = draw_large_photos(Path(folder) / "large", names=_LARGE)
        small = draw_small_photos(Path(folder) / "small", _SMALL, side=_SMALL_SIDE)
        measures: list[partial[Taken]] = []
        for way in ways:
            place = install(way.packages, others / way.name)
            measures += [partial(take, way, place, small), partial(take, way, place, large)]
        taken = rounds(ROUNDS, *measures)
    figures = []
    for way, few, many in zip(ways, taken[::2], taken[1::2], strict=True):
        size = megabytes(others / way.name)
        figures += [
            Figure(f"{way.name}: first answer", tuple(t.first for t in few), "s"),
            Figure(
                f"{way.name}: {_SMALL_SIDE}-pixel photos",
                tuple(t.per_second for t in few),
                "pictures/s",
            ),
            Figure(
                f"{way.name}: 12-megapixel photos",
                tuple(t.per_second for t in many),
                "pictures/s",
            ),
            Figure(f"{way.name}: peak memory", tuple(t.megabytes for t in few), "MB"),
            Figure(f"{way.name}: installed packages", (size,), "MB"),
        ]
    return tell("comparison", figures)


def _own_packages() -> tuple[str, ...]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return tuple(project["dependencies"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
