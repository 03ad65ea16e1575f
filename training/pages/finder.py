"""The fit of the search for products: small trees on rendered pages and on photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.block_features import FEATURES, features_of
from app.core.pictures.blocks import grown, look_at
from app.core.pictures.images import Pixels, load
from app.core.pictures.page_signs import SIGNS, reduced, signs_of
from app.core.pictures.regions import PAGE_FIGURES, SEARCHED_SIDE, page_figures
from app.core.pictures.trees import Trees
from training.data.pictures import mapped_ahead
from training.pages.layout import shows_photos
from training.pages.render import PageFacts
from training.progress import Meter, ProgressCallback, no_progress

Floats = npt.NDArray[np.float32]
_UNUSABLE, _PERFECT = 0.35, 0.8
"""Intersections over union that are worth nothing, and all."""
_FOUND = 0.5
_SOFTENED, _QUALITY = 1280, 80
"""Pages up to so many pixels are measured as JPEG of that quality, too: larger ones get sharp
again when they are reduced."""
_BETTER = ("score", "edge_least", "edge_mean", "edges", "around_mean")
_WORSE = ("text", "words", "words_beside", "alike_inside", "framed_inside")
_LIKE_PAGES = ("flat", "frame", "words", "words_apart", "rows", "across", "upright")
_BLOCK_SIGNS = [(name in _BETTER[1:]) - (name in _WORSE) for name in FEATURES]
_LEAVES, _SHRINKAGE = 60, 5.0  # rows that a leaf holds at least, and what pulls leaves to 0
_PHOTOS_SEARCHED, _PHOTOS_CUT = 0.25, 0.0045  # of photos that it is fitted to, at most
_VARIED = {"max_features": 0.3, "learning_rate": 0.08, "min_samples_leaf": 30, "random_state": 0}
"""Each branch is chosen among some of the figures, so that no single one of them decides."""
_PAGE_SIGNS = [
    name in (_LIKE_PAGES if index < len(SIGNS) else _BETTER)
    for index, name in enumerate(PAGE_FIGURES)
]


@dataclass(frozen=True)
class Example:
    """One picture, measured.

    Attributes:
        features: float32 [blocks, FEATURES].
        fits: [blocks], intersection over union with the photo of what it sells; 0 for photos.
        whole: the same of the whole picture; 1 where nothing is to be cut out.
        layout: of the page; empty for a photo.
        sells: whether it is a page with a product on it.
        bare: whether it is a page without any photo: whatever stands out on it is no product.
    """

    signs: Floats
    features: Floats
    fits: npt.NDArray[np.float64]
    whole: float
    layout: str
    sells: bool
    bare: bool = False

    @property
    def is_page(self) -> bool:
        """Whether it was rendered."""
        return bool(self.layout)


def measured(
    folder: Path,
    pages: Sequence[PageFacts],
    photos: Sequence[Path],
    on_progress: ProgressCallback = no_progress,
) -> list[Example]:
    """Measure pages of a folder, small ones twice, and photos; errors as ``images.load``."""
    meter = Meter("Measuring pages", len(pages) + len(photos), on_progress)
    examples = []
    for looks in mapped_ahead(partial(_page, folder), pages):
        examples += looks
        meter.add(1)
    for example in mapped_ahead(_photo, photos):
        examples.append(example)
        meter.add(1)
    return examples


def fit_finder(examples: Sequence[Example]) -> dict[str, Trees]:
    """Fit what ``pictures.regions`` decides by: name -> trees."""
    sign = _boosted(
        np.stack([e.signs for e in examples]),
        np.array([e.is_page for e in examples], float),
        _balanced(examples),
        (40, 3),
        [name in _LIKE_PAGES for name in SIGNS],
    )
    photos = np.stack([e.signs for e in examples if not e.is_page])
    sign = _over_for(sign, photos, _PHOTOS_SEARCHED)
    searched = [e for e in examples if len(e.features)]
    block = _block_trees([e for e in searched if e.sells or e.bare])
    choice = _choice_trees([e for e in searched if e.sells])
    known = [e for e in searched if e.sells or e.bare or not e.is_page]
    figures: list[Floats] = []
    wanted: list[float] = []
    taken: list[Example] = []
    for example in known:
        best = int(choice(example.features).argmax())
        found = example.fits[best] >= _FOUND
        if example.is_page and not found and example.whole < _FOUND:
            continue
        scores = block(example.features)
        figures.append(page_figures(example.signs, example.features, scores, best))
        wanted.append(float(example.is_page and found))
        taken.append(example)
    page = _boosted(
        np.stack(figures), np.array(wanted), _balanced(taken), (150, 5), _PAGE_SIGNS, **_VARIED
    )
    of_photos = np.stack([f for f, e in zip(figures, taken, strict=True) if not e.is_page])
    page = _over_for(page, of_photos, _PHOTOS_CUT)
    return {"sign": sign, "block": block, "choice": choice, "page": page}


def _block_trees(pages: Sequence[Example]) -> Trees:
    return _boosted(
        np.concatenate([e.features for e in pages]),
        np.concatenate([_worth(e.fits) for e in pages]),
        np.concatenate([np.full(len(e.fits), len(e.fits) ** -0.5) for e in pages]),
        (100, 4),
        _BLOCK_SIGNS,
    )


def _choice_trees(pages: Sequence[Example]) -> Trees:
    """Trees by which a good block comes first on its page, however its sum compares to others'."""
    from training.pages.first_of_page import FirstOfPage

    pages = [page for page in pages if _worth(page.fits).any()]
    figures = np.concatenate([e.features for e in pages])
    loss = FirstOfPage([_worth(e.fits) for e in pages])
    return _boosted(figures, np.zeros(len(figures)), None, (200, 4), _BLOCK_SIGNS, loss=loss)


def _page(folder: Path, page: PageFacts) -> list[Example]:
    pixels = load(folder / page.file)
    looks = [pixels]
    if max(page.size) <= _SOFTENED and not page.file.endswith(".jpg"):
        looks.append(_as_jpeg(pixels))
    return [_measured(page, look) for look in looks]


def _as_jpeg(pixels: Pixels) -> Pixels:
    """A picture as lossy compression leaves it; which channel is which hardly matters to that."""
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def _measured(page: PageFacts, pixels: Pixels) -> Example:
    small = reduced(pixels, SEARCHED_SIDE)
    look, blocks = look_at(small)
    features, signs = features_of(look, blocks), signs_of(small)
    whole = np.array([[0, 0, small.shape[1], small.shape[0]]])
    if not page.boxes:
        bare = not page.photo and not shows_photos(page.layout)
        nothing = np.zeros(len(features))
        return Example(signs, features, nothing, 1.0, page.layout, sells=False, bare=bare)
    scale = np.array([small.shape[1] / page.size[0], small.shape[0] / page.size[1]] * 2)
    right = np.array([*page.boxes, *page.contents], float)
    right[:, 2:] += right[:, :2]
    right *= scale
    fits = np.maximum(_fits(blocks.boxes, right), _fits(grown(look, blocks.boxes), right))
    share = float(_fits(whole, right)[0])
    return Example(signs, features, fits, share, page.layout, sells=True)


def _photo(path: Path) -> Example:
    pixels: Pixels = load(path, at_least=SEARCHED_SIDE)
    small = reduced(pixels, SEARCHED_SIDE)
    look, blocks = look_at(small)
    features = features_of(look, blocks)
    nothing = np.zeros(len(features))
    return Example(signs_of(small), features, nothing, 1.0, "", sells=False)


def _fits(boxes: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """[boxes]: the best intersection over union with any of [n, 4]."""
    one, other = boxes[:, None].astype(float), right[None].astype(float)
    low = np.maximum(one[..., :2], other[..., :2])
    high = np.minimum(one[..., 2:], other[..., 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(b[..., 2:] - b[..., :2]).prod(axis=2) for b in (one, other)]
    union = np.maximum(areas[0] + areas[1] - shared, 1)
    return np.asarray((shared / union).max(axis=1, initial=0), np.float64)


def _worth(fits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.clip((fits - _UNUSABLE) / (_PERFECT - _UNUSABLE), 0, 1), np.float64)


def _balanced(examples: Sequence[Example]) -> npt.NDArray[np.float64]:
    """Weights by which pages count as much as photos."""
    of_pages = np.array([e.is_page for e in examples])
    weights = np.where(of_pages, 1 / max(1, of_pages.sum()), 1 / max(1, (~of_pages).sum()))
    return np.asarray(weights, np.float64)


def _over_for(trees: Trees, figures: Floats, part: float) -> Trees:
    """Shift trees so that so large a part of some figures scores over 0."""
    bound = float(np.quantile(trees(figures), 1 - part))
    return replace(trees, start=trees.start - bound)


def _boosted(
    figures: Floats,
    wanted: npt.NDArray[Any],
    weights: npt.NDArray[Any] | None,
    size: tuple[int, int],
    signs: Sequence[int],
    **changes: Any,
) -> Trees:
    """Fit ``size[0]`` trees of the depth ``size[1]``.

    Args:
        signs: one per figure: 1 where more of it never makes less of the sum, -1 where never more.
        changes: other settings of ``HistGradientBoostingRegressor``.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    count, depth = size
    weights = None if weights is None else weights / weights.mean()
    model = HistGradientBoostingRegressor(
        max_iter=count,
        max_depth=depth,
        max_leaf_nodes=2**depth,
        l2_regularization=_SHRINKAGE,
        max_bins=64,
        early_stopping=False,
        monotonic_cst=signs,
        **{"learning_rate": 0.15, "min_samples_leaf": _LEAVES} | changes,
    ).fit(figures, wanted, sample_weight=weights)
    trees = [_complete(predictors[0].nodes, depth) for predictors in model._predictors]
    features, bounds, leaves = zip(*trees, strict=True)
    return Trees(
        np.array(model._baseline_prediction.item()),
        np.array(features, np.int16),
        np.array(bounds, np.float32),
        np.array(leaves, np.float64),
    )


def _complete(
    nodes: Any, depth: int
) -> tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...]]:
    """A tree in which every leaf is equally deep: early ones are repeated below themselves."""
    level, features, bounds = [0], [], []
    for _ in range(depth):
        below = []
        for index in level:
            node = nodes[index]
            features.append(0 if node["is_leaf"] else int(node["feature_idx"]))
            bounds.append(0.0 if node["is_leaf"] else float(node["num_threshold"]))
            below += [index] * 2 if node["is_leaf"] else [int(node["left"]), int(node["right"])]
        level = below
    return tuple(features), tuple(bounds), tuple(float(nodes[index]["value"]) for index in level)
