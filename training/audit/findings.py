"""What an audit can find, and what to do about it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Urgency(enum.StrEnum):
    """How much a kind of finding matters."""

    FIX = "fix"
    """Training fails, or its figures are wrong."""
    CHECK = "check"
    """Perhaps a mistake; somebody has to look."""
    KNOW = "know"
    """No mistake, but good to know."""


@dataclass(frozen=True)
class About:
    """What people are told of a kind of finding.

    Attributes:
        title: a few words.
        advice: what it means and what to do, in full sentences.
    """

    title: str
    urgency: Urgency
    advice: str


class Kind(enum.StrEnum):
    """A kind of finding; the value is its name in ``audit.csv``. The most urgent come first."""

    TOO_FEW_CLASSES = "too_few_classes"
    EMPTY_CLASS = "empty_class"
    SPLIT_LACKS_CLASS = "split_lacks_class"
    CONFLICT = "label_conflict"
    LEAK = "split_leak"
    UNREADABLE = "unreadable"
    NO_CLASS = "no_class"
    LABEL_ERROR = "label_error"
    TAKEN_FOR_PRODUCT = "taken_for_product"
    UNFAMILIAR = "unfamiliar"
    ALIKE_ACROSS = "alike_across"
    FEW_PHOTOS = "few_photos"
    BLANK = "blank"
    DARK = "very_dark"
    BLURRED = "blurred"
    TINY = "tiny"
    ODD_SHAPE = "odd_shape"
    EXACT = "exact_copy"
    NEAR = "near_duplicate"
    ALIKE = "look_alike"
    UNBALANCED = "unbalanced"

    @property
    def about(self) -> About:
        """What people are told of it."""
        return _ABOUT[self]


_ABOUT = {
    Kind.TOO_FEW_CLASSES: About(
        "Too few classes",
        Urgency.FIX,
        "A model tells at least two classes apart. Put photos into two folders or more, one per "
        "class.",
    ),
    Kind.EMPTY_CLASS: About(
        "Class without a readable photo",
        Urgency.FIX,
        "Nothing can be learnt for this class. Add photos, or remove the folder.",
    ),
    Kind.SPLIT_LACKS_CLASS: About(
        "Class missing from a split",
        Urgency.FIX,
        "The train and test folders must hold the same classes. Add photos of the class to this "
        "one.",
    ),
    Kind.CONFLICT: About(
        "Same picture in two classes",
        Urgency.FIX,
        "One of the labels is wrong, and the model is taught both. Keep the picture in the one "
        "class that is right.",
    ),
    Kind.LEAK: About(
        "Same picture in two splits",
        Urgency.FIX,
        "The model is judged by what it was trained on, so its figures flatter it. Keep the "
        "picture in one split.",
    ),
    Kind.UNREADABLE: About(
        "Cannot be read",
        Urgency.FIX,
        "Training leaves these files out. Save or download them again, or delete them.",
    ),
    Kind.NO_CLASS: About(
        "Beside the class folders",
        Urgency.FIX,
        "These pictures lie in no class folder, so training leaves them out. Move them into one.",
    ),
    Kind.LABEL_ERROR: About(
        "Possible label error",
        Urgency.CHECK,
        "The model holds other classes for more likely than the folder that the photo lies in; the "
        "least likely come first. Either the photo lies in the wrong folder, or it is a hard one "
        "that the model can learn from.",
    ),
    Kind.TAKEN_FOR_PRODUCT: About(
        "Background taken for a product",
        Urgency.CHECK,
        "The folder says that nothing like this is sold, the model says that it is. Look for "
        "products that were filed as background.",
    ),
    Kind.UNFAMILIAR: About(
        "Product taken for none of the classes",
        Urgency.CHECK,
        "The model finds these unlike the products that it knows. Look for pictures that show no "
        "product, and for kinds of product that need more photos.",
    ),
    Kind.ALIKE_ACROSS: About(
        "Look-alikes in two classes or splits",
        Urgency.CHECK,
        "Different files that a perceptual hash cannot tell apart. If they show the same article, "
        "they belong in one class, and in one split.",
    ),
    Kind.FEW_PHOTOS: About(
        "Class with few photos",
        Urgency.CHECK,
        "Only a handful of these will be left to judge the model by, so figures for this class "
        "will be unsure. Collect more photos.",
    ),
    Kind.BLANK: About(
        "Blank",
        Urgency.CHECK,
        "There is nothing to see on these. Delete them.",
    ),
    Kind.DARK: About(
        "Very dark",
        Urgency.CHECK,
        "Even the brightest parts are near black. Take the photos again with more light, unless "
        "photos to be classified will look like this too.",
    ),
    Kind.BLURRED: About(
        "Blurred",
        Urgency.CHECK,
        "No edge is sharp, even at the small size that the network sees. Take the photos again, "
        "unless photos to be classified will look like this too.",
    ),
    Kind.TINY: About(
        "Very small",
        Urgency.CHECK,
        "These have to be enlarged more than twofold for the network, which makes them soft. Look "
        "for a larger version.",
    ),
    Kind.ODD_SHAPE: About(
        "Very long or very tall",
        Urgency.CHECK,
        "The whole picture is fitted into a square, where these fill less than a third. Crop them "
        "nearer to the product.",
    ),
    Kind.EXACT: About(
        "Exact copies",
        Urgency.KNOW,
        "The same file more than once in a class teaches nothing new. Training keeps copies on one "
        "side of the split; you may delete all but one.",
    ),
    Kind.NEAR: About(
        "Near-duplicates",
        Urgency.KNOW,
        "The same picture in a class, saved again or at another size. It teaches nothing new; "
        "training keeps such pictures on one side of the split.",
    ),
    Kind.ALIKE: About(
        "Look-alikes",
        Urgency.KNOW,
        "Different photos in a class that a perceptual hash cannot tell apart, often articles of "
        "one shop on plain white. Training keeps each group on one side of the split, so variety "
        "is smaller than the number of photos says.",
    ),
    Kind.UNBALANCED: About(
        "Much smaller than the largest class",
        Urgency.KNOW,
        "Training weighs classes so that all count the same, but that does not replace variety. "
        "Photos for this class help the most.",
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of ``audit.csv``; paths are POSIX, relative to the data folder.

    Attributes:
        other: the other picture of a pair, else empty.
        detail: what was found, for people.
    """

    kind: Kind
    path: str
    other: str
    detail: str


@dataclass(frozen=True)
class Finding:
    """Something to look at: one file or folder, or a group of pictures.

    Attributes:
        paths: what it is about; every one is in some row.
        detail: a few words for all of them.
        rows: one for a single file; for a group of N one less, each ties a picture to another.
    """

    kind: Kind
    paths: tuple[str, ...]
    detail: str
    rows: tuple[Row, ...]


def single(kind: Kind, path: str, detail: str) -> Finding:
    """A finding about one file or folder."""
    return Finding(kind, (path,), detail, (Row(kind, path, "", detail),))


def by_kind(findings: Iterable[Finding]) -> dict[Kind, list[Finding]]:
    """Findings of each kind that there are, the most urgent kinds first; order is kept inside."""
    found: dict[Kind, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.kind, []).append(finding)
    return {kind: found[kind] for kind in Kind if kind in found}
