"""The pictures of a report: thumbnails with what the model said of them, and its maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from markupsafe import Markup

from app.core.answers import Verdict
from app.core.errors import PictureError
from app.core.html.page import data_uri, section, shot, tag, thumbnail
from app.core.models.classifier import activation_over_picture
from app.core.models.overlay import lay_over
from app.core.text import counted, percent
from training.data.pictures import small_copy, thumbnail_of
from training.judge.compare import SideBySide
from training.judge.evaluate import Judgement
from training.judge.predict import BACKGROUND
from training.report.facts import Judged

MISTAKES_SHOWN = 24
DIFFERENCES_SHOWN = 12
_RIGHT_EXAMPLES, _WRONG_EXAMPLES = 2, 2  # of each class
_MOST_EXAMPLES = 16
_SEED = 42


class Album:
    """Thumbnails of a data folder's photos, each made once."""

    def __init__(self, data: Path) -> None:
        """Begin with no thumbnail made yet."""
        self.data = data
        self._made: dict[str, bytes | None] = {}

    def thumbnail(self, path: str) -> bytes | None:
        """JPEG; None when the photo has gone meanwhile."""
        if path not in self._made:
            self._made[path] = thumbnail_of(self.data / path)
        return self._made[path]

    def shot(self, path: str, caption: str) -> Markup:
        """A thumbnail with a caption and the file's name."""
        return shot(self.thumbnail(path), caption, path.rsplit("/", 1)[-1])


def shots(album: Album, captions: Iterable[tuple[str, str]]) -> Markup:
    """A grid of pictures: path and caption of each."""
    return tag("div", *(album.shot(path, words) for path, words in captions), class_="shots")


def said(judgement: Judgement, index: int) -> str:
    """What the program would say of a photo."""
    name = judgement.contract.classes[int(judgement.answers.labels[index])].display_name
    words = f"{name} {percent(float(judgement.answers.confidence[index]))}"
    verdict = judgement.verdict(index)
    if verdict is Verdict.NOT_ONE_OF_THESE:
        return f"not one of these, nearest {words}"
    return words if verdict is Verdict.SURE else f"{words}, not sure"


def true_name(judgement: Judgement, index: int) -> str:
    """Display name of a photo's class."""
    label = int(judgement.truth[index])
    if label == BACKGROUND:
        return "nothing that is sold"
    return judgement.contract.classes[label].display_name


def path_of(judgement: Judgement, index: int) -> str:
    """POSIX, relative to the data folder."""
    return judgement.labelled[index].path.as_posix()


def most_confident(judgement: Judgement, chosen: Sequence[int]) -> list[int]:
    """The same photos, the most confident answers first."""
    return sorted(chosen, key=lambda index: -float(judgement.answers.confidence[index]))


def mistakes_section(judgement: Judgement, album: Album) -> Markup:
    """The most confident wrong answers, and what was mistaken for a product or for none."""
    wrong = [int(i) for i in judgement.products if not judgement.right[i]]
    worst = most_confident(judgement, wrong)
    shown = worst[:MISTAKES_SHOWN]
    words = (
        f"{counted(len(wrong), 'answer')} of {judgement.metrics.pictures:,} "
        f"{'was' if len(wrong) == 1 else 'were'} wrong. The ones that the model was most "
        "confident of come first: a photo may lie in the wrong folder, or show a kind that "
        "it has seen too little of."
        if worst
        else "Every test photo of a product was answered rightly."
    )
    return section(
        "mistakes",
        "The worst mistakes",
        words,
        shots(album, _corrections(judgement, shown)) if shown else None,
        _hidden(len(worst) - len(shown)),
        _misfits(
            "Other things that were taken for products",
            judgement,
            album,
            [int(i) for i in judgement.background if _is_familiar(judgement, int(i))],
            most_familiar_first=True,
        ),
        _misfits(
            "Products that were taken for other things",
            judgement,
            album,
            [int(i) for i in judgement.products if not _is_familiar(judgement, int(i))],
            most_familiar_first=False,
        ),
    )


def examples_section(judged: Judged, album: Album) -> Markup | None:
    """Show answers with their activation maps."""
    judgement = judged.judgement
    pairs = [pair for index in _examples(judgement) if (pair := _example(judged, album, index))]
    if not pairs:
        return None
    return section(
        "examples",
        "What the model looks at",
        "Test photos, each with its activation map: the brighter a place, the more it counted "
        "for the answer. Where the model looks at the background instead of the product, it has "
        "learnt the wrong thing.",
        tag("div", *pairs, class_="pairs"),
    )


def difference_sections(both: SideBySide, judgement: Judgement, album: Album) -> list[Markup]:
    """Photos about which one model is right and the other wrong."""
    parts = []
    titles = ("Right now, wrong before", "Wrong now, right before")
    for chosen, title in zip(both.differences, titles, strict=True):
        indices = np.flatnonzero(chosen).tolist()
        captions = [
            (both.labelled[i].path.as_posix(), _both_said(both, judgement, i))
            for i in indices[:DIFFERENCES_SHOWN]
        ]
        parts.append(
            tag(
                "div",
                tag("h3", f"{title}: {counted(len(indices), 'photo')}"),
                shots(album, captions) if captions else None,
                _hidden(len(indices) - len(captions)),
                class_="part",
            )
        )
    return parts


def _both_said(both: SideBySide, judgement: Judgement, index: int) -> str:
    names = [item.display_name for item in judgement.contract.classes]
    old = int(both.current_labels[index])
    theirs = "another class" if old == BACKGROUND else names[old]
    return (
        f"Is {names[both.labelled[index].label]}; now {names[int(both.new_labels[index])]}, "
        f"before {theirs}"
    )


def _examples(judgement: Judgement) -> list[int]:
    """Of each class some right and some wrong answers, drawn at random; then other things."""
    random = np.random.default_rng(_SEED)
    chosen: list[int] = []
    for label in [*range(len(judgement.contract.classes)), BACKGROUND]:
        photos = judgement.truth == label
        for group, count in (
            (np.flatnonzero(photos & judgement.right), _RIGHT_EXAMPLES),
            (np.flatnonzero(photos & ~judgement.right), _WRONG_EXAMPLES),
        ):
            chosen += random.permutation(group)[:count].tolist()
    return chosen[:_MOST_EXAMPLES]


def _example(judged: Judged, album: Album, index: int) -> Markup | None:
    judgement, classifier = judged.judgement, judged.classifier
    path = path_of(judgement, index)
    pixels = small_copy(album.data / path)
    if pixels is None:
        return None
    try:
        prediction = classifier.classify(classifier.load(album.data / path))
    except PictureError:
        return None
    activation = activation_over_picture(
        prediction, prediction.label, classifier.contract, *pixels.shape[:2]
    )
    words, name = said(judgement, index), true_name(judgement, index)
    familiar = _is_familiar(judgement, index)
    is_product = int(judgement.truth[index]) != BACKGROUND
    state = "right" if familiar == is_product and judgement.right[index] == is_product else "wrong"
    images = (
        tag("img", src=data_uri(jpeg, "image/jpeg"), alt=alt, loading="lazy")
        for jpeg, alt in (
            (thumbnail(pixels), f"the photo: {name}"),
            (thumbnail(lay_over(pixels, activation)), f"activation map: {words}"),
        )
    )
    return tag(
        "figure",
        tag("div", *images, class_="pair"),
        tag(
            "figcaption",
            tag("b", "✓ " if state == "right" else "✗ ", class_=state, title=state),
            words if state == "right" else f"{words}; is {name}",
            tag("bdi", path.rsplit("/", 1)[-1], class_="file"),
        ),
        class_="shot",
    )


def _misfits(
    title: str, judgement: Judgement, album: Album, found: list[int], *, most_familiar_first: bool
) -> Markup | None:
    if judgement.metrics.background is None or not found:
        return None
    sign = -1 if most_familiar_first else 1
    ordered = sorted(found, key=lambda i: sign * float(judgement.answers.familiarity[i]))
    shown = ordered[:DIFFERENCES_SHOWN]
    return tag(
        "details",
        tag("summary", tag("h3", f"{title}: {len(found):,}")),
        shots(album, _corrections(judgement, shown)),
        _hidden(len(found) - len(shown)),
        class_="part",
    )


def _corrections(judgement: Judgement, chosen: Sequence[int]) -> list[tuple[str, str]]:
    """Path of each photo, and what was said of it and what it is."""
    return [
        (path_of(judgement, i), f"{said(judgement, i)}; is {true_name(judgement, i)}")
        for i in chosen
    ]


def _is_familiar(judgement: Judgement, index: int) -> bool:
    return judgement.verdict(index) is not Verdict.NOT_ONE_OF_THESE


def _hidden(count: int) -> Markup | None:
    return tag("p", f"and {count:,} more", class_="more") if count > 0 else None
