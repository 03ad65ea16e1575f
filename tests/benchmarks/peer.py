"""What a last layer on another network's features would do on the same sources left out.

That is how trainers in a browser work: a ready network, one new layer. The layer is solved as
``fit --l2`` does it, on the same photos with the same weights; the network is an ONNX file as
``distill`` takes it.

    python -m tests.benchmarks.peer PHOTOS --run RUN --teacher FILE [--types FILE] [--l2 PENALTY]

RUN is a folder in which ``leave-sources-out`` has answered.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from app.core.pictures import images
from app.core.pictures.images import Fitting, InputSpec
from training.commands.leave_sources_out import figures_of
from training.config import FitConfig
from training.data.manifest import MANIFEST_NAME, Manifest, read_manifest
from training.data.pictures import batched, mapped_ahead
from training.data.product_types import product_types
from training.distillation.teacher import Teacher
from training.fit.logistic import solve_head
from training.fit.weighting import photo_weights
from training.judge.new_shops import cross_fitted, judge_new_shops
from training.judge.out_of_fold import folds_of, source_of_member
from training.judge.out_of_fold_answers import OutOfFold, read_out_of_fold
from training.network.outputs import merged_logits

_AT_ONCE = 32
_LEAST, _FOLDS = 15, 8


def main() -> None:
    """Answer out of fold with the other network's features, and compare photo by photo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--types", default="")
    parser.add_argument("--l2", type=float, default=3.0)
    options = parser.parse_args()
    manifest = read_manifest(options.run / MANIFEST_NAME)
    features = _features(options.data, options.run, options.teacher, manifest)
    config = FitConfig(types=options.types, l2=options.l2)
    theirs = _answers(config, manifest, features)
    for line in figures_of(judge_new_shops(theirs, manifest.classes, _LEAST)):
        print(line)
    kept = read_out_of_fold(options.run)
    if kept is not None:
        _compare(kept[0], theirs)


def _features(data: Path, run: Path, teacher: Path, manifest: Manifest) -> np.ndarray:
    """Of every photo of the manifest, padded, float16 [N, F]; kept in the run folder."""
    path = run / f"features-{teacher.stem}.npy"
    if path.exists():
        return np.load(path)
    network = Teacher(teacher)
    spec = InputSpec(network.side, network.side, Fitting.PAD)

    def read(name: str) -> np.ndarray:
        return images.fit(images.load_for(data / name, spec), spec)

    parts = []
    for pictures in batched(mapped_ahead(read, [m.path for m in manifest.members]), _AT_ONCE):
        parts.append(network.answer(np.stack(pictures)).features.astype(np.float16))
        print(f"\r{sum(map(len, parts))} of {len(manifest.members)} photos", end="", flush=True)
    print()
    np.save(path, np.concatenate(parts))
    return np.load(path)


def _answers(config: FitConfig, manifest: Manifest, features: np.ndarray) -> OutOfFold:
    types, members = product_types(manifest, config.types), manifest.members
    folds = folds_of(manifest, _LEAST, _FOLDS)
    of_member = np.array([folds.get(source_of_member(member), -1) for member in members])
    trains = np.array([member.split == "train" for member in members])
    groups = np.array([member.group for member in members])
    labels, chosen, logits = types.labels(members), [], []
    for fold in range(_FOLDS):
        gone = np.isin(groups, groups[of_member == fold])
        taught = np.flatnonzero(trains & ~gone)
        weights = photo_weights(config, manifest, [members[row] for row in taught], types)
        kernel, bias = solve_head(
            features[taught][None], labels[taught], weights, types.layout.outputs, config.l2
        )
        asked = np.flatnonzero(of_member == fold)
        said = features[asked].astype(np.float32) @ kernel + bias
        chosen.append(asked)
        logits.append(merged_logits(said.astype(np.float32), types.layout))
    rows = np.concatenate(chosen)
    return OutOfFold(
        paths=tuple(members[row].path for row in rows),
        labels=np.array([manifest.label(members[row]) for row in rows], np.int64),
        folds=of_member[rows],
        logits=np.concatenate(logits),
        classes=len(manifest.classes),
        stages=1,
    )


def _compare(ours: OutOfFold, theirs: OutOfFold) -> None:
    place = {path: row for row, path in enumerate(theirs.paths)}
    rows = np.array([place[path] for path in ours.paths])
    products = ours.products
    mine = cross_fitted(ours).right[products]
    other = cross_fitted(theirs).right[rows][products]
    print(
        f"{products.sum()} product photos: {(mine & ~other).sum()} answered rightly by the run "
        f"alone, {(other & ~mine).sum()} by the last layer on the "
        "other features alone"
    )


if __name__ == "__main__":
    main()
