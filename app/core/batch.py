"""Many pictures: find them, decode ahead, classify in order."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TypeAlias

from app.core.errors import FileAccessError, PictureError, ShelfwiseError
from app.core.models.classifier import Classifier, Prediction
from app.core.models.folder import Contract
from app.core.natural import natural_key
from app.core.pictures import images
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.pool import Decoders

_SYSTEM_NAMES = frozenset(
    {"__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"}
)
_FEW = 12  # up to so many pictures, a second lane would cost more to make than it saves


@dataclass(frozen=True)
class Classified:
    """A picture that was read and answered for.

    Attributes:
        seconds: decoding plus inference, without waiting.
    """

    path: Path
    prediction: Prediction
    seconds: float


@dataclass(frozen=True)
class Failed:
    """A file or folder that could not be read, and why."""

    path: Path
    error: ShelfwiseError


Outcome: TypeAlias = Classified | Failed


def find_pictures(
    paths: Iterable[Path], *, recursive: bool = True, cancel: Event | None = None
) -> Iterator[Path | Failed]:
    """The pictures among files and folders, as they are found, in natural order.

    A file that is named is always tried. In folders, hidden and system files and files without a
    picture's ending are passed over; links to folders are followed, but no folder is entered twice.
    A missing path, an unreadable folder and a folder without pictures each give one
    ``Failed``.
    """
    visited: set[tuple[int, int]] = set()
    for path in paths:
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if not is_folder:
            yield path if os.path.lexists(path) else _missing(path)
            continue
        empty = True
        for found in _walk(path, recursive, visited, cancel):
            empty = False
            yield found
        if empty and not (cancel and cancel.is_set()):
            yield Failed(
                path,
                FileAccessError(
                    "no_pictures", f"There are no pictures in {path}; choose another folder."
                ),
            )


def classify_all(
    classifier: Classifier,
    found: Iterable[Path | Failed],
    decoders: Decoders,
    cancel: Event | None = None,
) -> Iterator[Outcome]:
    """One outcome for every item of ``found``, in its order, until ``cancel`` is set.

    Pictures are decoded ahead. Once there are many, as many are classified at a time as the
    classifier can.
    """
    items = iter(found)
    yield from _classify(classifier, islice(items, _FEW), decoders, cancel, lanes=1)
    yield from _classify(classifier, items, decoders, cancel, lanes=classifier.lanes)


def _classify(
    classifier: Classifier,
    items: Iterator[Path | Failed],
    decoders: Decoders,
    cancel: Event | None,
    *,
    lanes: int,
) -> Iterator[Outcome]:
    decoding = ThreadPoolExecutor(decoders.most, thread_name_prefix="decode")
    answering = ThreadPoolExecutor(lanes, thread_name_prefix="answer")
    waiting: deque[Failed | Future[Outcome]] = deque()
    try:
        while not (cancel and cancel.is_set()):
            for item in islice(items, decoders.most + 2 * lanes - len(waiting)):
                if isinstance(item, Failed):
                    waiting.append(item)
                    continue
                decoded = decoding.submit(_decode, classifier.contract, item, decoders)
                waiting.append(answering.submit(_finish, classifier, item, decoded))
            if not waiting:
                return
            first = waiting.popleft()
            yield first if isinstance(first, Failed) else first.result()
    finally:
        decoding.shutdown(wait=False, cancel_futures=True)
        answering.shutdown(wait=False, cancel_futures=True)


def _walk(
    folder: Path, recursive: bool, visited: set[tuple[int, int]], cancel: Event | None
) -> Iterator[Path | Failed]:
    """Without recursion: folders may lie deeper within folders than Python calls may."""
    levels = [_entries(folder, visited)]
    while levels and not (cancel and cancel.is_set()):
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif isinstance(found, Failed):
            yield found
        elif _is_folder(found):
            if recursive:
                levels.append(_entries(Path(found.path), visited))
        elif Path(found.name).suffix.lower() in SUFFIXES:
            yield Path(found.path)


def _entries(folder: Path, visited: set[tuple[int, int]]) -> Iterator[os.DirEntry[str] | Failed]:
    """What is in a folder, but for hidden and system files; nothing where it was visited before."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in visited:
            return
        visited.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: (natural_key(entry.name), entry.name))
    except OSError as error:
        yield Failed(
            folder,
            FileAccessError(
                "no_permission" if isinstance(error, PermissionError) else "cannot_read",
                f"The folder {folder} could not be read ({error.strerror}); "
                "change its permissions or choose another.",
            ),
        )
        return
    for entry in entries:
        if not entry.name.startswith(".") and entry.name.casefold() not in _SYSTEM_NAMES:
            yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _decode(contract: Contract, path: Path, decoders: Decoders) -> tuple[images.Pixels, float]:
    start = time.perf_counter()
    pixels = decoders.fitted(path, contract.input_spec)
    return pixels, time.perf_counter() - start


def _finish(
    classifier: Classifier, path: Path, decoded: Future[tuple[images.Pixels, float]]
) -> Outcome:
    try:
        pixels, decoding_seconds = decoded.result()
        start = time.perf_counter()
        prediction = classifier.classify(pixels)
        return Classified(path, prediction, decoding_seconds + time.perf_counter() - start)
    except ShelfwiseError as error:
        return Failed(path, error)
    except Exception as error:  # one picture must never take the batch with it
        return Failed(
            path,
            PictureError(
                "unexpected",
                f"{path.name} could not be classified ({type(error).__name__}: {error}).",
            ),
        )


def _missing(path: Path) -> Failed:
    return Failed(
        path, FileAccessError("not_found", f"{path} does not exist; check the name and the place.")
    )
