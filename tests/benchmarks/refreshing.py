"""Whether a refresh can only help: ``python -m tests.benchmarks.refreshing PHOTOS [FEATURES]``.

A quarter of the sources (what stands before ``__`` in a file's name) is left out, and a last layer
is solved on all others, as a model is made. Then shops among those left out are played: 25 photos a
class of one of them refresh the layer, or five that it answers wrongly. Judged are the rest of the
shop, and all other sources left out.

Args:
    PHOTOS: folder of class folders.
    FEATURES: a file that keeps the features; made where it is not there.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.shipped import shipped
from training.data.dataset import find_files
from training.data.product_types import ProductTypes
from training.data.sources import source_of
from training.fit.logistic import solve_head
from training.fit.refit import NewPhotos, refit
from training.fit.sample import MOST_TRAINED, Sample, draw_evenly
from training.fit.weighting import weights_of
from training.judge.predict import LabelledPhoto, outputs_for
from training.network.inception import Floats, familiarity
from training.output_layout import OutputLayout

_OTHER = "other"
_PARTS, _SHOPS, _LEAST, _PENALTY, _REFUSED = 4, 8, 36, 10.0, 5.0


@dataclass(frozen=True)
class Photos:
    """N photos: features [N, F], labels of classes (C: others), sources."""

    features: np.ndarray
    labels: np.ndarray
    sources: np.ndarray
    classes: int


def main(folder: Path, kept: Path | None) -> int:
    """Play the shops and print a table."""
    photos = read(folder, kept)
    sizes = Counter(photos.sources[photos.labels < photos.classes].tolist())
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    part = {name: number % _PARTS for number, name in enumerate(names)}
    left_out = np.array([part.get(name, len(name)) % _PARTS == 0 for name in photos.sources])
    sample = published(photos, ~left_out)
    products = left_out & (photos.labels < photos.classes)
    bound = np.percentile(answers(photos, sample.kernel, sample.bias, products)[1], _REFUSED)
    shops = [n for n in names if part[n] == 0 and sizes[n] >= _LEAST and n][:_SHOPS]
    print(
        f"{int((~left_out).sum())} photos made the layer; {int(products.sum())} products of "
        f"{len({*photos.sources[products].tolist()})} other sources judge; {len(shops)} shops"
    )
    print("| refreshed from | own shop, before | after | refused, before | after | others: mean "
          "change in points | worst |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for words, wrong in (("25 photos a class", False), ("5 corrections", True)):
        rows = [play(photos, sample, products, shop, wrong, float(bound)) for shop in shops]
        row = np.array([row for row in rows if row])
        own = row[:, 1:5].sum(axis=0) / row[:, 0].sum()
        change = 100 * row[:, 5]
        print(
            f"| {words} | {own[0]:.4f} | {own[1]:.4f} | {own[2]:.4f} | {own[3]:.4f} "
            f"| {change.mean():+.2f} | {change.min():+.2f} |"
        )
    return 0


def play(
    photos: Photos, sample: Sample, products: np.ndarray, shop: str, wrong: bool, bound: float
) -> tuple[float, ...] | None:
    """Refresh from one shop.

    Returns:
        Photos of the rest of the shop; right before and after; refused before and after; change of
        the part of the other sources that is right. None where there is nothing to learn from.
    """
    random = np.random.default_rng(0)
    mine = random.permutation(np.flatnonzero(products & (photos.sources == shop)))
    if wrong:
        mask = np.zeros(len(photos.labels), bool)
        mask[mine] = True
        right, _ = answers(photos, sample.kernel, sample.bias, mask)
        taken = np.flatnonzero(mask)[~right][:5]
    else:
        chosen = [mine[photos.labels[mine] == label][:25] for label in range(photos.classes)]
        taken = random.permutation(np.concatenate(chosen))[: int(len(mine) * 0.6)]
    if not len(taken):
        return None
    allowed = np.eye(photos.classes + 1, dtype=bool)[photos.labels[taken]]
    new = NewPhotos(photos.features[None, taken], allowed, np.ones(len(taken), np.float32))
    layers = ((sample.kernel, sample.bias), refit(sample, new))
    rest, others = products & (photos.sources == shop), products & (photos.sources != shop)
    rest[taken] = False
    before, after = (answers(photos, *layer, rest) for layer in layers)
    elsewhere = [answers(photos, *layer, others)[0].mean() for layer in layers]
    return (
        float(rest.sum()),
        *(float(part.sum()) for part in (before[0], after[0])),
        *(float((part < bound).sum()) for part in (before[1], after[1])),
        float(elsewhere[1] - elsewhere[0]),
    )


def published(photos: Photos, trained: np.ndarray) -> Sample:
    """Solve a last layer as ``fit --l2`` does, and keep a sample as ``publish`` does."""
    rows = np.flatnonzero(trained)
    labels, sources = photos.labels[rows], photos.sources[rows].tolist()
    weights = weights_of(
        labels, sources, labels, even_classes=True, source_balancing=0.5, type_balancing=0.0
    )
    outputs = photos.classes + 1
    kernel, bias = solve_head(photos.features[None, rows], labels, weights, outputs, _PENALTY)
    drawn = rows[draw_evenly(labels.tolist(), sources, MOST_TRAINED)]
    layout = OutputLayout.plain(photos.classes, background=True)
    types = ProductTypes(tuple(map(str, range(outputs))), layout, {})
    judging = np.zeros(len(drawn), bool)
    return Sample(
        photos.features[drawn],
        photos.labels[drawn],
        judging,
        len(rows),
        kernel,
        bias,
        types,
        _OTHER,
    )


def answers(
    photos: Photos, kernel: Floats, bias: Floats, rows: np.ndarray
) -> tuple[np.ndarray, Floats]:
    """Tell for product photos which are right, bool [M], and how familiar they are."""
    logits = photos.features[rows].astype(np.float32) @ kernel + bias
    right = logits[:, : photos.classes].argmax(axis=1) == photos.labels[rows]
    return right, familiarity(logits, photos.classes)


def read(folder: Path, kept: Path | None) -> Photos:
    """List the photos, and ask the shipped model for their features, or read what is kept."""
    found, _ = find_files(folder, [])
    names = sorted({item.class_name for item in found} - {_OTHER})
    labels = np.array([[*names, _OTHER].index(item.class_name) for item in found], np.int64)
    if kept is not None and kept.exists():
        features = np.load(kept)
    else:
        engine, spec, _ = shipped()
        asked = [LabelledPhoto(item.path, "", 0) for item in found]
        parts = [part.features for part in outputs_for(engine, folder, asked, spec)]
        features = np.concatenate(parts).astype(np.float16)
        if kept is not None:
            np.save(kept, features)
    sources = np.array([source_of(item.path) for item in found])
    return Photos(features, labels, sources, len(names))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
