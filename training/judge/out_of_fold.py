"""Answers about photos of sources that a network never saw: folds of whole sources.

Photos of one source look alike, so a random split flatters. Here every source that has enough
photos is judged by a network that was trained, in the way of ``fit``, without any photo of it. The
answers say how a model does on a new shop, and where its verdicts must begin there.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.config import FitConfig
from training.data.dataset import SPLITS, read_dataset
from training.data.manifest import MANIFEST_NAME, Manifest, Member, make_manifest, read_manifest
from training.data.output_folder import refuse_output_in_data
from training.data.product_types import ProductTypes, product_types
from training.data.sources import source_of
from training.errors import DataError, RunError
from training.fit.cache import CACHE_NAME, Activations, cache_stamp, fill_cache
from training.fit.feed import Examples
from training.fit.head import train_head
from training.fit.logistic import Rows
from training.fit.pages import PAGES_CACHE, PageActivations, page_activations, page_rows
from training.fit.stage import Stage, train_stage
from training.fit.training_loop import logits_of
from training.fit.weighting import photo_weights
from training.judge.out_of_fold_answers import FoldHead, Indices, OutOfFold, write_out_of_fold
from training.judge.page_folds import (
    PagesOutOfFold,
    answer_pages,
    folds_of_pages,
    with_pages,
)
from training.network.inception import Floats, KerasModel, build_head, fine_tuning_model
from training.network.outputs import merged_logits
from training.network.trainable import open_trainable
from training.progress import Progress, ProgressCallback, no_progress

_FOLDERS = "folds"
_JUDGED_CACHE = "judged-pages"


@dataclass(frozen=True)
class LeftOut:
    """What the networks of the folds say.

    Attributes:
        answers: about photos, and about what was cut out of the pages that train.
        classes: names in output order.
        pages: about the pages that only judge; None where none were given.
    """

    answers: OutOfFold
    classes: tuple[str, ...]
    pages: PagesOutOfFold | None = None


def source_of_member(member: Member) -> str:
    """Take what stands before ``__`` in its file's name."""
    return source_of(Path(member.path).name)


def folds_of(manifest: Manifest, least: int, count: int) -> dict[str, int]:
    """Deal the sources with at least ``least`` photos out to folds of about as many photos.

    Returns:
        source -> number of its fold. Photos of other sources, and of none, always train.
    """
    photos = Counter(source_of_member(member) for member in manifest.members)
    names = sorted(name for name, held in photos.items() if name and held >= least)
    held = [0] * count
    folds = {}
    for name in sorted(names, key=lambda name: -photos[name]):
        folds[name] = held.index(min(held))
        held[folds[name]] += photos[name]
    return folds


def answer_out_of_fold(
    config: FitConfig,
    data: Path,
    run: Path,
    *,
    least: int,
    count: int,
    judged: Path | None = None,
    on_progress: ProgressCallback = no_progress,
) -> LeftOut:
    """Train without each fold of sources in turn, and ask about its photos.

    The training photos of all other sources train, as ``fit`` does it with this config, and their
    validation photos choose; all photos of the fold's sources are asked about. Near-duplicates of
    photos that are left out are left out, too. What the frozen layers give is computed once, and
    shared with ``fit`` where ``run`` is the folder of a run that kept its cache; a stopped
    measurement goes on with the next fold.

    Args:
        judged: folder of rendered pages of any photos of ``data``, in layouts that train nothing.

    Returns:
        The answers, which are in ``run`` as well, but for those about the judged pages.

    Raises:
        DataError: ``no_sources``: fewer than two sources have so many photos; otherwise as
            ``run.fit``.
        RunError, FileAccessError: as ``run.fit``.
    """
    refuse_output_in_data(run, data)
    if judged is not None and config.unfreeze_layers:
        raise RunError("bad_option", "--judge-pages needs --unfreeze-layers 0.")
    manifest = _manifest(config, data, run, on_progress)
    folds = folds_of(manifest, least, count)
    if len(set(folds.values())) < 2:
        raise DataError(
            "no_sources",
            f"Fewer than two sources in {data} have {least} photos; a photo's source is what "
            "stands before '__' in its name. Name the photos so, or give a smaller --least.",
        )
    types = product_types(manifest, config.types)
    base = open_trainable(config, config.unfreeze_layers)
    stamp = cache_stamp(config, manifest, base.origin)
    activations = {
        split: fill_cache(
            run / CACHE_NAME / split,
            manifest,
            split,
            data,
            config,
            base.cut_for(split),
            stamp,
            on_progress,
            crossing=bool(config.unfreeze_layers),
        )
        for split in SPLITS
    }
    shown = {
        name: page_activations(
            run / CACHE_NAME / name,
            Path(source),
            manifest,
            splits,
            config,
            base,
            stamp,
            on_progress,
        )
        for name, source, splits in (
            (PAGES_CACHE, config.pages, ["train"]),
            (_JUDGED_CACHE, judged or "", list(SPLITS)),
        )
        if source
    }
    pages = shown.get(PAGES_CACHE)
    folder = run / _FOLDERS / _digest(config, stamp, folds)
    trainer = _Trainer(
        *(config, manifest, types, activations, base.trained.top, folder, on_progress),
        pages=pages,
        page_folds=folds_of_pages(pages.pages, folds) if pages else None,
    )
    parts = []
    for number in sorted(set(folds.values())):
        parts.append(trainer.answer({name for name in folds if folds[name] == number}, number))
        on_progress(Progress("Leaving sources out", number + 1, len(set(folds.values()))))
    result = _joined(parts, manifest, 2 if config.unfreeze_layers else 1)
    given = {
        name: answer_pages(
            held,
            folds,
            trainer.heads,
            types.layout,
            np.array([manifest.label(member) for member in held.members], np.int64),
        )
        for name, held in shown.items()
    }
    if PAGES_CACHE in given:
        result = with_pages(result, given[PAGES_CACHE])
    write_out_of_fold(run, result, trainer.heads)
    return LeftOut(result, manifest.classes, given.get(_JUDGED_CACHE))


def _manifest(config: FitConfig, data: Path, run: Path, on_progress: ProgressCallback) -> Manifest:
    """Read the split of the run in the folder, or make the one that ``fit`` would make."""
    if (run / MANIFEST_NAME).exists():
        return read_manifest(run / MANIFEST_NAME)
    dataset = read_dataset(data, background=config.background, on_progress=on_progress)
    return make_manifest(dataset, config.split_fractions, config.seed)


def _digest(config: FitConfig, stamp: str, folds: Mapping[str, int]) -> str:
    parts = [repr(replace(config, keep_cache=False)), stamp, sorted(folds.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _joined(
    parts: Sequence[tuple[int, list[Member], Floats]], manifest: Manifest, stages: int
) -> OutOfFold:
    members = [member for _, judging, _ in parts for member in judging]
    return OutOfFold(
        paths=tuple(member.path for member in members),
        labels=np.array([manifest.label(member) for member in members], np.int64),
        folds=np.concatenate([np.full(len(judging), n, np.int64) for n, judging, _ in parts]),
        logits=np.concatenate([logits for _, _, logits in parts]),
        classes=len(manifest.classes),
        stages=stages,
    )


class _Trainer:
    """Trains without a fold of sources, and asks about it."""

    def __init__(
        self,
        config: FitConfig,
        manifest: Manifest,
        types: ProductTypes,
        activations: Mapping[str, Activations],
        top: KerasModel,
        folder: Path,
        on_progress: ProgressCallback,
        *,
        pages: PageActivations | None = None,
        page_folds: npt.NDArray[np.int64] | None = None,
    ) -> None:
        """Take the activations of every split; ``top`` begins anew for every fold."""
        self.heads: dict[int, FoldHead] = {}
        self._config, self._manifest, self._types = config, manifest, types
        self._pages, self._page_folds = pages, page_folds
        self._top, self._folder, self._listener = top, folder, on_progress
        self._members = {split: manifest.of(split) for split in activations}
        labels = {split: types.labels(members) for split, members in self._members.items()}
        self._features = {
            split: replace(Examples.of_features(values), labels=labels[split])
            for split, values in activations.items()
        }
        self._asked = self._features
        if config.unfreeze_layers:
            self._asked = {
                split: replace(Examples.of_crossing(values), labels=labels[split])
                for split, values in activations.items()
            }
        self._untrained = top.get_weights()

    def answer(self, names: set[str], number: int) -> tuple[int, list[Member], Floats]:
        """Return the photos of these sources, and logits by a network that saw none of them."""
        rows = {
            split: self._rows(split, lambda member: source_of_member(member) in names)
            for split in self._members
        }
        judging = [self._members[split][row] for split in rows for row in rows[split]]
        kept = self._folder / f"{number}.npz"
        if kept.exists():
            with np.load(kept) as held:
                self.heads[number] = FoldHead(held["kernel"], held["bias"])
                return number, judging, held["logits"]
        layer, model = self._trained(names, number)
        logits = merged_logits(
            np.concatenate(
                [
                    logits_of(model, self._asked[split].only(chosen))
                    for split, chosen in rows.items()
                    if chosen.size
                ]
            ),
            self._types.layout,
        )
        head = FoldHead(np.asarray(layer.kernel), np.asarray(layer.bias))
        stream = io.BytesIO()
        np.savez(stream, logits=logits, kernel=head.kernel, bias=head.bias)
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, stream.getvalue())
        self.heads[number] = head
        return number, judging, logits

    def _trained(self, names: set[str], number: int) -> tuple[KerasModel, KerasModel]:
        """Train the last layer; return it, and the network that ends with it."""
        gone = {m.group for m in self._manifest.members if source_of_member(m) in names}
        learning, choosing = (
            self._rows(split, lambda member: member.group not in gone)
            for split in ("train", "validation")
        )
        taught = [self._members["train"][row] for row in learning]
        layer = build_head(self._types.layout.outputs, self._top.output.shape[-1])
        model = train_head(
            self._config,
            self._manifest,
            taught,
            self._features["train"].only(learning),
            self._features["validation"].only(choosing),
            0,
            self._types,
            layer,
            self._page_rows(gone, number, len(taught)),
        )
        if not self._config.unfreeze_layers:
            return layer, model
        weights = photo_weights(self._config, self._manifest, taught, self._types)
        self._top.set_weights(self._untrained)
        model = fine_tuning_model(self._top, layer)
        config = self._config
        shared = config.batch_size, config.seed, self._types.layout
        folder = self._folder / f"stage-two-{number}"
        stage = Stage(f"Fold {number + 1}", 2, folder, config.stage_two, *shared)
        learnt = replace(self._asked["train"].only(learning), weights=weights)
        train_stage(stage, model, learnt, self._asked["validation"].only(choosing), self._listener)
        return layer, model

    def _page_rows(self, gone: set[int], number: int, photos: int) -> Rows | None:
        """The pages that show nothing of a fold's sources, for the last layer."""
        pages, folds = self._pages, self._page_folds
        if pages is None or folds is None:
            return None
        stays = [member.group not in gone for member in pages.members]
        chosen = np.flatnonzero(np.array(stays) & (folds != number))
        return page_rows(self._config, self._manifest, self._types, pages, chosen, photos)

    def _rows(self, split: str, wanted: Callable[[Member], bool]) -> Indices:
        members = self._members[split]
        return np.array([row for row, member in enumerate(members) if wanted(member)], np.intp)
