"""What is wrong with single pictures and with whole classes of a surveyed folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from app.core.text import counted, printable
from training.audit.findings import Finding, Kind, single
from training.audit.survey import Inspected, Survey
from training.data.dataset import SPLITS

TINY_SIDE = 112  # half of the network's usual 224: every pixel has to become four
ODD_ASPECT = 3.0  # fitted into a square, such a picture leaves two thirds of it empty
FEW_PHOTOS = 20  # of these the split keeps three to test with: one mistake is 33 points
UNBALANCED = 4.0  # in a batch of 32, three classes of one size to four come to about 4 photos


def folder_findings(survey: Survey) -> list[Finding]:
    """What is wrong with the folder as a whole, its classes and its splits."""
    found: list[Finding] = []
    counts = Counter(item.picture.class_name for item in survey.inspected)
    if len(survey.classes) < 2:
        here = f"only {printable(survey.classes[0])}" if survey.classes else "no class folder"
        found.append(single(Kind.TOO_FEW_CLASSES, ".", here))
    largest = max(survey.classes, key=lambda name: counts[name], default="")
    for name in survey.classes:
        count = counts[name]
        if not count:
            found.append(single(Kind.EMPTY_CLASS, name, "no photo that can be read"))
            continue
        if count < FEW_PHOTOS:
            found.append(single(Kind.FEW_PHOTOS, name, counted(count, "photo")))
        if counts[largest] >= UNBALANCED * count:
            times = counts[largest] / count
            detail = (
                f"{counted(count, 'photo')}; {printable(largest)} has {times:.1f} times as many"
            )
            found.append(single(Kind.UNBALANCED, name, detail))
    found += [single(Kind.NO_CLASS, path, "training leaves it out") for path in survey.strays]
    return found + _lacking(survey)


def picture_findings(survey: Survey) -> list[Finding]:
    """Files that cannot be read, and pictures that are blank, dark, blurred, tiny or odd in shape.

    The worst of each kind come first.
    """
    found = [single(Kind.UNREADABLE, item.path, item.reason) for item in survey.unreadable]
    pictures = survey.inspected
    found += _worst_first(
        Kind.BLANK,
        (item for item in pictures if item.measures.is_blank),
        lambda item: item.measures.contrast,
        lambda item: f"contrast {item.measures.contrast:.0f} of 255",
    )
    found += _worst_first(
        Kind.DARK,
        (item for item in pictures if item.measures.is_dark),
        lambda item: item.measures.brightness,
        lambda item: f"brightness {item.measures.brightness:.0f} of 255",
    )
    found += _worst_first(
        Kind.BLURRED,
        (item for item in pictures if item.measures.is_blurred),
        lambda item: item.measures.sharpness,
        lambda item: f"sharpness {item.measures.sharpness:.2f}",
    )
    found += _worst_first(
        Kind.TINY,
        (item for item in pictures if max(item.width, item.height) < TINY_SIDE),
        lambda item: max(item.width, item.height),
        lambda item: f"{item.width} × {item.height} pixels",
    )
    found += _worst_first(
        Kind.ODD_SHAPE,
        (item for item in pictures if _aspect(item) > ODD_ASPECT),
        lambda item: -_aspect(item),
        lambda item: f"{item.width} × {item.height} pixels, {_aspect(item):.1f} to 1",
    )
    return found


def _worst_first(
    kind: Kind,
    items: Iterable[Inspected],
    badness: Callable[[Inspected], float],
    detail: Callable[[Inspected], str],
) -> list[Finding]:
    ordered = sorted(items, key=lambda item: (badness(item), item.path))
    return [single(kind, item.path, detail(item)) for item in ordered]


def _aspect(item: Inspected) -> float:
    return max(item.width, item.height) / min(item.width, item.height)


def _lacking(survey: Survey) -> list[Finding]:
    """Classes that the given train or test folder has no readable picture of."""
    if not survey.has_given_splits:
        return []
    held = {(item.picture.given_split, item.picture.class_name) for item in survey.inspected}
    somewhere = {name for _, name in held}
    splits = [split for split in SPLITS if split != "validation"]
    return [
        single(Kind.SPLIT_LACKS_CLASS, name, f"no photo that can be read in {split}")
        for name in survey.classes
        for split in splits
        if (split, name) not in held and name in somewhere
    ]
