"""A codec that crashes or hangs costs one picture; everything else goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.answers import Classified, Failed
from app.core.batch import classify_all
from app.core.errors import PictureError, SetupError
from app.core.models.classifier import Classifier
from app.core.pictures import images
from app.core.pictures.images import Fitting, InputSpec
from app.core.pictures.limits import Limits
from app.core.pictures.pool import CHILD_ARGUMENT, Decoders
from tests.support.desktop import wait_for
from tests.support.moody_decoder import MOODY

_PARENT = """
import sys, time
from pathlib import Path
from threading import Thread
from app.core.pictures.pool import Decoders
decoders = Decoders(program=sys.argv[1])
decoders.prepare()
[child] = decoders._idle
child.wait_until_ready()
path = Path(sys.argv[2])
Thread(target=decoders.loaded, args=(path,), kwargs={"name": path.name}, daemon=True).start()
print(child._process.pid, flush=True)
time.sleep(60)
"""


# Asks for one picture as the batch does, until Ctrl-C.
_INTERRUPTED = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from app.core.pictures.pool import Decoders
try:
    with Decoders(program=sys.argv[1]) as decoders:
        decoders.prepare()
        [child] = decoders._idle
        child.wait_until_ready()
        path = Path(sys.argv[2])
        asked = ThreadPoolExecutor().submit(decoders.loaded, path, name=path.name)
        print(child._process.pid, flush=True)
        asked.result()
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture
def moody() -> Iterator[Decoders]:
    with Decoders(program=MOODY, limit=4) as decoders:
        yield decoders


def draw(path: Path, size: tuple[int, int] = (40, 30)) -> Path:
    random = np.random.default_rng(len(path.name))
    Image.fromarray(random.integers(0, 256, (*size[::-1], 3)).astype(np.uint8)).save(path)
    return path


def test_what_is_made_small_is_told_its_own_size(tmp_path: Path, decoders: Decoders) -> None:
    """A JPEG is decoded smaller, and one that lies on its side is turned upright."""
    turned = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x112] = 6
    Image.new("RGB", (1203, 801)).save(turned, exif=exif)
    for path, size in (
        (turned, (801, 1203)),
        (draw(tmp_path / "wide.jpg", (1203, 801)), (1203, 801)),
        (draw(tmp_path / "wide.png", (1203, 801)), (1203, 801)),
    ):
        pixels, whole = decoders.look(path, 100)
        assert whole == size
        assert max(pixels.shape) == 100


@pytest.mark.parametrize("fitting", Fitting)
@pytest.mark.parametrize("name", ["a.png", "large.jpg"])
def test_a_child_gives_the_very_pixels_of_the_one_definition(
    tmp_path: Path, decoders: Decoders, name: str, fitting: Fitting
) -> None:
    path = draw(tmp_path / name, (900, 500))
    spec = InputSpec(64, 48, fitting)
    expected = images.fit(images.load_for(path, spec), spec)
    np.testing.assert_array_equal(decoders.fitted(path, spec), expected)
    np.testing.assert_array_equal(images.fit(expected, spec), expected)


def test_a_picture_to_look_at_is_as_large_as_wanted(tmp_path: Path, decoders: Decoders) -> None:
    assert decoders.picture(draw(tmp_path / "a.jpg", (900, 450)), 100).shape == (50, 100, 3)
    assert decoders.picture(draw(tmp_path / "b.png"), 100).shape == (30, 40, 3)


def test_what_is_wrong_with_a_picture_is_told_as_ever(tmp_path: Path, decoders: Decoders) -> None:
    path = tmp_path / "Brief \udcff.jpg"
    path.write_text("Dear customer,")
    with pytest.raises(PictureError) as here:
        images.load(path)
    with pytest.raises(PictureError) as there:
        decoders.picture(path, 100)
    assert (there.value.code, there.value.message) == (here.value.code, here.value.message)


@pytest.mark.parametrize(
    "name, code",
    [("abort", "crashes"), ("killed", "crashes"), ("hang", "hangs"), ("stop", "hangs")],
)
def test_a_picture_that_ends_its_decoder_costs_only_itself(
    tmp_path: Path, classifier: Classifier, moody: Decoders, name: str, code: str
) -> None:
    paths = [draw(tmp_path / f"{n}.png") for n in range(20)]
    paths[3] = draw(tmp_path / f"{name} 3.png")
    paths[15] = draw(tmp_path / f"{name} 15.png")
    outcomes = list(classify_all(classifier, paths, moody))
    assert [outcome.path for outcome in outcomes] == paths
    failed = {outcome.path: outcome.error for outcome in outcomes if isinstance(outcome, Failed)}
    assert {path: error.code for path, error in failed.items()} == {paths[3]: code, paths[15]: code}
    assert all(path.name in error.message for path, error in failed.items())
    assert sum(isinstance(outcome, Classified) for outcome in outcomes) == 18


def test_the_limits_are_those_that_are_set(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.png", (1100, 1000))
    with Decoders() as decoders:
        assert decoders.picture(path, 100).shape == (91, 100, 3)
        decoders.limits = Limits(megapixels=1)
        with pytest.raises(PictureError, match="more than 1 million"):
            decoders.picture(path, 100)


def test_what_a_codec_prints_is_no_answer(tmp_path: Path, moody: Decoders) -> None:
    assert moody.picture(draw(tmp_path / "talk.png"), 100).shape == (30, 40, 3)


def test_a_lack_of_memory_is_told_and_the_child_goes_on(tmp_path: Path, moody: Decoders) -> None:
    with pytest.raises(PictureError, match=r"memory\.png could not be decoded"):
        moody.picture(draw(tmp_path / "memory.png"), 100)
    assert moody.picture(draw(tmp_path / "a.png"), 100).shape == (30, 40, 3)


def test_nobody_who_looks_waits_for_a_batch(tmp_path: Path) -> None:
    patient = MOODY.replace("PATIENCE = 2", "PATIENCE = 60")
    with Decoders(most=1, program=patient) as decoders, ThreadPoolExecutor() as batch:
        slow = batch.submit(
            decoders.fitted, draw(tmp_path / "hang.png"), InputSpec(8, 8, Fitting.PAD)
        )
        wait_for(lambda: decoders._busy, what="the child")
        assert decoders.picture(draw(tmp_path / "a.png"), 100).shape == (30, 40, 3)
        assert not slow.done()
        decoders.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has such threads")
def test_a_batch_that_gives_way_slows_down_nobody_who_looks(tmp_path: Path) -> None:
    path, spec = draw(tmp_path / "a.png"), InputSpec(8, 8, Fitting.PAD)
    with Decoders() as decoders:
        decoders.picture(path, 100)
        before = niceness(decoders)
        with ThreadPoolExecutor(1, initializer=os.setpriority, initargs=(0, 0, 10)) as batch:
            batch.submit(decoders.fitted, path, spec).result(30)
        decoders.picture(path, 100)
        assert niceness(decoders) == [*before, 10]


def niceness(decoders: Decoders) -> list[int]:
    return sorted(os.getpriority(os.PRIO_PROCESS, child._process.pid) for child in decoders._idle)


def test_a_child_that_died_in_the_meantime_is_replaced(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.png")
    with Decoders() as decoders:
        decoders.picture(path, 100)
        [child] = decoders._idle
        os.kill(child._process.pid, signal.SIGKILL)
        child._process.wait(10)
        assert decoders.picture(path, 100).shape == (30, 40, 3)


def test_children_that_cannot_start_are_not_the_pictures_fault(tmp_path: Path) -> None:
    with (
        Decoders(program="raise SystemExit(3)") as decoders,
        pytest.raises(SetupError, match="could not be started"),
    ):
        decoders.picture(draw(tmp_path / "a.png"), 100)


def test_children_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    """Even one that hangs inside a codec at that moment."""
    path = draw(tmp_path / "hang.png")
    command = [sys.executable, "-c", _PARENT, MOODY, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 10
    while _runs(child):
        assert time.monotonic() < end, "the child is still there"
        time.sleep(0.02)


def test_who_closes_does_not_wait_for_a_child_that_is_stopped(tmp_path: Path) -> None:
    with Decoders(program=MOODY) as decoders, ThreadPoolExecutor() as batch:
        asked = batch.submit(decoders.picture, draw(tmp_path / "stop.png"), 100)
        wait_for(lambda: _a_child_is("T", decoders), what="the stop")
        start = time.monotonic()
        decoders.close()
        with pytest.raises(PictureError):
            asked.result(5)
        assert time.monotonic() - start < 5


def test_a_child_that_cannot_even_be_killed_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that reads a drive that does not answer: the kernel keeps it until the drive does."""
    kept: list[subprocess.Popen[bytes]] = []
    with Decoders(program=MOODY, limit=2) as decoders:
        decoders.picture(draw(tmp_path / "a.png"), 100)
        with monkeypatch.context() as patch:
            patch.setattr(subprocess.Popen, "kill", lambda process: kept.append(process))
            with pytest.raises(PictureError, match=r"stop\.png was not read within 2 seconds"):
                decoders.picture(draw(tmp_path / "stop.png"), 100)
        assert kept[0].poll() is None
        decoders._limit = 60
        assert decoders.picture(tmp_path / "a.png", 100).shape == (30, 40, 3)
    kept[0].kill()
    kept[0].wait(10)


def test_ctrl_c_ends_a_program_whose_decoder_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _INTERRUPTED, MOODY, str(draw(tmp_path / "stop.png"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        child = int(program.stdout.readline())
        wait_for(lambda: _state(child) == "T", what="the stop")
        program.send_signal(signal.SIGINT)
        said, _ = program.communicate(timeout=15)
    assert said == "interrupted\n"
    assert not _runs(child)


def test_the_program_itself_can_be_the_child(tmp_path: Path) -> None:
    """As in a bundle, which has no Python to call."""
    path = str(draw(tmp_path / "a.png"))
    request = json.dumps({"path": path, "side": 20, "limits": {}}) + "\n"
    done = subprocess.run(
        [sys.executable, "-m", "app", CHILD_ARGUMENT],
        input=request.encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    ready, shape, pixels = done.stdout.split(b"\n", 2)
    assert json.loads(ready) == {"ready": True}
    assert json.loads(shape) == {"shape": [15, 20, 3], "size": [40, 30]}
    assert len(pixels) == 15 * 20 * 3


def _a_child_is(state: str, decoders: Decoders) -> bool:
    return any(_state(child._process.pid) == state for child in decoders._busy)


def _runs(process: int) -> bool:
    return _state(process) not in {"", "Z"}


def _state(process: int) -> str:
    """One letter of the kernel's; empty: there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
