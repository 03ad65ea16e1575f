"""The way of the original project: TensorFlow loads the SavedModel and predicts picture by picture.

Run as a program it reads a path a line, and answers each with one line.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tests.benchmarks.figures import ROOT


@dataclass(frozen=True)
class Cost:
    """Of a first answer."""

    seconds: float
    megabytes: float


class Reference:
    """The reference in a process of its own, ready to be asked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.reference"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Reference:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, photo: Path) -> None:
        """Have one photo classified."""
        stdin, stdout = cast(Any, self._process.stdin), cast(Any, self._process.stdout)
        print(photo, file=stdin, flush=True)
        assert stdout.readline() == "answered\n"

    def per_second(self, photos: list[Path]) -> float:
        """Pictures a second."""
        began = time.perf_counter()
        for photo in photos:
            self.ask(photo)
        return len(photos) / (time.perf_counter() - began)

    @classmethod
    def first_answer(cls, photo: Path) -> Cost:
        """Start it, have one photo classified, end it."""
        began = time.perf_counter()
        with cls() as reference:
            reference.ask(photo)
            seconds = time.perf_counter() - began
            status = Path(f"/proc/{reference._process.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return Cost(seconds, int(peak.split()[1]) / 1000)


def serve() -> None:
    """Answer for each line of standard input."""
    import numpy as np
    import tensorflow as tf

    from app.core.models.folder import open_current
    from app.core.pictures import images
    from app.core.places import shipped_models

    folder, _ = open_current(shipped_models())
    contract = folder.contract
    model = tf.saved_model.load(str(folder.path)).signatures["serving_default"]
    ready = np.zeros((contract.height, contract.width, 3), np.uint8)
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        if path.name == "ready":  # an array, so that only the network is measured
            pixels = ready
        else:
            pixels = images.load_for(path, contract.input_spec)
            pixels = images.fit(pixels, contract.input_spec)
        model(image=tf.constant(pixels[None]))["probabilities"].numpy()
        print("answered", flush=True)


if __name__ == "__main__":
    serve()
