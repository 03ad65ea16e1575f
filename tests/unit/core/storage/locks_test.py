"""Locks as Windows knows them, tried on any system with a stand-in for its module."""

import errno
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from app.core.storage import locks

FAR = 0x7FFFFFFF  # a byte that no file has: Windows keeps others from reading what is locked


class Msvcrt(SimpleNamespace):
    """Locks one byte for one handle at a time, at the place that the handle is at."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.owner: int | None = None
        self.refuses = errno.EACCES
        self.asked: list[tuple[int, int]] = []

    def locking(self, handle: int, mode: int, count: int) -> None:
        assert mode == self.LK_NBLCK
        self.asked.append((os.lseek(handle, 0, os.SEEK_CUR), count))
        if self.owner not in {None, handle}:
            raise OSError(self.refuses, "locked")
        self.owner = handle


@pytest.fixture
def msvcrt() -> Msvcrt:
    return Msvcrt()


@pytest.fixture
def on_windows(msvcrt: Msvcrt, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    spec = importlib.util.spec_from_file_location("locks_on_windows", locks.__file__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def handles(tmp_path: Path) -> Iterator[tuple[int, int]]:
    file = tmp_path / "lock"
    file.write_bytes(b"content")
    both = tuple(os.open(file, os.O_RDWR) for _ in range(2))
    yield both
    for handle in both:
        os.close(handle)


def test_a_byte_beyond_the_file_is_locked_and_the_place_stays(
    on_windows: ModuleType, msvcrt: Msvcrt, handles: tuple[int, int]
) -> None:
    os.lseek(handles[0], 3, os.SEEK_SET)
    assert on_windows.lock_handle(handles[0])
    assert msvcrt.asked == [(FAR, 1)]
    assert os.read(handles[0], 10) == b"tent"


@pytest.mark.parametrize("code", [errno.EACCES, errno.EDEADLK])
def test_another_has_it(
    on_windows: ModuleType, msvcrt: Msvcrt, handles: tuple[int, int], code: int
) -> None:
    msvcrt.refuses = code
    assert on_windows.lock_handle(handles[0])
    assert not on_windows.lock_handle(handles[1])
    assert os.lseek(handles[1], 0, os.SEEK_CUR) == 0


def test_a_drive_without_locks_gives_everybody_the_right(
    on_windows: ModuleType, msvcrt: Msvcrt, tmp_path: Path
) -> None:
    msvcrt.owner, msvcrt.refuses = -1, errno.EINVAL
    with pytest.raises(OSError, match="locked"), (tmp_path / "a").open("wb") as stream:
        on_windows.lock_handle(stream.fileno())
    lock = on_windows.Lock.take(tmp_path / "b")
    assert lock is not None
    lock.release()
