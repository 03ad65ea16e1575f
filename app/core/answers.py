"""What is said of a picture: the types that flow from the engine to the screen and to the disk.

Nothing heavy is imported here, and everything is frozen: these values cross threads.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.core.errors import ShelfwiseError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

OTHER = "other"
"""The label of a picture that is none of the classes; its folder in every training set."""


class Verdict(enum.StrEnum):
    """What the program makes of a picture."""

    SURE = "sure"
    UNSURE = "unsure"
    NOT_ONE_OF_THESE = "not one of these"


def judge(confidence: float, familiar: bool, sure: float) -> Verdict:
    """Derive the verdict on an answer.

    Args:
        confidence: probability of its label.
        familiar: whether the picture is like those that the model was trained on.
        sure: lowest confidence of a *sure* verdict.
    """
    if not familiar:
        return Verdict.NOT_ONE_OF_THESE
    return Verdict.SURE if confidence >= sure else Verdict.UNSURE


@dataclass(frozen=True)
class Evidence:
    """What the published model says of a picture, as far as learning from people needs it.

    Attributes:
        features: float16 [F], the pooled features.
        log_probabilities: one per class, natural logarithms, temperature applied.
        margin: familiarity less the published bound; below 0 is *not one of these*.
    """

    features: npt.NDArray[np.float16]
    log_probabilities: tuple[float, ...]
    margin: float


class RegionChoice(enum.StrEnum):
    """What of every picture is judged."""

    AUTO = "auto"
    """The product's photo where the picture is a page with one, else the whole picture."""
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in pixels of the upright picture.

    Attributes:
        x, y: its upper left corner.
        picture: width and height of the whole picture; (0, 0) where that is not known.
    """

    x: int
    y: int
    width: int
    height: int
    picture: tuple[int, int]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Its corner and size, as results hold it."""
        return self.x, self.y, self.width, self.height


ALL_OF_IT = Region(0, 0, 1, 1, picture=(1, 1))
"""What is marked where a person wants the whole picture to be judged."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A picture of which a person marked what is judged.

    Attributes:
        part: in pixels of the upright picture, if that were as large as ``part.picture`` says.
    """

    path: Path
    part: Region


_CLEAR_TYPE = 0.6  # part of its class's probability from which one product type is named alone


@dataclass(frozen=True)
class Prediction:
    """The answer for one picture.

    Attributes:
        verdict: whether to trust ``label``, by the model's own thresholds.
        label: name of the most probable class, whatever the verdict.
        probabilities: class name -> probability in [0, 1], in the model's order; they sum to 1.
        familiarity: the model's score behind *not one of these*; higher is more familiar.
        activation_maps: float32 [h, w, C], over the whole network input, padding included; see
            ``classifier.activation_over_picture``.
        region: what of the picture was judged; None for all of it.
        found: the parts that are photos of products, the main one first; empty for a photo.
        types: product types of ``label`` -> probability, the most probable first; they sum to
            ``confidence``. Empty for a model without product types.
        evidence: what the published model says; None where nobody learns from it.
        learnt: whether what was learnt from a person's labels had its part in the answer.
    """

    verdict: Verdict
    label: str
    probabilities: dict[str, float]
    familiarity: float
    activation_maps: npt.NDArray[np.float32]
    region: Region | None = None
    found: tuple[Region, ...] = ()
    types: dict[str, float] = field(default_factory=dict)
    evidence: Evidence | None = None
    learnt: bool = False

    @property
    def confidence(self) -> float:
        """Probability of ``label``."""
        return self.probabilities[self.label]

    @property
    def type(self) -> str:
        """The most probable product type of ``label``; empty when the model has none."""
        return next(iter(self.types), "")

    @property
    def close_types(self) -> tuple[str, ...]:
        """The product types that it may be: one, or the first two where they are close."""
        names = tuple(self.types)
        close = len(names) > 1 and self.types[names[0]] < _CLEAR_TYPE * self.confidence
        return names[: 1 + close]

    @property
    def type_words(self) -> str:
        """The product type for people: ``notebook``, or ``notebook or planner`` where it is close.

        Empty when the model has none.
        """
        return " or ".join(self.close_types)


@dataclass(frozen=True)
class Classified:
    """A picture that was read and answered for.

    Attributes:
        seconds: decoding plus inference, without waiting.
    """

    path: Path
    prediction: Prediction
    seconds: float

    @property
    def region(self) -> Region | None:
        """What of the picture was judged; None for all of it."""
        return self.prediction.region


@dataclass(frozen=True)
class Failed:
    """A file or folder that could not be read, and why."""

    path: Path
    error: ShelfwiseError


Outcome: TypeAlias = Classified | Failed


class Row(NamedTuple):
    """One file of a list; a tuple, for there may be a hundred thousand, made anew at a key.

    Attributes:
        verdict: by the threshold in force when the row was made; ``judged`` derives it anew. None
            when there is no answer.
        label: the model's, None when the file could not be read.
        probabilities: in the model's class order; empty when the file could not be read.
        error: code and sentence when the file could not be read.
        decided: the label that the person gave or accepted; ``other`` for none of the classes.
        region: x, y, width and height of what was judged, in pixels of the upright picture; None
            for all of it.
        refused: whether the model refused it and the verdict does not say so, since everything is
            a product.
        types: product types of ``label`` that it may be: one where that is clear, else two; empty
            when the model knows none.
        type_probability: of the first of them.
        mark: what of it a person wants to be judged; ``Marked.part``.
    """

    path: Path
    verdict: Verdict | None = None
    label: str | None = None
    probabilities: tuple[float, ...] = ()
    seconds: float = 0.0
    error: tuple[str, str] | None = None
    decided: str | None = None
    region: tuple[int, int, int, int] | None = None
    refused: bool = False
    types: tuple[str, ...] = ()
    type_probability: float = 0.0
    mark: Region | None = None

    @property
    def answered(self) -> bool:
        """Whether the model has said something of it."""
        return self.verdict is not None

    @property
    def confidence(self) -> float:
        """Probability of the model's label; 0 when there is none."""
        return max(self.probabilities, default=0.0)

    @property
    def suggested(self) -> str | None:
        """What the model's verdict comes to: a class, ``other``, or None for an error."""
        return OTHER if self.verdict is Verdict.NOT_ONE_OF_THESE else self.label

    @property
    def final(self) -> str | None:
        """The person's label where there is one, else the model's."""
        return self.decided or self.suggested

    @property
    def corrected(self) -> bool:
        """Whether the person said otherwise than the model."""
        return self.decided is not None and self.decided != self.suggested

    @property
    def shown_types(self) -> tuple[str, ...]:
        """``types`` where the picture counts for their class; those of another say nothing."""
        return self.types if self.final == self.label else ()

    def judged(self, sure: float, everything: bool = False) -> Row:
        """The row with the verdict that its confidence and this threshold give.

        Whether the picture is familiar to the model does not change with the threshold.

        Args:
            everything: everything is a product: what the model refuses is *unsure*.
        """
        if self.verdict is None:
            return self
        unknown = self.refused or self.verdict is Verdict.NOT_ONE_OF_THESE
        refused = unknown and everything
        verdict = Verdict.UNSURE if refused else judge(self.confidence, not unknown, sure)
        if (verdict, refused) == (self.verdict, self.refused):
            return self
        return Row(  # not by ``_replace``, which takes twice as long: this is done to whole lists
            self.path,
            verdict,
            self.label,
            self.probabilities,
            self.seconds,
            self.error,
            self.decided,
            self.region,
            refused,
            self.types,
            self.type_probability,
            self.mark,
        )

    def with_decision(self, label: str | None) -> Row:
        """The row with the person's label; None takes it away."""
        fields = (*self[:_DECIDED], label, *self[_DECIDED + 1 :])
        return tuple.__new__(Row, fields)  # as ``_make``, in less time: whole lists are decided

    def without_answer(self) -> Row:
        """The row as it is for another model: decision, error and what is marked stay."""
        return Row(self.path, error=self.error, decided=self.decided, mark=self.mark)


_DECIDED = Row._fields.index("decided")


def row_from(outcome: Outcome) -> Row:
    """The row of an outcome, without a decision."""
    if isinstance(outcome, Failed):
        return Row(outcome.path, error=(outcome.error.code, outcome.error.message))
    prediction = outcome.prediction
    return Row(
        outcome.path,
        prediction.verdict,
        prediction.label,
        tuple(prediction.probabilities.values()),
        outcome.seconds,
        region=prediction.region.box if prediction.region else None,
        types=prediction.close_types,
        type_probability=prediction.types.get(prediction.type, 0.0),
    )
