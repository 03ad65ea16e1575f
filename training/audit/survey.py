"""Every picture file of a data folder, read once and measured. The folder is only ever read."""

from __future__ import annotations

import hashlib
import io
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.class_folders import class_names, remarks, split_folders
from app.core.pictures.images import Pixels
from app.core.pictures.jpeg import JPEG_START
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.passed_over import is_passed_over
from training.audit.label_errors import Answer, answer_of
from training.audit.measures import SMALL_SIDE, Measures, measure, shrink
from training.data.dataset import (  # one place tells what a picture's class, type and split are
    Found,
    Picture,
    find_files,
    perceptual_hasher,
)
from training.data.likeness import miniature
from training.data.pictures import decoded, mapped_ahead
from training.errors import DataError
from training.progress import Progress, ProgressCallback, no_progress

if TYPE_CHECKING:
    from app.core.models.classifier import Classifier

_DECODE_MARGIN = 2  # as serving decodes: no smaller than twice the network's input
_TELL_EVERY = 50


@dataclass(frozen=True)
class Inspected:
    """One readable picture.

    Attributes:
        picture: where it lies, its digest and hashes.
        width, height: in pixels, upright, as stored.
        measures: of a small copy.
        miniature: uint8 [MINIATURE_SIDE, MINIATURE_SIDE, 3], stretched, to hold against others.
        answer: what the model said, None when none was asked.
    """

    picture: Picture
    width: int
    height: int
    measures: Measures
    miniature: Pixels
    answer: Answer | None

    @property
    def path(self) -> str:
        """POSIX, relative to the data folder."""
        return self.picture.path.as_posix()


@dataclass(frozen=True)
class Unreadable:
    """A file or folder that could not be read; ``path`` is POSIX, relative to the data folder."""

    path: str
    reason: str


@dataclass(frozen=True)
class Survey:
    """What a data folder holds, be it fit for training or not.

    Attributes:
        folder: the data folder.
        classes: names of the class folders in sorted order, empty ones too; not the background.
        background: name of the background folder when it holds pictures, else empty.
        inspected: readable pictures, by path.
        unreadable: picture files and folders that could not be read.
        strays: pictures beside the class folders, POSIX, relative to the data folder.
        has_given_splits: whether the folder holds ``train`` and ``test`` folders.
        remarks: a sentence for every class that has more than one folder name.
    """

    folder: Path
    classes: tuple[str, ...]
    background: str
    inspected: tuple[Inspected, ...]
    unreadable: tuple[Unreadable, ...]
    strays: tuple[str, ...]
    has_given_splits: bool
    remarks: tuple[str, ...] = ()

    def kinds(self) -> dict[str, Counter[str]]:
        """Class or background -> product type -> readable photos; a type may be empty.

        Classes come in order, those without photos too, and the background last.
        """
        counts: dict[str, Counter[str]] = {name: Counter() for name in self.classes}
        if self.background:
            counts[self.background] = Counter()
        for item in self.inspected:
            counts[item.picture.class_name][item.picture.kind] += 1
        return counts


def survey(
    folder: Path,
    *,
    background: str = "other",
    classifier: Classifier | None = None,
    on_progress: ProgressCallback = no_progress,
) -> Survey:
    """Read every picture that training would, in parallel, each decoded once.

    Unlike ``read_dataset`` this takes any folder that can be listed; what is wrong with it is for
    the audit to say.

    Args:
        classifier: is asked about every picture, in the calling thread.

    Raises:
        DataError: ``no_data``: the folder is missing or may not be read.
    """
    if not folder.is_dir():
        raise DataError(
            "no_data", f"{folder} is not a folder; give a folder that holds one folder per class."
        )
    refused: list[str] = []
    found, has_given_splits = find_files(folder, refused)
    names = class_names(folder, has_given_splits)
    inspected: list[Inspected] = []
    unreadable = [Unreadable(".", reason) for reason in refused]
    for result in _inspect(folder, found, classifier, on_progress):
        if isinstance(result, Inspected):
            inspected.append(result)
        else:
            unreadable.append(result)
    held = any(item.picture.class_name == background for item in inspected)
    return Survey(
        folder=folder,
        classes=tuple(sorted(set(names.values()) - {background})),
        background=background if held else "",
        inspected=tuple(inspected),
        unreadable=tuple(unreadable),
        strays=tuple(_strays(folder, has_given_splits)),
        has_given_splits=has_given_splits,
        remarks=tuple(remarks(names)),
    )


def _inspect(
    folder: Path, found: list[Found], classifier: Classifier | None, on_progress: ProgressCallback
) -> Iterator[Inspected | Unreadable]:
    hashes = perceptual_hasher()
    contract = classifier.contract if classifier else None
    at_least = SMALL_SIDE
    if contract:
        at_least = max(at_least, _DECODE_MARGIN * max(contract.height, contract.width))

    def read(item: Found) -> tuple[Inspected, Pixels | None] | Unreadable:
        try:
            data = images.read_bytes(folder / item.path)
            path = folder / item.path
            pixels = decoded(data, path, name=path.name, at_least=at_least)
        except PictureError as error:
            return Unreadable(item.path.as_posix(), error.message)
        small = shrink(pixels)
        phash, dhash = hashes(small)
        width, height = _stored_size(data, pixels)
        picture = Picture(
            path=item.path,
            class_name=item.class_name,
            kind=item.kind,
            given_split=item.given_split,
            sha256=hashlib.sha256(data).hexdigest(),
            phash=phash,
            dhash=dhash,
        )
        fitted = images.fit(pixels, contract.input_spec) if contract else None
        return Inspected(picture, width, height, measure(small), miniature(small), None), fitted

    start = time.monotonic()
    for done, result in enumerate(mapped_ahead(read, found), start=1):
        if done % _TELL_EVERY == 0 or done == len(found):
            rate = done / max(time.monotonic() - start, 1e-9)
            on_progress(
                Progress("Looking at the photos", done, len(found), pictures_per_second=rate)
            )
        if isinstance(result, Unreadable):
            yield result
            continue
        item, fitted = result
        yield item if classifier is None or fitted is None else _asked(item, classifier, fitted)


def _asked(item: Inspected, classifier: Classifier, fitted: Pixels) -> Inspected:
    """With the model's answer; a picture that is fitted already is not changed by fitting."""
    return replace(item, answer=answer_of(classifier.classify(fitted), item.picture.class_name))


def _stored_size(data: bytes, pixels: Pixels) -> tuple[int, int]:
    """Width and height before any reduction while decoding, upright."""
    from PIL import Image

    if not data.startswith(JPEG_START):  # nothing else can be decoded smaller
        return pixels.shape[1], pixels.shape[0]
    with Image.open(io.BytesIO(data)) as header:
        width, height = header.size
    turned = (width > height) != (pixels.shape[1] > pixels.shape[0])
    return (height, width) if turned and pixels.shape[0] != pixels.shape[1] else (width, height)


def _strays(folder: Path, has_given_splits: bool) -> Iterable[str]:
    parents = split_folders(folder).values() if has_given_splits else [folder]
    return sorted(
        entry.relative_to(folder).as_posix()
        for parent in parents
        for entry in parent.iterdir()
        if entry.suffix.lower() in SUFFIXES and not is_passed_over(entry.name) and entry.is_file()
    )
