"""How a model does on rendered pages, with the search for the product and without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.core.answers import Region, RegionChoice
from app.core.models.contract import Contract
from app.core.models.engines import Engine
from app.core.pictures import images
from app.core.pictures.crops import load_to_judge
from app.core.pictures.images import Pixels
from training.data.pictures import batched, fitted, mapped_ahead
from training.pages.render import PageFacts, is_found
from training.progress import Meter, ProgressCallback, no_progress

_PAGES_AT_ONCE = 8
_SHARES = ((0.02, "up to 2 %"), (0.1, "2 to 10 %"), (0.3, "10 to 30 %"), (2.0, "over 30 %"))


@dataclass(frozen=True)
class PageAnswer:
    """What comes of one page.

    Attributes:
        found: whether the box of a product's photo is found; a picture that is left whole has its
            own.
        right, accepted: of the answer about the box: whether the class is right, and whether the
            verdict is not *not one of these*.
        right_whole, accepted_whole: of the answer about the whole page.
        right_alone, accepted_alone: of the answer about the photo itself; None where there is none.
        part_familiarity: of what was cut out and judged; None for a page that is left whole.
    """

    page: PageFacts
    found: bool
    right: bool
    accepted: bool
    right_whole: bool
    accepted_whole: bool
    right_alone: bool | None
    accepted_alone: bool | None
    part_familiarity: float | None = None


@dataclass(frozen=True)
class PageRates:
    """Rates of some pages that sell something: see ``PageAnswer``; the verdict is right when the
    class is and the picture is accepted. ``alone`` is None where no photos were given."""

    pages: int
    found: float
    right: float
    right_whole: float
    verdict: float
    verdict_whole: float
    verdict_alone: float | None


def predict_pages(
    engine: Engine,
    contract: Contract,
    folder: Path,
    pages: Sequence[PageFacts],
    data: Path | None = None,
    *,
    on_progress: ProgressCallback = no_progress,
) -> list[PageAnswer]:
    """Answer about every page of a folder, in order.

    Args:
        data: the photos' folder, to answer about each photo alone, too.

    Raises:
        PictureError: a page or a photo cannot be read.
    """
    spec = contract.input_spec

    def read(page: PageFacts) -> tuple[PageFacts, Region | None, list[Pixels]]:
        cut, region, _ = load_to_judge(folder / page.file, spec, RegionChoice.AUTO)
        pictures = [images.fit(cut, spec), fitted(folder / page.file, spec)]
        if data is not None and page.photo:
            pictures.append(fitted(data / page.photo, spec))
        return page, region, pictures

    meter = Meter("Predicting pages", len(pages), on_progress)
    answers: list[PageAnswer] = []
    for batch in batched(mapped_ahead(read, pages), _PAGES_AT_ONCE):
        outputs = engine.run(np.stack([picture for *_, pictures in batch for picture in pictures]))
        labels = outputs.probabilities.argmax(axis=1)
        start = 0
        for page, region, pictures in batch:
            said, first = [], start
            for index in range(first, first + len(pictures)):
                part = index == first and region is not None
                accepted = outputs.familiarity[index] >= contract.thresholds.bound(part=part)
                right = contract.class_names[labels[index]] == page.class_name
                said.append((right, bool(accepted)))
            start += len(pictures)
            alone = said[2] if len(said) > 2 else (None, None)
            known = None if region is None else float(outputs.familiarity[first])
            given = PageAnswer(page, is_found(page, region), *said[0], *said[1], *alone)
            answers.append(replace(given, part_familiarity=known))
        meter.add(len(batch))
    return answers


def rates(answers: Sequence[PageAnswer]) -> PageRates:
    """Sum up pages that sell something."""

    def part(holds: Callable[[PageAnswer], bool]) -> float:
        return sum(holds(answer) for answer in answers) / max(1, len(answers))

    known = all(answer.right_alone is not None for answer in answers)
    return PageRates(
        pages=len(answers),
        found=part(lambda a: a.found),
        right=part(lambda a: a.right),
        right_whole=part(lambda a: a.right_whole),
        verdict=part(lambda a: a.right and a.accepted),
        verdict_whole=part(lambda a: a.right_whole and a.accepted_whole),
        verdict_alone=part(lambda a: bool(a.right_alone and a.accepted_alone)) if known else None,
    )


def refused(answers: Sequence[PageAnswer]) -> tuple[float, float]:
    """Return the parts of pages that sell nothing that are refused: by the box, and whole."""
    count = max(1, len(answers))
    by_box = sum(not answer.accepted for answer in answers) / count
    return by_box, sum(not answer.accepted_whole for answer in answers) / count


def groups(answers: Sequence[PageAnswer]) -> dict[str, list[PageAnswer]]:
    """Group pages by layout, viewport, share of the picture, and look; every page several times."""
    found: dict[str, list[PageAnswer]] = defaultdict(list)
    for answer in answers:
        page = answer.page
        share = next(name for most, name in _SHARES if page.share <= most)
        shape = "phone" if page.viewport[0] < 600 else "tablet" if page.viewport[0] < 1200 else ""
        found["all"].append(answer)
        found[f"layout: {page.layout.removeprefix('test-')}"].append(answer)
        found[f"viewport: {shape or 'desktop'}"].append(answer)
        found[f"share of the picture: {share}"].append(answer)
        found[f"cut by hand: {'yes' if page.cut else 'no'}"].append(answer)
        found[f"theme: {page.theme}"].append(answer)
        found[f"direction: {page.direction}"].append(answer)
        found[f"file: {page.file.rpartition('.')[2]}"].append(answer)
    return dict(sorted(found.items()))
