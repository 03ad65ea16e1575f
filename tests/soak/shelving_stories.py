"""Files on their way to their shelves, and back."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from app.core.shelving.journal import past_shelvings, read_journal
from app.core.shelving.shelve import Item, Report, plan, shelve, unshelve
from tests.soak.kept_stories import leftovers

_PHOTOS = {
    "a/photo.jpg": b"a" * 90_000,
    "b/photo.jpg": b"b" * 10,
    "صورة {1}\n.png": b"c" * 70_000,
    "empty.png": b"",
    os.fsdecode(b"caf\xe9.png"): b"d" * 1000,
    f"{'n' * 251}.png": b"e" * 2000,
}
_FOREIGN = {"fashion/Photo.jpg": b"not ours"}


class Shelving:
    """Copies or moves; on one disk, between two, or on one that knows no hard links."""

    def __init__(self, name: str, *, move: bool, links: str = "everywhere") -> None:
        self.name = name
        self._move = move
        self._links = links

    def prepare(self, folder: Path) -> None:
        for root, files in (("in", _PHOTOS), ("out", _FOREIGN)):
            for name, content in files.items():
                path = folder / root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def work(self, folder: Path) -> None:
        link = os.link
        if self._links != "everywhere":
            os.link = self._refusing(link)  # type: ignore[assignment]
        try:
            _all_done(self._shelve(folder, "1"))
        finally:
            os.link = link

    def check(self, folder: Path) -> int:
        self._nothing_lost(folder)
        journal = folder / "journals" / "1.jsonl"
        if journal.exists():
            read_journal(journal)
            assert not unshelve(journal).failed
        self._as_before(folder)
        assert not self._shelve(folder, "2").failed
        assert len(past_shelvings(folder / "journals")) == 1
        assert not unshelve(folder / "journals" / "2.jsonl").failed
        self._as_before(folder)
        assert leftovers(folder) == []
        return len(_PHOTOS) + len(_FOREIGN)

    def _shelve(self, folder: Path, journal: str) -> Report:
        items = [Item(folder / "in" / name, "fashion") for name in _PHOTOS]
        return shelve(
            plan(items, folder / "out"), folder / "journals" / f"{journal}.jsonl", move=self._move
        )

    def _nothing_lost(self, folder: Path) -> None:
        sources, shelves = _tree(folder / "in"), _tree(folder / "out")
        known = {*_PHOTOS.values(), *_FOREIGN.values()}
        if self._links == "nowhere":
            known.add(b"")  # holds a name for a moment; undoing knows it
        for name, content in {**sources, **shelves}.items():
            assert content in known, f"{name} is half written"
        for name, content in _PHOTOS.items():
            assert sources.get(name) == content or content in shelves.values(), f"{name} is lost"
            assert self._move or sources.get(name) == content, f"{name} was to stay"
        assert shelves["fashion/Photo.jpg"] == _FOREIGN["fashion/Photo.jpg"]

    @staticmethod
    def _as_before(folder: Path) -> None:
        assert _tree(folder / "in") == _PHOTOS, "not all is back"
        assert _tree(folder / "out") == _FOREIGN, "something stayed on the shelves"

    def _refusing(self, link):  # type: ignore[no-untyped-def]
        def call(source: Path, target: Path, **options: object) -> None:
            if self._links == "nowhere" or Path(source).parent != Path(target).parent:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            link(source, target, **options)

        return call


class Unshelving(Shelving):
    """Takes back what was put on shelves."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        super().work(folder)

    def work(self, folder: Path) -> None:
        link = os.link
        if self._links != "everywhere":
            os.link = self._refusing(link)  # type: ignore[assignment]
        try:
            _all_done(unshelve(folder / "journals" / "1.jsonl"))
        finally:
            os.link = link


def _all_done(report: Report) -> None:
    if report.failed:
        raise report.failed[0]


def _tree(root: Path) -> dict[str, bytes]:
    """Files that people see."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".shelfwise-")
    }
