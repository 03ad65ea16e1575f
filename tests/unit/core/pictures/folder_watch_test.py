"""New pictures are told once, when they are complete."""

import errno
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.pictures import folder_watch
from app.core.pictures.folder_watch import FolderWatch
from tests.support.desktop import wait_for


@pytest.fixture
def found() -> list[Path]:
    return []


@pytest.fixture
def folder(tmp_path: Path, found: list[Path]) -> Iterator[Path]:
    (tmp_path / "old.jpg").write_bytes(b"old")
    watch = FolderWatch(tmp_path, found.append)
    yield tmp_path
    watch.stop()


def test_a_new_picture_is_told_and_other_files_are_not(folder: Path, found: list[Path]) -> None:
    (folder / "notes.txt").write_text("milk")
    (folder / ".half.jpg").write_bytes(b"hidden")
    (folder / "new صورة.JPG").write_bytes(b"picture")
    (folder / "inner").mkdir()
    time.sleep(0.3)  # a picture saved in the same instant as its folder may come before the watch
    (folder / "inner" / "deep.png").write_bytes(b"picture")
    wait_for(lambda: len(found) >= 2, what="two pictures")
    time.sleep(1)
    assert sorted(path.name for path in found) == ["deep.png", "new صورة.JPG"]


def test_a_half_written_picture_is_waited_for(folder: Path, found: list[Path]) -> None:
    path = folder / "slow.jpg"
    with path.open("wb") as stream:
        for _ in range(6):
            stream.write(b"part")
            stream.flush()
            time.sleep(0.3)
            assert found == []
    wait_for(lambda: found, what="the picture")
    assert found == [path]
    assert path.stat().st_size == 24


def test_a_picture_that_gets_its_name_at_the_end(folder: Path, found: list[Path]) -> None:
    (folder / "photo.jpg.part").write_bytes(b"picture")
    (folder / "photo.jpg.part").rename(folder / "photo.jpg")
    wait_for(lambda: found, what="the picture")
    assert found == [folder / "photo.jpg"]


def test_what_cannot_be_watched_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="cannot be watched"):
        FolderWatch(tmp_path / "gone", lambda path: None)


def told(watch_folder: Path, found: list[Path]) -> list[str]:
    return sorted(path.relative_to(watch_folder).as_posix() for path in found)


@pytest.mark.parametrize(
    "place", [".thumbnails/x.jpg", ".trash/gone.jpg", "@eaDir/shot.jpg/THUMB.jpg", "#recycle/x.jpg"]
)
def test_what_a_scan_passes_over_is_not_told(folder: Path, found: list[Path], place: str) -> None:
    (folder / place).parent.mkdir(parents=True)
    (folder / place).write_bytes(b"thumbnail")
    (folder / "shot.jpg").write_bytes(b"picture")
    wait_for(lambda: found, what="the picture")
    time.sleep(0.5)
    assert told(folder, found) == ["shot.jpg"]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the folder so often that a test need not wait."""
    monkeypatch.setattr(folder_watch, "_FOLDER_SECONDS", 0.1)
    monkeypatch.setattr(folder_watch, "_SETTLED_SECONDS", 0.1)


class Watched:
    """A watched folder, and what was said of it."""

    def __init__(self, folder: Path, **options: bool) -> None:
        self.found: list[Path] = []
        self.changes: list[bool] = []
        self.notices: list[str] = []
        self.watch = FolderWatch(
            folder, self.found.append, self.changes.append, self.notices.append, **options
        )

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self.watch.stop()


@pytest.mark.parametrize("how", ["removed", "renamed", "replaced"])
def test_a_folder_that_goes_away_is_watched_again_when_it_is_back(
    tmp_path: Path, hasty: None, how: str
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "old.jpg").write_bytes(b"old")
    with Watched(folder) as watched:
        time.sleep(0.5)  # what was there before is known then
        if how == "removed":
            shutil.rmtree(folder)
        else:
            folder.rename(tmp_path / "elsewhere")
        if how != "replaced":
            wait_for(lambda: watched.changes == [False], what="the folder to be missed")
            time.sleep(0.3)
            assert watched.found == []
        folder.mkdir()
        (folder / "meanwhile.jpg").write_bytes(b"picture")
        wait_for(lambda: told(folder, watched.found) == ["meanwhile.jpg"], what="the first")
        (folder / "after.jpg").write_bytes(b"picture")
        wait_for(lambda: len(watched.found) == 2, what="the picture after")
        assert watched.changes in ([], [False, True])


def test_a_folder_may_be_away_at_first(tmp_path: Path, hasty: None) -> None:
    folder = tmp_path / "disk"
    with Watched(folder, may_be_away=True) as watched:
        wait_for(lambda: watched.changes == [False], what="the folder to be missed")
        folder.mkdir()
        wait_for(lambda: watched.changes == [False, True], what="the folder to be seen")
        (folder / "new.jpg").write_bytes(b"picture")
        wait_for(lambda: told(folder, watched.found) == ["new.jpg"], what="the picture")


def test_events_that_the_system_lost_are_made_up_for(
    tmp_path: Path, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when its queue overflowed, or on a network drive."""
    monkeypatch.setattr(folder_watch, "_RESCAN_SECONDS", 0.3)
    monkeypatch.setattr(FolderWatch, "_touched", lambda self, path: None)
    (tmp_path / "old.jpg").write_bytes(b"old")
    with Watched(tmp_path) as watched:
        time.sleep(0.5)
        (tmp_path / "new.jpg").write_bytes(b"picture")
        wait_for(lambda: watched.found, what="the picture")
        time.sleep(0.8)
        assert told(tmp_path, watched.found) == ["new.jpg"]


def test_a_burst_of_events_leads_to_a_rescan(
    tmp_path: Path, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system drops what it cannot queue."""

    def count_only(self: FolderWatch, path: Path) -> None:
        self._events += 1

    monkeypatch.setattr(folder_watch, "_BURST", 5)
    monkeypatch.setattr(FolderWatch, "_touched", count_only)
    with Watched(tmp_path) as watched:
        time.sleep(0.5)
        for number in range(20):
            (tmp_path / f"{number}.jpg").write_bytes(b"picture")
        wait_for(lambda: len(watched.found) == 20, what="all of them")


def test_with_more_folders_than_are_watched_a_picture_is_told_within_the_interval(
    tmp_path: Path, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_watch, "_MOST_FOLDERS", 3)
    monkeypatch.setattr(folder_watch, "_RESCAN_SECONDS", 1.0)
    for number in range(6):
        (tmp_path / str(number)).mkdir()
    with Watched(tmp_path) as watched:
        wait_for(lambda: watched.notices, what="a notice")
        assert watched.watch._observer is None
        for number in range(3):
            start = time.monotonic()
            (tmp_path / "5" / f"{number}.jpg").write_bytes(b"picture")
            wait_for(lambda: len(watched.found) > number, what="the picture")  # noqa: B023
            # The interval, 0.1 s till it is complete, two looks; the rest for a busy machine.
            assert time.monotonic() - start < 1.0 + 0.1 + 2 * 0.2 + 2


def test_a_folder_that_takes_long_to_read_is_read_more_seldom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_watch, "_RESCAN_SECONDS", 0.3)

    def slowly(*_: object, **__: object) -> Iterator[Path]:
        time.sleep(0.2)
        yield from ()

    with Watched(tmp_path) as watched:
        assert watched.watch._rescan(tell=True) < 1
        monkeypatch.setattr(folder_watch, "find_pictures", slowly)
        assert 2 <= watched.watch._rescan(tell=True) < 20


def test_limits_of_the_system_are_a_sentence(
    tmp_path: Path, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "limit"
    limit.write_text("2\n")
    monkeypatch.setattr(folder_watch, "_WATCHES_FILE", limit)
    for name in "abc":
        (tmp_path / "deep" / name).mkdir(parents=True)
    expect_found_by_looking(tmp_path / "deep", "No more than 2 folders", monkeypatch)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EMFILE])
@pytest.mark.parametrize("at", ["the folder itself", "one inside"])
def test_where_others_used_the_limit_up_pictures_are_looked_for(
    tmp_path: Path, hasty: None, monkeypatch: pytest.MonkeyPatch, code: int, at: str
) -> None:
    """Watchdog raises for the folder itself, and says nothing of those inside."""
    from watchdog.observers.inotify_c import InotifyFD

    (tmp_path / "c").mkdir()
    watch = InotifyFD._get_or_create_watch

    def full(self: InotifyFD, path: bytes, mask: int) -> object:
        if at == "the folder itself" or path.endswith(b"/c"):
            raise OSError(code, "limit reached")
        return watch(self, path, mask)

    monkeypatch.setattr(InotifyFD, "_get_or_create_watch", full)
    expect_found_by_looking(tmp_path, "This system watches no more folders", monkeypatch)


def expect_found_by_looking(folder: Path, notice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_watch, "_RESCAN_SECONDS", 0.3)
    with Watched(folder) as watched:
        wait_for(lambda: watched.notices, what="a notice")
        assert watched.watch.by_looking
        assert watched.notices[0].startswith(notice)
        (folder / "c" / "new.jpg").write_bytes(b"picture")
        wait_for(lambda: watched.found, what="the picture, all the same")
        assert (watched.changes, len(watched.notices)) == ([], 1)
