"""What is in a folder of photos to train on, told at once: nothing is decoded."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.pictures.class_folders import class_key, class_names, split_folders
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.passed_over import is_passed_over
from app.core.text import natural_key

FEW = 10
"""Photos of a class below which little is learnt of it."""


@dataclass(frozen=True)
class ClassCount:
    """One class of a folder.

    Attributes:
        name: of the class in the model where it has one, else of the folder.
        photos: how many picture files.
        types: folders inside it -> picture files.
        known: whether the model has this class.
    """

    name: str
    photos: int
    types: dict[str, int]
    known: bool


@dataclass(frozen=True)
class PhotoFolder:
    """What a folder holds.

    Attributes:
        classes: by name.
        beside: pictures that lie beside the class folders.
        passed_over: folders of the system, or hidden, that are left out.
        copies: files that are the very same as another one of their class.
        in_two: files that are the very same as one of another class, relative to the folder.
    """

    folder: Path
    classes: tuple[ClassCount, ...]
    beside: int
    passed_over: int
    copies: int
    in_two: tuple[Path, ...]

    @property
    def photos(self) -> int:
        """How many picture files lie in class folders."""
        return sum(item.photos for item in self.classes)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of classes that the model does not have."""
        return tuple(item.name for item in self.classes if not item.known)


def look_into(
    folder: Path, classes: Sequence[str], stopped: Callable[[], bool] = lambda: False
) -> PhotoFolder:
    """Count what a folder of class folders holds.

    Args:
        classes: of the model, with the background.
        stopped: asked now and then; a count that is stopped is of no use.

    Raises:
        FileAccessError: ``not_found``, ``cannot_read``; ``no_classes``: it holds no class folder
            with pictures.
    """
    if not folder.is_dir():
        raise FileAccessError(
            "not_found",
            f"{folder} is not a folder; choose the folder that holds one folder of photos per "
            "class.",
        )
    known = {class_key(name): name for name in classes}
    counts: Counter[str] = Counter()
    types: dict[str, Counter[str]] = defaultdict(Counter)
    by_size: dict[int, list[tuple[str, Path]]] = defaultdict(list)
    beside = passed_over = 0
    try:
        parents = list(split_folders(folder).values())
        names = class_names(folder, bool(parents))
        for parent in parents or [folder]:
            for place, folders, files in os.walk(parent, followlinks=True):
                if stopped():
                    break
                passed_over += sum(map(is_passed_over, folders))
                folders[:] = [name for name in folders if not is_passed_over(name)]
                inside = Path(place).relative_to(parent).parts
                for name in files:
                    if is_passed_over(name) or Path(name).suffix.lower() not in SUFFIXES:
                        continue
                    if not inside:
                        beside += 1
                        continue
                    own = names.get(inside[0], inside[0])
                    label = known.get(class_key(own), own)
                    counts[label] += 1
                    types[label][inside[1] if len(inside) > 1 else ""] += 1
                    path = Path(place, name)
                    by_size[path.stat().st_size].append((label, path))
    except OSError as error:
        raise FileAccessError(
            "cannot_read", f"{folder} cannot be read ({error.strerror}); change its permissions."
        ) from error
    if not counts:
        raise FileAccessError(
            "no_classes",
            f"{folder} holds no folder with photos; choose the folder that holds one folder of "
            "photos per class.",
        )
    copies, in_two = _copies(by_size, stopped)
    return PhotoFolder(
        folder,
        tuple(
            ClassCount(
                name,
                counts[name],
                {kind: number for kind, number in types[name].items() if kind},
                class_key(name) in known,
            )
            for name in sorted(counts, key=natural_key)
        ),
        beside,
        passed_over,
        copies,
        tuple(path.relative_to(folder) for path in in_two),
    )


def _copies(
    by_size: dict[int, list[tuple[str, Path]]], stopped: Callable[[], bool]
) -> tuple[int, list[Path]]:
    """Count copies inside a class, and list those in two; only files of one size are read."""
    copies, in_two = 0, []
    for files in by_size.values():
        if len(files) < 2 or stopped():
            continue
        seen: dict[bytes, str] = {}
        for label, path in files:
            try:
                digest = hashlib.sha256(path.read_bytes()).digest()
            except OSError:  # the training will say so
                continue
            if digest not in seen:
                seen[digest] = label
            elif seen[digest] == label:
                copies += 1
            else:
                in_two.append(path)
    return copies, in_two
