"""Activations of the frozen layers, computed once per picture and view and kept on disk.

A frozen layer gives the same answer for the same picture in every epoch, so the base is run once
for each view instead of once for each view and epoch. One pass fills what both stages need: the
pooled features, and the tensors that cross the cut below the layers that stage two trains.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.images import Pixels
from training.config import FitConfig, activation_settings
from training.data.manifest import Manifest, Member, manifest_digest
from training.data.pictures import batched, load, mapped_ahead
from training.errors import RunError
from training.fit.cluster import ALONE, Cluster
from training.fit.frozen import Halves, frozen_pass
from training.fit.stores import mark_done, open_stores
from training.network.inception import BaseWeights, CutBase
from training.progress import Meter, ProgressCallback
from training.views.augment import views_of

CACHE_NAME = "cache"
"""Folder of the activations inside a run folder."""
_PICTURES_AT_ONCE = 32


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


def cache_stamp(
    config: FitConfig, manifest: Manifest, weights: BaseWeights, cluster: Cluster = ALONE
) -> str:
    """Digest everything that cached activations depend on, as 64 hexadecimal digits.

    Which fields of the config count they declare themselves, see ``config.setting``.
    """
    share = [] if cluster.workers == 1 else [cluster.worker, cluster.workers, cluster.own_replicas]
    parts = [manifest_digest(manifest), asdict(weights), activation_settings(config), share]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def fill_cache(
    folder: Path,
    manifest: Manifest,
    split: str,
    data: Path,
    config: FitConfig,
    cut: CutBase,
    stamp: str,
    on_progress: ProgressCallback,
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
    tensors = [("features", cut.top.output.shape[-1:])]
    if crossing:
        tensors += [
            (f"crossing-{i}", tensor.shape[1:]) for i, tensor in enumerate(cut.trunk.outputs)
        ]
    shapes = {name: (views, len(members), *shape) for name, shape in tensors}
    done, stores = open_stores(folder, stamp, shapes, len(members))
    todo = np.flatnonzero(np.asarray(done) == 0)
    if todo.size:
        files = [(corrections or data if m.corrected else data) / m.path for m in members]
        frozen = frozen_pass(cut, config.input_size, cluster)
        phase = f"Running the frozen layers over the {split} photos"
        meter = Meter(phase, todo.size, on_progress)
        _fill(todo, done, stores, members, files, config, frozen, meter)
    return Activations(
        features=stores[0],
        crossing=tuple(stores[1:]),
        labels=np.array([manifest.label(member) for member in members], np.int64),
        positions=positions,
        of=len(everyone),
    )


def _fill(
    todo: npt.NDArray[np.intp],
    done: Any,
    stores: list[Any],
    members: Sequence[Member],
    files: Sequence[Path],
    config: FitConfig,
    frozen: Callable[[Pixels], list[Halves]],
    meter: Meter,
) -> None:
    count = stores[0].shape[0]

    def read(index: int) -> tuple[int, Pixels]:
        try:
            photo = load(files[index], at_least=images.enough_for(config.input_spec))
            return index, views_of(photo, members[index].sha256, config, count)
        except PictureError as error:
            raise RunError(
                "picture_lost",
                f"{files[index]} could be read when the photos were listed and now cannot "
                f"({error.message}) Put it back and go on with --resume, or start a new run.",
            ) from error

    for batch in batched(mapped_ahead(read, (int(index) for index in todo)), _PICTURES_AT_ONCE):
        indices = [index for index, _ in batch]
        for number in range(count):
            pixels = np.stack([views[number] for _, views in batch])
            for store, values in zip(stores, frozen(pixels), strict=False):
                store[number, indices] = values
        mark_done(done, stores, indices)
        meter.add(len(batch))
