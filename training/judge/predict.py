"""Put photos whose class is known to a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app.core.models.engines import Engine, Outputs
from app.core.pictures.images import Fitting, Pixels
from training.data.manifest import Manifest, Member
from training.data.pictures import batched, fitted, mapped_ahead
from training.judge.metrics import Answers, Labels
from training.progress import Listener, Meter, nobody

BACKGROUND = -1
_PICTURES_AT_ONCE = 16


@dataclass(frozen=True)
class Question:
    """A photo whose answer is known.

    Attributes:
        path: relative to the data folder.
        kind: its product type, empty when it has none.
        label: index of its class in the model's output, or ``BACKGROUND``.
    """

    path: Path
    kind: str
    label: int


@dataclass(frozen=True)
class NetworkInput:
    """What pictures are fitted to: the contract's size and policy."""

    height: int
    width: int
    fitting: Fitting


def questions_of(manifest: Manifest, split: str) -> list[Question]:
    """What the photos of a split ask, in the manifest's order."""
    return questions_about(manifest.of(split), manifest)


def questions_about(members: Sequence[Member], manifest: Manifest) -> list[Question]:
    """What some members of a manifest ask, in their order."""
    return [
        Question(
            path=Path(member.path),
            kind=member.kind,
            label=BACKGROUND
            if member.class_name == manifest.background
            else manifest.classes.index(member.class_name),
        )
        for member in members
    ]


def true_labels(questions: Sequence[Question]) -> Labels:
    """Their labels, int64 [N]."""
    return np.array([question.label for question in questions], np.int64)


def _unchanged(_: Question, photo: Pixels) -> Pixels:
    return photo


def ask(
    engine: Engine,
    data: Path,
    questions: Sequence[Question],
    shape: NetworkInput,
    *,
    change: Callable[[Question, Pixels], Pixels] = _unchanged,
    phase: str = "Asking the model",
    listener: Listener = nobody,
) -> Answers:
    """The model's answers, in the order of the questions; arguments as of ``outputs_for``."""
    probabilities, familiarity = [], []
    for outputs in outputs_for(
        engine, data, questions, shape, change=change, phase=phase, listener=listener
    ):
        probabilities.append(outputs.probabilities)
        familiarity.append(outputs.familiarity)
    return Answers(np.concatenate(probabilities), np.concatenate(familiarity))


def outputs_for(
    engine: Engine,
    data: Path,
    questions: Sequence[Question],
    shape: NetworkInput,
    *,
    change: Callable[[Question, Pixels], Pixels] = _unchanged,
    phase: str = "Asking the model",
    listener: Listener = nobody,
) -> Iterator[Outputs]:
    """All that the model says, some questions at a time, in their order.

    Args:
        change: what is done to the photo of a question, as in ``pictures.fitted``.

    Raises:
        PictureError: a photo can no longer be read.
    """

    def read(question: Question) -> Pixels:
        path, change_it = data / question.path, partial(change, question)
        return fitted(path, shape.height, shape.width, shape.fitting, change_it)

    meter = Meter(phase, len(questions), listener)
    for pictures in batched(mapped_ahead(read, questions), _PICTURES_AT_ONCE):
        yield engine.run(np.stack(pictures))
        meter.add(len(pictures))
