"""Brings files and folders into the list: looks for the pictures, a part at a time."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from app.core.answers import row_from
from app.core.errors import FileAccessError
from app.ui.intake.dropped import new_received_file
from app.ui.look import wording
from app.ui.threads.messages import Found, FoundItem
from app.ui.threads.pump import Pump

_CHUNK = 250
_CHUNK_SECONDS = 0.1
_COPIED_AT_MOST = 50
_COPY_BYTES = 64 * 1024 * 1024
# Folders that browsers make in the temporary folder for a drag, and remove after it.
_BROWSER_FOLDERS = ("dnd_file", "chrome_drag", "drops", ".org.chromium", "scoped_dir")
Arrived = Callable[[Sequence[FoundItem], bool, bool], None]


@dataclass
class _Intake:
    cancel: Event
    arrived: Arrived
    brought: int = 0


class Importer:
    """Runs intakes, any number at a time.

    Args:
        list_on_screen: gives the id of the list that is on screen; what is for another is let go.
        arrived: called with items that were found, whether they are the first of their intake,
            and whether they are all of it.
        nothing: called with a sentence when an intake brought nothing at all.
        skipped: called with a sentence when some files beside pictures were passed over.
    """

    def __init__(
        self,
        pump: Pump,
        list_on_screen: Callable[[], int],
        arrived: Arrived,
        nothing: Callable[[str], None],
        skipped: Callable[[str], None],
    ) -> None:
        self._pump = pump
        self._list_on_screen = list_on_screen
        self._arrived = arrived
        self._nothing = nothing
        self._skipped = skipped
        self._intakes: dict[int, _Intake] = {}
        self._next = 1
        pump.on(Found, self._found)

    @property
    def running(self) -> bool:
        """Whether files are being looked for."""
        return bool(self._intakes)

    def take(
        self,
        list_id: int,
        paths: Sequence[Path],
        *,
        may_vanish: bool = False,
        arrived: Arrived | None = None,
    ) -> None:
        """Look for pictures among files and folders, in a thread.

        Args:
            list_id: the list that they are for.
            may_vanish: they come from a drag, whose source may remove them at once.
            arrived: called in place of the usual one.
        """
        number, intake = self._next, _Intake(Event(), arrived or self._arrived)
        self._next += 1
        self._intakes[number] = intake
        scan(number, list_id, paths, self._pump.post, intake.cancel, may_vanish=may_vanish)

    def cancel(self) -> None:
        """Stop looking for pictures."""
        for intake in self._intakes.values():
            intake.cancel.set()

    def _found(self, found: Found) -> None:
        intake = self._intakes[found.intake]
        first = intake.brought == 0
        if found.complete:
            del self._intakes[found.intake]
        if intake.cancel.is_set() or found.list != self._list_on_screen():
            return
        intake.brought += len(found.items)
        sentences = [
            item.failed.error[1] for item in found.items if item.failed and item.failed.error
        ]
        if first and len(sentences) == len(found.items):
            if sentences:
                self._nothing(wording.first_of(sentences))
        elif found.items:
            intake.arrived(found.items, first, found.complete)
        if found.skipped and intake.brought > len(sentences) and intake.arrived == self._arrived:
            self._skipped(found.skipped)


def scan(
    intake: int,
    list_id: int,
    paths: Sequence[Path],
    post: Callable[[Found], None],
    cancel: Event,
    *,
    may_vanish: bool = False,
) -> Thread:
    """Look for pictures in a thread of its own, and post them as they are found.

    Args:
        list_id: the list that they are for.
        may_vanish: the paths come from a drag: files in the temporary folder are copied first.
    """
    arguments = (intake, list_id, paths, post, cancel, may_vanish)
    thread = Thread(target=_scan, args=arguments, name="scan", daemon=True)
    thread.start()
    return thread


def _scan(
    intake: int,
    list_id: int,
    paths: Sequence[Path],
    post: Callable[[Found], None],
    cancel: Event,
    may_vanish: bool,
) -> None:
    copies = _copy_temporary(paths) if may_vanish else {}

    from app.core.pictures.find import Skipped, find_pictures

    chunk: list[FoundItem] = []
    last = time.perf_counter()
    any_picture = False
    skipped = Skipped()
    places = [copies.get(path, (path, path))[0] for path in paths]
    for found in find_pictures(places, cancel=cancel, skipped=skipped):
        if isinstance(found, Path):
            any_picture = True
            copy = next((copy for shown, copy in copies.values() if shown == found), None)
            chunk.append(FoundItem(found, copy=copy if copy != found else None))
        else:
            chunk.append(FoundItem(found.path, failed=row_from(found)))
        now = time.perf_counter()
        # What could not be read waits for a picture: alone, it is a remark and no list.
        if any_picture and (len(chunk) >= _CHUNK or (now - last > _CHUNK_SECONDS and chunk[1:])):
            post(Found(list_id, intake, tuple(chunk), complete=False))
            chunk, last = [], now
    post(Found(list_id, intake, tuple(chunk), complete=True, skipped=skipped.sentence))


def _copy_temporary(paths: Sequence[Path]) -> dict[Path, tuple[Path, Path]]:
    """Copy files of the temporary folder: dropped path -> (path to show, copy to read).

    A file that a browser made for the drag is known by its copy from then on.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    copies: dict[Path, tuple[Path, Path]] = {}
    for path in paths[:_COPIED_AT_MOST]:
        try:
            resolved = path.resolve()
            if not resolved.is_relative_to(temporary) or not resolved.is_file():
                continue
            if resolved.stat().st_size > _COPY_BYTES:
                continue
            copy = new_received_file(path.name)
            shutil.copyfile(resolved, copy)
        except (OSError, FileAccessError):
            continue
        by_browser = resolved.parent.name.startswith(_BROWSER_FOLDERS)
        copies[path] = (copy if by_browser else path, copy)
    return copies
