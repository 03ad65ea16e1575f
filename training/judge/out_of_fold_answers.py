"""Answers about photos of sources that a network never saw, and the file that keeps them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.data.sources import source_of
from training.errors import RunError
from training.judge.metrics import Labels
from training.network.inception import Floats

OUT_OF_FOLD_NAME = "out-of-fold.npz"

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class OutOfFold:
    """Answers about N photos, each by a network that never saw the photo's source.

    Attributes:
        paths: relative to the data folder.
        labels: int64 [N]; C for the background.
        folds: int64 [N], which network answered.
        logits: float32 [N, C] or [N, C + 1], merged, before any temperature.
        classes: C.
        stages: of training, 1 or 2, that made the networks.
        on_page: bool [N], whether the photo was asked about as what the search for products cut out
            of a rendered page; such answers have a part in the thresholds alone.
    """

    paths: tuple[str, ...]
    labels: Labels
    folds: npt.NDArray[np.int64]
    logits: Floats
    classes: int
    stages: int
    on_page: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))

    def __post_init__(self) -> None:
        """Answers of which nothing else is said are about photos as they are."""
        if not len(self.on_page):
            object.__setattr__(self, "on_page", np.zeros(len(self.paths), bool))

    @property
    def sources(self) -> npt.NDArray[np.str_]:
        """Of each photo, [N]."""
        return np.array([source_of(Path(path).name) for path in self.paths])

    @property
    def products(self) -> npt.NDArray[np.bool_]:
        """Which photos show products and are asked about as they are, [N]."""
        return np.asarray((self.labels < self.classes) & ~self.on_page)

    def only(self, rows: npt.NDArray[np.bool_] | Indices) -> OutOfFold:
        """Some of the photos, as if there were no others."""
        chosen = np.arange(len(self.paths))[rows]
        return replace(
            self,
            paths=tuple(self.paths[row] for row in chosen),
            labels=self.labels[chosen],
            folds=self.folds[chosen],
            logits=self.logits[chosen],
            on_page=self.on_page[chosen],
        )


@dataclass(frozen=True)
class FoldHead:
    """The last layer of one fold's network: features [N, F] @ kernel + bias -> [N, outputs]."""

    kernel: Floats
    bias: Floats


def write_out_of_fold(run: Path, answers: OutOfFold, heads: Mapping[int, FoldHead]) -> None:
    """Write ``out-of-fold.npz``; errors as ``write_atomically``."""
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        paths=np.array(answers.paths),
        labels=answers.labels,
        folds=answers.folds,
        logits=answers.logits,
        on_page=answers.on_page,
        sizes=np.array([answers.classes, answers.stages]),
        numbers=np.array(sorted(heads), np.int64),
        kernels=np.array([heads[number].kernel for number in sorted(heads)]),
        biases=np.array([heads[number].bias for number in sorted(heads)]),
    )
    write_atomically(run / OUT_OF_FOLD_NAME, stream.getvalue())


def read_out_of_fold(run: Path) -> tuple[OutOfFold, dict[int, FoldHead]] | None:
    """Read what ``write_out_of_fold`` wrote; None when there is none.

    Raises:
        RunError: ``out_of_fold``: it cannot be read.
    """
    path = run / OUT_OF_FOLD_NAME
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as held:
            classes, stages = (int(number) for number in held["sizes"])
            answers = OutOfFold(
                paths=tuple(str(name) for name in held["paths"]),
                labels=held["labels"],
                folds=held["folds"],
                logits=held["logits"],
                classes=classes,
                stages=stages,
                on_page=held["on_page"] if "on_page" in held else np.zeros(0, bool),
            )
            heads = {
                int(number): FoldHead(kernel, bias)
                for number, kernel, bias in zip(
                    held["numbers"], held["kernels"], held["biases"], strict=True
                )
            }
    except (OSError, ValueError, KeyError) as error:
        raise RunError(
            "out_of_fold",
            f"{path} cannot be read ({error}); make it again with shelfwise-train "
            "leave-sources-out.",
        ) from error
    return answers, heads
