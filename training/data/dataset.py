"""From a folder of class folders to a list of readable pictures. The folder is only ever read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.class_folders import class_names, remarks, split_folders
from app.core.pictures.find import find_pictures
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.passed_over import is_passed_over
from training.data.likeness import miniature
from training.data.pictures import decoded
from training.errors import DataError
from training.progress import Progress, ProgressCallback, no_progress

SPLITS = ("train", "validation", "test")
_HASH_SIDE = 128  # decode at no less than this; the hashes look at 32 x 32 pixels
_MIN_CLASSES = 2


@dataclass(frozen=True)
class Picture:
    """One readable picture file.

    Attributes:
        path: relative to the data folder.
        class_name: name of its class, or of the background; see ``class_names``.
        kind: product type: the first folder below the class, empty when there is none.
        given_split: ``train``, ``validation`` or ``test`` when the data folder says so, else empty.
        sha256: of the file, hexadecimal.
        phash, dhash: 64-bit perceptual hashes: of the picture's low frequencies and of its
            horizontal gradients.
        miniature: of ``likeness.miniature``, its bytes; empty where none was made.
    """

    path: Path
    class_name: str
    kind: str
    given_split: str
    sha256: str
    phash: int
    dhash: int
    miniature: bytes = b""


@dataclass(frozen=True)
class Dataset:
    """What a data folder holds.

    Attributes:
        folder: the data folder.
        classes: names in sorted order, which is the order of the network's output; the background
            folder is not one of them.
        background: name of the background folder when it holds pictures, else empty.
        pictures: readable ones, by path.
        skipped: one sentence for every picture file or folder that could not be read, and for every
            class that has more than one folder name.
        has_given_splits: whether the folder holds ``train`` and ``test`` folders.
    """

    folder: Path
    classes: tuple[str, ...]
    background: str
    pictures: tuple[Picture, ...]
    skipped: tuple[str, ...]
    has_given_splits: bool


@dataclass(frozen=True)
class Found:
    """A file that may be a picture.

    Attributes:
        class_name: of the class folder that it lies in.
        kind: the folder inside that, the product type; empty without one.
        given_split: ``train``, ``validation`` or ``test``; empty where the folder has none.
    """

    path: Path
    class_name: str
    kind: str
    given_split: str


def read_dataset(
    folder: Path, *, background: str = "other", on_progress: ProgressCallback = no_progress
) -> Dataset:
    """Find, read and hash every picture of a data folder.

    ``folder`` holds one folder per class, pictures in sub-folders of any depth, and perhaps a
    background folder; or ``train/``, ``test/`` and perhaps ``validation/`` folders that do.
    Hidden files and folders and those of the system are passed over; links are followed, each
    folder once.

    Raises:
        DataError: ``no_data``: the folder is missing or may not be read; ``too_few_classes``;
            ``no_pictures``: a class has none that can be read; ``splits_differ``: the given split
            folders do not hold the same classes.
    """
    if not folder.is_dir():
        raise DataError(
            "no_data", f"{folder} is not a folder; give a folder that holds one folder per class."
        )
    skipped: list[str] = []
    found, has_given_splits = find_files(folder, skipped)
    names = class_names(folder, has_given_splits)
    skipped += remarks(names)
    classes = tuple(sorted(set(names.values()) - {background}))
    if len(classes) < _MIN_CLASSES:
        raise DataError(
            "too_few_classes",
            f"{folder} holds {len(classes)} class folder{'' if len(classes) == 1 else 's'} besides "
            f"{background!r}; put photos into at least two folders, one per class.",
        )
    pictures = _inspect(folder, found, skipped, on_progress)
    _check_classes(folder, classes, pictures, background, has_given_splits, skipped)
    return Dataset(
        folder=folder,
        classes=classes,
        background=background if any(p.class_name == background for p in pictures) else "",
        pictures=tuple(pictures),
        skipped=tuple(skipped),
        has_given_splits=has_given_splits,
    )


def read_pictures(
    folder: Path, on_progress: ProgressCallback = no_progress
) -> tuple[tuple[Picture, ...], list[str]]:
    """The readable pictures of a folder of class folders, and one sentence for every other file."""
    skipped: list[str] = []
    found, _ = find_files(folder, skipped)
    return tuple(_inspect(folder, found, skipped, on_progress)), skipped


def read_pool(
    folders: Sequence[Path], on_progress: ProgressCallback = no_progress
) -> tuple[Picture, ...]:
    """Read the pictures of any folders, of no class, with absolute paths; each content once.

    Raises:
        DataError: ``no_data``: a folder is missing; ``no_pictures``: there are none in all of them.
    """
    for folder in folders:
        if not folder.is_dir():
            raise DataError("no_data", f"{folder} is not a folder; give a folder of photos.")
    found = [
        Found(item.absolute(), "", "", "")
        for item in find_pictures(folders)
        if isinstance(item, Path)
    ]
    read = _inspect(Path(), found, [], on_progress)
    if folders and not read:
        raise DataError(
            "no_pictures", f"There are no pictures in {folders[0]}; give a folder of photos."
        )
    return tuple({picture.sha256: picture for picture in read}.values())


def _check_classes(
    folder: Path,
    classes: tuple[str, ...],
    pictures: list[Picture],
    background: str,
    has_given_splits: bool,
    skipped: list[str],
) -> None:
    if skipped and not pictures:
        raise DataError(
            "no_pictures",
            f"None of the photos in {folder} can be read; see that they are pictures and may be "
            f"read. The first one: {skipped[0]}",
        )
    for name in classes:
        if not any(picture.class_name == name for picture in pictures):
            why = f" The first one: {skipped[0]}" if skipped else ""
            raise DataError(
                "no_pictures",
                f"The class {name!r} in {folder} has no picture that can be read; "
                f"add photos or remove the folder.{why}",
            )
    if not has_given_splits:
        return
    for split in ("train", "test"):
        held = {p.class_name for p in pictures if p.given_split == split} - {background}
        missing = sorted(set(classes) - held)
        if missing:
            raise DataError(
                "splits_differ",
                f"The {split} folder of {folder} has no picture of {', '.join(missing)}; "
                "give every split folder the same classes.",
            )


def find_files(folder: Path, skipped: list[str]) -> tuple[list[Found], bool]:
    """Picture files by path, and whether the splits are given."""
    try:
        splits = split_folders(folder)
    except OSError as error:
        raise DataError(
            "no_data", f"{folder} may not be read ({error.strerror}); change its permissions."
        ) from error
    names = class_names(folder, bool(splits))
    found: list[Found] = []
    for given_split, parent in splits.items() or [("", folder)]:
        for file in _walk(parent, skipped):
            inside = file.relative_to(parent).parts
            if len(inside) > 1:  # a picture beside the class folders has no class
                kind = inside[1] if len(inside) > 2 else ""
                name = names.get(inside[0], inside[0])
                found.append(Found(file.relative_to(folder), name, kind, given_split))
    return sorted(found, key=lambda item: item.path.as_posix()), bool(splits)


def _walk(folder: Path, skipped: list[str]) -> Iterator[Path]:
    """Picture files below a folder; a folder reached twice, by a link or a loop, counts once."""
    seen: set[tuple[int, int]] = set()

    def refused(error: OSError) -> None:
        skipped.append(f"{error.filename} may not be read ({error.strerror}); it is left out.")

    for parent, folders, files in os.walk(folder, followlinks=True, onerror=refused):
        kept = []
        for name in sorted(folders):
            if is_passed_over(name):
                continue
            try:
                status = (Path(parent) / name).stat()
            except OSError as error:
                refused(error)
                continue
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                kept.append(name)
        folders[:] = kept
        for name in files:
            if not is_passed_over(name) and Path(name).suffix.lower() in SUFFIXES:
                yield Path(parent) / name


def _inspect(
    folder: Path, found: list[Found], skipped: list[str], on_progress: ProgressCallback
) -> list[Picture]:
    hashes = perceptual_hasher()

    def read(item: Found) -> Picture | str:
        try:
            data = images.read_bytes(folder / item.path)
            name = item.path.as_posix()
            pixels = decoded(data, folder / item.path, name=name, at_least=_HASH_SIDE)
        except PictureError as error:
            return error.message
        phash, dhash = hashes(pixels)
        return Picture(
            path=item.path,
            class_name=item.class_name,
            kind=item.kind,
            given_split=item.given_split,
            sha256=hashlib.sha256(data).hexdigest(),
            phash=phash,
            dhash=dhash,
            miniature=miniature(pixels).tobytes(),
        )

    pictures: list[Picture] = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for done, result in enumerate(pool.map(read, found), start=1):
            if isinstance(result, str):
                skipped.append(result)
            else:
                pictures.append(result)
            if done % 50 == 0 or done == len(found):
                on_progress(Progress("Reading photos", done, len(found)))
    return pictures


def perceptual_hasher() -> Callable[[images.Pixels], tuple[int, int]]:
    """A function from RGB uint8 [any, any, 3] to its 64-bit pHash and dHash.

    The hashes are those of the imagehash package: pHash keeps the signs of the lowest frequencies
    of a cosine transform, dHash the signs of horizontal differences.
    """
    import imagehash
    from PIL import Image

    def hashes(pixels: images.Pixels) -> tuple[int, int]:
        picture = Image.fromarray(pixels)
        bits = (imagehash.phash(picture).hash, imagehash.dhash(picture).hash)
        phash, dhash = (
            int.from_bytes(np.packbits(hash_bits).tobytes(), "big") for hash_bits in bits
        )
        return phash, dhash

    return hashes
