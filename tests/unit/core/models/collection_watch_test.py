"""A published model is noticed once it is whole, and only then."""

import time
from pathlib import Path

import pytest

from app.core.errors import ModelFolderError
from app.core.models.collection_watch import CollectionWatch, signature
from app.core.models.folder import open_current
from app.core.places import PIN_NAME
from tests.support.desktop import wait_for


def version(collection: Path, number: int) -> Path:
    folder = collection / str(number) / "assets.extra"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text("{}")
    return folder


def test_every_change_that_matters_changes_the_signature(tmp_path: Path) -> None:
    folder = version(tmp_path, 1)
    seen = {signature(tmp_path)}
    version(tmp_path, 2)
    seen.add(signature(tmp_path))
    (tmp_path / PIN_NAME).write_text('{"version": 1}')
    seen.add(signature(tmp_path))
    (folder / "model.tflite").write_bytes(b"x")
    seen.add(signature(tmp_path))
    assert len(seen) == 4
    (tmp_path / ".staging-1").mkdir()
    (tmp_path / ".staging-1" / "model.json").touch()
    assert signature(tmp_path) in seen
    assert signature(tmp_path / "nowhere") != signature(tmp_path)


def test_a_folder_that_is_still_growing_is_waited_for(tmp_path: Path) -> None:
    version(tmp_path, 1)
    calls: list[float] = []
    watch = CollectionWatch(lambda: tmp_path, lambda: calls.append(time.monotonic()), 0.1)
    try:
        folder = version(tmp_path, 2)
        for _ in range(8):
            with (folder / "model.tflite").open("ab") as stream:
                stream.write(b"more")
            time.sleep(0.05)
        written = time.monotonic()
        wait_for(lambda: calls, 5, "the change to be told")
        assert calls[0] > written - 0.1
        time.sleep(0.4)
        assert len(calls) == 1
    finally:
        watch.stop()


@pytest.mark.parametrize("now", ["elsewhere", "gone"])
def test_another_place_is_a_change(tmp_path: Path, now: str) -> None:
    version(tmp_path / "here", 1)
    place = [tmp_path / "here"]
    calls: list[int] = []
    watch = CollectionWatch(lambda: place[0], lambda: calls.append(1), 0.05)
    try:
        place[0] = tmp_path / now
        wait_for(lambda: calls, 5, "the change to be told")
    finally:
        watch.stop()


@pytest.mark.parametrize(
    "place", ["a\0b", "\ud800", "x" * 300, "/x" * 3000, "/dev/null", "/etc/passwd"]
)
def test_whatever_stands_for_a_place_is_a_sentence_and_no_end(place: str) -> None:
    CollectionWatch(lambda: Path(place), lambda: None).stop()
    with pytest.raises(ModelFolderError):
        open_current(Path(place))
