"""Activations of the frozen layers, computed once per picture and view and kept on disk.

A frozen layer gives the same answer for the same picture in every epoch, so the base is run once
for each view instead of once for each view and epoch. One pass fills what both stages need: the
pooled features, and the tensors that cross the cut below the layers that stage two trains.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core import images
from app.core.errors import PictureError
from app.core.files import write_atomically
from app.core.images import Pixels
from training.augment import views_of
from training.cluster import ALONE, Cluster
from training.config import FitConfig
from training.errors import RunError
from training.frozen import Halves, frozen_pass
from training.network import CutBase
from training.pictures import mapped_ahead
from training.progress import Listener, Progress
from training.space import take_space
from training.splits import Manifest, Member

_PICTURES_AT_ONCE = 32
_STAMP_NAME = "stamp.json"


@dataclass(frozen=True)
class Activations:
    """What the frozen layers say of the pictures of one split, V views of N pictures.

    Attributes:
        features: float16 [V, N, F], pooled; view 0 is the picture as it is.
        crossing: float16 [V, N, ...] for each tensor that crosses the cut.
        labels: int64 [N]; the background comes after the last class.
        positions: int [N], the place of each picture in the split; all of them unless other workers
            hold the rest.
        of: how many pictures the split has.
    """

    features: Halves
    crossing: tuple[Halves, ...]
    labels: npt.NDArray[np.int64]
    positions: npt.NDArray[np.intp]
    of: int

    @property
    def views(self) -> int:
        """How many views of each picture there are."""
        return int(self.features.shape[0])


def fill_cache(
    folder: Path,
    manifest: Manifest,
    split: str,
    data: Path,
    config: FitConfig,
    cut: CutBase,
    stamp: str,
    listener: Listener,
    corrections: Path | None = None,
    cluster: Cluster = ALONE,
    *,
    crossing: bool = True,
) -> Activations:
    """Compute what a cache folder lacks, and open it.

    A fill that was killed goes on where it stopped. A cache of another ``stamp`` is thrown away.

    Args:
        folder: of this cache alone; made when it is not there.
        split: the ``train`` split gets ``config.views`` augmented views besides view 0.
        stamp: digest of everything that the activations depend on.
        corrections: folder of the corrected pictures, if there are any.
        cluster: each of its processes computes its share of the pictures, and no more.
        crossing: whether to keep what crosses the cut, too, which is most of it.

    Raises:
        RunError: ``disk_full``; ``picture_lost``: a photo can no longer be read.
    """
    everyone = manifest.of(split)
    positions = cluster.share(len(everyone))
    members = [everyone[position] for position in positions]
    views = 1 + (config.views if split == "train" else 0)
    shapes = [tuple(cut.top.output.shape[-1:])]
    if crossing:
        shapes += [tuple(tensor.shape[1:]) for tensor in cut.trunk.outputs]
    _prepare(folder, stamp, [(views, len(members), *shape) for shape in shapes], len(members))
    done: Any = np.memmap(folder / "done.u8", np.uint8, "r+", shape=(len(members),))
    stores: list[Any] = [
        np.memmap(_store(folder, i), np.float16, "r+", shape=(views, len(members), *shape))
        for i, shape in enumerate(shapes)
    ]
    todo = np.flatnonzero(np.asarray(done) == 0)
    if todo.size:
        files = [(corrections or data if m.corrected else data) / m.path for m in members]
        frozen = frozen_pass(cut, config.input_size, cluster)
        meter = _Meter(split, todo.size, listener)
        _fill(todo, done, stores, members, files, config, frozen, meter)
    return Activations(
        features=stores[0],
        crossing=tuple(stores[1:]),
        labels=np.array([manifest.label(member) for member in members], np.int64),
        positions=positions,
        of=len(everyone),
    )


class _Meter:
    """Tells a listener how many pictures are done."""

    def __init__(self, split: str, total: int, listener: Listener) -> None:
        self._phase = f"Running the frozen layers over the {split} photos"
        self._total, self._done, self._start = total, 0, monotonic()
        self._listener = listener

    def add(self, count: int) -> None:
        self._done += count
        rate = self._done / max(monotonic() - self._start, 1e-9)
        self._listener(Progress(self._phase, self._done, self._total, pictures_per_second=rate))


def _fill(
    todo: npt.NDArray[np.intp],
    done: Any,
    stores: list[Any],
    members: Sequence[Member],
    files: Sequence[Path],
    config: FitConfig,
    frozen: Callable[[Pixels], list[Halves]],
    meter: _Meter,
) -> None:
    count = stores[0].shape[0]

    def read(index: int) -> tuple[int, Pixels]:
        try:
            photo = images.load_for(files[index], config.input_size, config.input_size)
            return index, views_of(photo, members[index].sha256, config, count)
        except PictureError as error:
            raise RunError(
                "picture_lost",
                f"{files[index]} could be read when the photos were listed and now cannot "
                f"({error.message}) Put it back and go on with --resume, or start a new run.",
            ) from error

    for batch in _batches(mapped_ahead(read, (int(index) for index in todo)), _PICTURES_AT_ONCE):
        indices = [index for index, _ in batch]
        for number in range(count):
            pixels = np.stack([views[number] for _, views in batch])
            for store, values in zip(stores, frozen(pixels), strict=False):
                store[number, indices] = values
        for store in stores:
            store.flush()  # the mark below must not reach the disk before the values
        done[indices] = 1
        done.flush()
        meter.add(len(batch))


def _batches(items: Iterator[tuple[int, Pixels]], size: int) -> Iterator[list[tuple[int, Pixels]]]:
    batch: list[tuple[int, Pixels]] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _prepare(folder: Path, stamp: str, shapes: list[tuple[int, ...]], pictures: int) -> None:
    """Make the files of a cache, zeroed and with their disk space taken, unless they are there."""
    wanted = {"stamp": stamp, "shapes": [list(shape) for shape in shapes]}
    try:
        if json.loads((folder / _STAMP_NAME).read_text(encoding="utf-8")) == wanted:
            return
    except (OSError, ValueError):
        pass
    sizes = [int(np.prod(shape)) * 2 for shape in shapes]
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        take_space(folder / "done.u8", pictures)
        for i, size in enumerate(sizes):
            take_space(_store(folder, i), size)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise RunError(
            "disk_full",
            f"The activations need {sum(sizes) / 1e9:.1f} GB in {folder} and could not be stored "
            f"({error.strerror or error}); free some space, or use fewer --views.",
        ) from error
    # Written last: without it the files count for nothing.
    write_atomically(folder / _STAMP_NAME, json.dumps(wanted).encode())


def _store(folder: Path, index: int) -> Path:
    return folder / ("features.f16" if index == 0 else f"crossing-{index - 1}.f16")
