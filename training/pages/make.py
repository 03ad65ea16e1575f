"""A folder of rendered pages, from the photos of one split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from training.config import FitConfig
from training.data.dataset import read_dataset
from training.data.manifest import Manifest, Member, make_manifest
from training.errors import DataError
from training.pages.chromium import Chromium, RestartedChromium
from training.pages.dressing import chosen
from training.pages.layout import Cast, layout_names
from training.pages.render import PageFacts, content_of, render, save, write_list
from training.progress import Meter, ProgressCallback, no_progress
from training.views.augment import random_of

_ONE_EMPTY_IN = 5  # pages sells nothing that we do; half of them show another thing


def split_of(data: Path, seed: int, on_progress: ProgressCallback = no_progress) -> Manifest:
    """Split a data folder as ``fit`` does; errors as ``read_dataset`` and ``make_manifest``."""
    config = FitConfig(seed=seed)
    dataset = read_dataset(data, background=config.background, on_progress=on_progress)
    test, validation = config.test_fraction, config.validation_fraction
    fractions = {"train": 1 - validation - test, "validation": validation, "test": test}
    return make_manifest(dataset, fractions, seed)


def make_pages(
    data: Path,
    out: Path,
    manifest: Manifest,
    split: str,
    count: int,
    seed: int,
    *,
    seen: frozenset[str] = frozenset(),
    on_progress: ProgressCallback = no_progress,
) -> list[PageFacts]:
    """Render pages of the photos of a split, and write them and their list into ``out``.

    Args:
        seen: SHA-256 of photos that are not to be shown.

    Raises:
        RunError: ``no_chromium`` or ``browser_failed``.
        DataError: ``too_few_photos``.
    """
    photos = _Photos(data, manifest, [m for m in manifest.of(split) if m.sha256 not in seen])
    meter = Meter("Rendering pages", count, on_progress)
    pages: list[PageFacts] = []
    with RestartedChromium() as browser:
        for number in range(count):
            page = browser.run(partial(_page, number, photos, out, split, seed))
            pages += [page] if page is not None else []
            meter.add(1)
    write_list(out, pages)
    return pages


def _page(
    number: int, photos: _Photos, out: Path, split: str, seed: int, browser: Chromium
) -> PageFacts | None:
    """Render and write one page; None where it shows too little of what it sells."""
    random = random_of(f"page/{seed}/{split}/{number}")
    round_number, place = divmod(number, _ONE_EMPTY_IN)
    sells = place != 0
    bare = not sells and round_number % 2 == 0
    layouts = layout_names(split, empty=bare)
    layout = chosen(layouts, random) if bare else layouts[number % len(layouts)]
    member = photos.product(random) if sells else photos.stranger(random)
    page = render(browser, layout, photos.cast(member, random), random, sells=sells)
    if page is None:
        return None
    file = save(page, out / "pages" / f"{number:05d}-{layout}", random)
    return PageFacts(
        file=file.relative_to(out).as_posix(),
        layout=layout,
        class_name=member.class_name,
        kind=member.kind,
        photo="" if bare else member.path,
        boxes=page.boxes,
        contents=tuple(content_of(page.pixels, box) for box in page.boxes),
        size=(page.pixels.shape[1], page.pixels.shape[0]),
        viewport=page.viewport,
        scale=page.scale,
        share=round(page.share, 4),
        theme="dark" if page.dressing.dark else "light",
        direction="rtl" if page.dressing.right_to_left else "ltr",
        cut=page.cut,
    )


class _Photos:
    """The photos of a split, drawn class by class and kind by kind."""

    def __init__(self, data: Path, manifest: Manifest, members: Sequence[Member]) -> None:
        self._data = data
        self._background = manifest.background
        self._by_class: dict[str, dict[str, list[Member]]] = defaultdict(lambda: defaultdict(list))
        for member in members:
            self._by_class[member.class_name][member.kind].append(member)
        missing = sorted({*manifest.classes, manifest.background} - set(self._by_class))
        if missing:
            raise DataError(
                "too_few_photos",
                f"The split of {data} has no photo of {', '.join(missing) or 'other things'}; add "
                "photos to every class and to the folder of other things.",
            )
        self._classes = manifest.classes

    def product(self, random: np.random.Generator) -> Member:
        """Draw a product: each class as often, and rare kinds oftener than photos alone would."""
        return self._of(chosen(self._classes, random), random)

    def stranger(self, random: np.random.Generator) -> Member:
        """Draw a picture of nothing that is sold."""
        return self._of(self._background, random)

    def cast(self, member: Member, random: np.random.Generator) -> Cast:
        """The cast of a page about ``member``."""

        def path(other: Member) -> Path:
            return self._data / other.path

        neighbour = self.stranger if member.class_name == self._background else self.product
        return Cast(
            path(member),
            lambda: path(self._of(member.class_name, random)),
            lambda: path(neighbour(random)),
            lambda: path(self.stranger(random)),
        )

    def _of(self, class_name: str, random: np.random.Generator) -> Member:
        kinds = self._by_class[class_name]
        names = sorted(kinds)
        weights = np.sqrt([len(kinds[name]) for name in names])
        kind = names[int(random.choice(len(names), p=weights / weights.sum()))]
        return chosen(kinds[kind], random)
