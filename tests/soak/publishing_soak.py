"""Kills ``shelfwise-train publish`` while TensorFlow and LiteRT write, and publishes again."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.core.models.folder import ModelFolder, open_current, open_model_folder, versions
from app.core.models.opening import EngineKind, create_engine
from tests.conftest import TINY_OPTIONS, draw_photos
from tests.soak.kept_stories import leftovers
from tests.support.desktop import ROOT


def main() -> int:
    """Print what was there at each kill; a lost model is an AssertionError."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.publishing_soak", description=__doc__
    )
    parser.add_argument("--kills", type=int, default=10, help="(default: 10)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as place:
        folder = Path(place)
        os.environ["XDG_DATA_HOME"] = str(folder / "data")
        photos = draw_photos(folder / "photos")
        run, models = folder / "run", folder / "models"
        assert _train("fit", photos, "--out", run, *TINY_OPTIONS).wait() == 0
        publish = ("publish", run, "--models", models)
        start = time.monotonic()
        assert _train(*publish).wait() == 0
        whole = time.monotonic() - start
        kills = 0
        while kills < options.kills:
            before = versions(models)
            process = _train(*publish)
            _wait_for_staging(process, models)
            try:
                # What comes before, mostly TensorFlow's start, writes nothing.
                assert process.wait(timeout=moments.uniform(0, whole / 2)) == 0
                continue
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            kills += 1
            written = [path.name for path in models.glob(".staging-*/**/*") if path.is_file()]
            _check(models, before)
            print(f"killed when {', '.join(sorted(written)) or 'nothing'} was there", flush=True)
        before = versions(models)
        assert _train(*publish).wait() == 0
        model = _check(models, before)
        assert leftovers(models) == []
        for kind in EngineKind:
            create_engine(model, kind)
    print(f"{kills:5} kills of publish survived, seed {options.seed}: no model lost.")
    return 0


def _train(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "training", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait_for_staging(process: subprocess.Popen[bytes], models: Path) -> None:
    while process.poll() is None and not list(models.glob(f".staging-{process.pid}")):
        time.sleep(0.01)


def _check(models: Path, before: list[int]) -> ModelFolder:
    """Every version that has a number is whole, and the last of them is in use: that one."""
    after = versions(models)
    assert after[: len(before)] == before, "a version is gone"
    for number in after:
        open_model_folder(models / str(number))
    opened, refused = open_current(models)
    assert not refused and opened.contract.version == after[-1]
    return opened


if __name__ == "__main__":
    sys.exit(main())
