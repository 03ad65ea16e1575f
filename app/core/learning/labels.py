"""What a person said of pictures, kept with the model's answers: what the shop's layer learns from.

One file a model (``<folder>/<identity>.jsonl``), a line a decision, only ever appended to: what a
crash leaves half written costs that line. A picture is known by its features, so the same picture in
another folder, or under another name, has one label.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.answers import OTHER
from app.core.errors import FileAccessError
from app.core.learning.layer import MAX_LABELS, Answers, Labels
from app.core.storage.files import make_private_folder, write_atomically
from app.core.storage.line_log import LineLog, as_lines, read_lines

Halves = npt.NDArray[np.float16]

_FORMAT = "shelfwise-labels-1"
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class LabelledAnswer:
    """A picture's label and what the published model says of it.

    Attributes:
        features: float16 [F].
        log_probabilities: one per class, natural logarithms.
        margin: familiarity less the published bound.
        label: a class, or ``other`` for none of them.
    """

    features: Halves
    log_probabilities: tuple[float, ...]
    margin: float
    label: str

    @property
    def key(self) -> str:
        """What tells this picture from others."""
        return hashlib.sha256(self.features.tobytes()).hexdigest()[:32]


class KeptLabels:
    """The labels for one model; belongs to one thread.

    Args:
        folder: where the files of all models lie.
        identity: of the model folder.
        class_names: the model's, in output order.
    """

    def __init__(self, folder: Path, identity: str, class_names: tuple[str, ...]) -> None:
        self._file = folder / f"{identity[:32]}.jsonl"
        self._class_names = class_names
        self._labels: dict[str, LabelledAnswer] = {}
        for answer in self._read():
            self._put(answer)

    def __len__(self) -> int:
        return len(self._labels)

    def counts(self) -> dict[str, int]:
        """Count the labels of each class, and of ``other``."""
        found = dict.fromkeys((*self._class_names, OTHER), 0)
        for kept in self._labels.values():
            found[kept.label] += 1
        return found

    def add(self, answers: Iterable[LabelledAnswer]) -> None:
        """Keep labels; one given before to the same picture is replaced.

        Raises:
            FileAccessError: ``cannot_keep``.
        """
        new = list(answers)
        self._append([_as_document(answer) for answer in new])
        for answer in new:
            self._put(answer)

    def remove(self, keys: Iterable[str]) -> None:
        """Forget the labels of some pictures; errors as ``add``."""
        gone = [key for key in keys if key in self._labels]
        self._append([{"forget": key} for key in gone])
        for key in gone:
            del self._labels[key]

    def forget(self) -> None:
        """Forget all of them.

        Raises:
            FileAccessError: ``cannot_keep``.
        """
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot_keep(self._file, error) from error
        self._labels.clear()

    def arrays(self) -> tuple[Answers, Labels]:
        """Return what learning needs, the newest ``MAX_LABELS`` of them."""
        newest = list(self._labels.values())[-MAX_LABELS:]
        place = {name: index for index, name in enumerate((*self._class_names, OTHER))}
        return (
            Answers(
                np.array([kept.features for kept in newest]),
                np.array([kept.log_probabilities for kept in newest], np.float32),
                np.array([kept.margin for kept in newest], np.float32),
            ),
            np.array([place[kept.label] for kept in newest], np.int64),
        )

    def _put(self, answer: LabelledAnswer) -> None:
        self._labels.pop(answer.key, None)  # the newest stand last
        self._labels[answer.key] = answer

    def _append(self, documents: list[dict[str, Any]]) -> None:
        if not documents:
            return
        try:
            if not self._file.exists():
                make_private_folder(self._file.parent)
                write_atomically(self._file, as_lines({"format": _FORMAT}))
            with LineLog(self._file) as log:
                log.append(*documents)
        except OSError as error:
            raise _cannot_keep(self._file, error) from error

    def _read(self) -> list[LabelledAnswer]:
        """Read what is there; a line that is none of ours is passed over."""
        found: dict[str, LabelledAnswer] = {}
        try:
            if self._file.stat().st_size > _MAX_BYTES:
                return []
            for line in read_lines(self._file):
                if isinstance(forgotten := line.get("forget"), str):
                    found.pop(forgotten, None)
                elif (answer := self._parsed(line)) is not None:
                    found.pop(answer.key, None)
                    found[answer.key] = answer
        except OSError:
            return []
        lengths = [len(answer.features) for answer in found.values()]
        return [answer for answer in found.values() if len(answer.features) == lengths[-1]]

    def _parsed(self, line: dict[str, Any]) -> LabelledAnswer | None:
        try:
            features = np.frombuffer(base64.b64decode(line["features"], validate=True), np.float16)
            numbers = [float(number) for number in (*line["log_probabilities"], line["margin"])]
            label = line["label"]
        except (KeyError, TypeError, ValueError, OverflowError):
            return None
        known = label in self._class_names or label == OTHER
        if not known or len(numbers) != len(self._class_names) + 1 or not features.size:
            return None
        if not all(map(math.isfinite, numbers)) or not np.isfinite(features).all():
            return None
        return LabelledAnswer(features, tuple(numbers[:-1]), numbers[-1], label)


def _as_document(answer: LabelledAnswer) -> dict[str, Any]:
    return {
        "label": answer.label,
        "log_probabilities": [round(float(number), 4) for number in answer.log_probabilities],
        "margin": round(float(answer.margin), 4),
        "features": base64.b64encode(answer.features.tobytes()).decode("ascii"),
    }


def _cannot_keep(file: Path, error: OSError) -> FileAccessError:
    return FileAccessError(
        "cannot_keep",
        f"What was learnt could not be kept in {file} ({error.strerror}); see that the folder can "
        "be written to.",
    )
