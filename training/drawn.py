"""Pictures that may be shown to anybody: those that a model gets wrong go onto its card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app.core import images
from app.core.engines import Engine
from app.core.files import write_atomically
from app.core.images import Pixels
from app.core.model_folder import Contract
from app.core.page import THUMBNAIL_SIDE
from app.core.thumbnails import jpeg, shrink
from app.core.verdict import Verdict
from training.asking import BACKGROUND, NetworkInput, Question, ask
from training.augment import random_of
from training.disturbances import DISTURBANCES, Disturbance
from training.errors import RunError

FAILURES_PATH = Path("assets.extra/failures")
_ENDINGS = {".jpg", ".jpeg", ".png"}
_JPEG_QUALITY = 80


@dataclass(frozen=True)
class Drawn:
    """What a model makes of pictures that somebody drew.

    Attributes:
        asked: pictures, each as it is and after every disturbance.
        failures: Markdown, a line for each that it got wrong; they lie in ``FAILURES_PATH``.
    """

    asked: int
    failures: tuple[str, ...]

    def section(self) -> str:
        """A section of a card."""
        return (
            "## Known failures, in pictures\n\n"
            f"Of {self.asked} drawn pictures, as they are and disturbed, {len(self.failures)} were "
            "answered wrongly: what was drawn, what was done to it, the answer.\n\n"
            + "\n".join(self.failures)
        )


def ask_about_drawn(
    folder: Path, background: str, engine: Engine, contract: Contract, staging: Path
) -> Drawn:
    """Ask about a folder of class folders, and put what it gets wrong into a version folder.

    Args:
        background: name of the class folder whose pictures are *not one of these*.

    Raises:
        RunError: ``no_drawn``: there are no pictures in class folders that the model knows.
        PictureError, OSError: one cannot be read; there is no room.
    """
    names = contract.class_names
    questions = [
        Question(path.relative_to(folder), "", label)
        for label, name in (*enumerate(names), (BACKGROUND, background))
        for path in sorted((folder / name).rglob("*"))
        if name and path.suffix.lower() in _ENDINGS
    ]
    if not questions:
        raise RunError(
            "no_drawn", f"{folder} has no pictures in folders named like {', '.join(names)}."
        )
    shape = NetworkInput(contract.height, contract.width, contract.fitting)
    lines: list[str] = []
    changes: dict[str, Disturbance] = {"as it is": _as_it_is, **DISTURBANCES}
    for change, disturb in changes.items():
        disturbed = partial(_disturbed, change, disturb)
        answers = ask(engine, folder, questions, shape, change=disturbed)
        for row, question in enumerate(questions):
            label = int(answers.labels[row])
            refused = answers.familiarity[row] < contract.thresholds.familiar
            if refused if question.label == BACKGROUND else label == question.label and not refused:
                continue
            said = contract.classes[label].display_name
            if refused:
                said = f"*{Verdict.NOT_ONE_OF_THESE}* ({said} otherwise)"
            place = "-".join(question.path.with_suffix("").parts)
            name = f"{place}-{change}.jpg".replace(" ", "-")
            picture = disturbed(question, images.load(folder / question.path))
            small = jpeg(shrink(picture, THUMBNAIL_SIDE), _JPEG_QUALITY)
            write_atomically(staging / FAILURES_PATH / name, small)
            lines.append(
                f"- ![]({FAILURES_PATH.name}/{name}) {question.path.stem}, {change}: {said}, "
                f"{answers.confidence[row]:.2f}"
            )
    return Drawn(len(questions) * len(changes), tuple(lines))


def _as_it_is(photo: Pixels, _: np.random.Generator) -> Pixels:
    return photo


def _disturbed(change: str, disturb: Disturbance, question: Question, photo: Pixels) -> Pixels:
    return disturb(photo, random_of(f"drawn/{change}/{question.path.as_posix()}"))
