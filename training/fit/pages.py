"""Rendered pages as material: what the frozen layers say of the product on each, and of all of it.

A page has the label and the type of the photo that it shows; one that sells nothing is another
thing. What the program would judge is what ``classify`` cuts out (``app.core.pictures.regions``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import app.core.pictures
from app.core.answers import RegionChoice
from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.crops import load_to_judge
from app.core.pictures.images import Pixels
from app.core.storage.files import file_digest
from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.data.pictures import batched, fitted, mapped_ahead
from training.data.product_types import ProductTypes
from training.errors import RunError
from training.fit.frozen import Halves, frozen_pass
from training.fit.logistic import Rows
from training.fit.stores import mark_done, open_stores
from training.fit.weighting import photo_weights
from training.network.trainable import TrainableBase
from training.pages.render import LIST_NAME, PageFacts, is_found, read_list
from training.progress import Meter, ProgressCallback

PAGES_CACHE = "pages"
"""Folder of the pages' activations inside the cache of a run."""
_PAGES_AT_ONCE = 16
_SHARE = 0.25  # of what all photos count together, that all pages count besides


@dataclass(frozen=True)
class PageActivations:
    """What the frozen layers say of N pages.

    Attributes:
        pages: what each shows.
        members: the photo that it is about, or a member that stands for a page without any.
        features: float16 [2, N, F], pooled: of what is cut out and judged, and of the whole page.
        found: bool [N], whether what is cut out is the product's photo; True where nothing is sold.
    """

    pages: tuple[PageFacts, ...]
    members: tuple[Member, ...]
    features: Halves
    found: npt.NDArray[np.bool_]


def page_activations(
    folder: Path,
    pages_folder: Path,
    manifest: Manifest,
    splits: Sequence[str],
    config: FitConfig,
    base: TrainableBase,
    stamp: str,
    on_progress: ProgressCallback,
) -> PageActivations:
    """Run the frozen layers over the pages that show photos of some splits, once.

    Args:
        folder: of this cache alone.
        pages_folder: as ``shelfwise-train pages`` wrote it, from the photos of the manifest.
        splits: pages that show a photo of another split, or one that is not in the manifest, are
            left out.
        stamp: of the photos' activations; pages and the search for products are added to it.

    Raises:
        RunError: ``no_pages``; ``picture_lost``: a page cannot be read; ``disk_full``.
    """
    chosen = _chosen(read_list(pages_folder), manifest, splits)
    if not chosen:
        raise RunError("no_pages", f"No page in {pages_folder} shows a photo of the data folder.")
    pages = [page for page, _ in chosen]
    width = base.exact.top.output.shape[-1]
    shapes = {"features": (2, len(pages), width), "found": (1, len(pages))}
    parts = [stamp, file_digest(pages_folder / LIST_NAME), list(splits), _digest_of_the_search()]
    whole_stamp = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    done, stores = open_stores(folder, whole_stamp, shapes, len(pages))
    todo = [int(row) for row in np.flatnonzero(np.asarray(done) == 0)]
    if todo:
        frozen = frozen_pass(base.exact, config.input_size)
        meter = Meter("Running the frozen layers over the pages", len(todo), on_progress)

        def read(row: int) -> tuple[int, bool, list[Pixels]]:
            return row, *_read(pages_folder / pages[row].file, pages[row], config)

        for batch in batched(mapped_ahead(read, todo), _PAGES_AT_ONCE):
            rows = [row for row, _, _ in batch]
            for number in range(2):
                pixels = np.stack([pictures[number] for *_, pictures in batch])
                stores[0][number, rows] = frozen(pixels)[0]
            stores[1][0, rows] = [found for _, found, _ in batch]
            mark_done(done, stores, rows)
            meter.add(len(batch))
    members = tuple(member for _, member in chosen)
    return PageActivations(tuple(pages), members, stores[0], np.asarray(stores[1][0]) > 0)


def page_rows(
    config: FitConfig,
    manifest: Manifest,
    types: ProductTypes,
    pages: PageActivations,
    chosen: npt.NDArray[np.intp],
    photos: int,
) -> Rows:
    """Make rows for ``logistic.solve_head``: the pages whole.

    What is cut out of them does not train: it is a photo as it is, but for what lies over it.

    Args:
        chosen: int [M], the pages that train.
        photos: how many train; they weigh 1 on average.
    """
    members = [pages.members[page] for page in chosen]
    weights = photo_weights(config, manifest, members, types)
    weights *= _SHARE * photos / float(weights.sum())
    return Rows(pages.features[1, chosen], types.labels(members), weights)


def _chosen(
    pages: Sequence[PageFacts], manifest: Manifest, splits: Sequence[str]
) -> list[tuple[PageFacts, Member]]:
    """Pages of photos of these splits, and those that show none, with what they are about."""
    by_path = {member.path: member for member in manifest.members if not member.corrected}
    found = []
    for page in pages:
        nothing = Member(page.file, manifest.background, "", splits[0], -1, "")
        member = by_path.get(page.photo) if page.photo else nothing
        if member is not None and member.split in splits:
            found.append((page, member))
    return found


def _read(file: Path, page: PageFacts, config: FitConfig) -> tuple[bool, list[Pixels]]:
    """Whether the product is found, and what is judged: cut out, and the whole page; fitted."""
    spec = config.input_spec
    try:
        cut, region, _ = load_to_judge(file, spec, RegionChoice.AUTO)
        pictures = [images.fit(cut, spec), fitted(file, spec)]
    except PictureError as error:
        raise RunError(
            "picture_lost", f"{file} cannot be read ({error.message}); make the pages again."
        ) from error
    return not page.boxes or is_found(page, region), pictures


def _digest_of_the_search() -> str:
    """What is cut out depends on these modules and the fitted trees."""
    files = sorted(Path(app.core.pictures.__file__).parent.glob("*.*"))
    return hashlib.sha256("".join(file_digest(file) for file in files).encode()).hexdigest()
