"""Pictures that may be shown to anybody: those that a model gets wrong go onto its card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.core.answers import Verdict
from app.core.html.page import thumbnail
from app.core.models.classifier import verdict_for
from app.core.models.engines import Engine
from app.core.models.folder import Contract
from app.core.storage.files import write_atomically
from training.data.dataset import find_files
from training.data.pictures import load
from training.errors import RunError
from training.judge.corrupted import CONDITIONS, corrupted
from training.judge.predict import BACKGROUND, LabelledPhoto, predict

FAILURES_PATH = Path("assets.extra/failures")


@dataclass(frozen=True)
class Drawn:
    """What a model makes of pictures that somebody drew.

    Attributes:
        asked: pictures, each as it is and after every corruption.
        failures: Markdown, a line for each that it got wrong; they lie in ``FAILURES_PATH``.
    """

    asked: int
    failures: tuple[str, ...]

    def section(self) -> str:
        """A section of a card."""
        return (
            "## Known failures, in pictures\n\n"
            f"Of {self.asked} drawn pictures, as they are and corrupted, {len(self.failures)} were "
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
        DataError, PictureError: the folder, or a picture, cannot be read.
        FileAccessError: a picture cannot be written.
    """
    labels = {name: label for label, name in enumerate(contract.class_names)}
    labels[background] = BACKGROUND
    found, _ = find_files(folder, [])
    labelled = [
        LabelledPhoto(item.path, item.kind, labels[item.class_name])
        for item in found
        if item.class_name in labels
    ]
    if not labelled:
        raise RunError(
            "no_drawn",
            f"{folder} has no pictures in folders named like {', '.join(contract.class_names)}.",
        )
    lines: list[str] = []
    for name in CONDITIONS:
        answers = predict(
            engine, folder, labelled, contract.input_spec, change=partial(corrupted, name)
        )
        for photo, label, confidence, familiarity in zip(
            labelled, answers.labels, answers.confidence, answers.familiarity, strict=True
        ):
            refused = verdict_for(confidence, familiarity, contract) is Verdict.NOT_ONE_OF_THESE
            if photo.label == (BACKGROUND if refused else label):
                continue
            said = contract.classes[label].display_name
            if refused:
                said = f"*{Verdict.NOT_ONE_OF_THESE}* ({said} otherwise)"
            place = "-".join(photo.path.with_suffix("").parts)
            file = f"{place}-{name}.jpg".replace(" ", "-")
            picture = corrupted(name, photo, load(folder / photo.path))
            write_atomically(staging / FAILURES_PATH / file, thumbnail(picture))
            lines.append(
                f"- ![]({FAILURES_PATH.name}/{file}) {photo.path.stem}, {name}: {said}, "
                f"{confidence:.2f}"
            )
    return Drawn(len(labelled) * len(CONDITIONS), tuple(lines))
