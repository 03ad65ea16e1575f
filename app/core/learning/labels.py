"""What a person said of pictures, kept with the model's answers: what the shop's layer learns from.

One file a model (``<folder>/<identity>.jsonl``), a line a decision, only ever appended to: what a
crash leaves half written costs that line. A picture is known by its features, so the same picture
in another folder, or under another name, has one label.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.core.answers import OTHER, Evidence
from app.core.errors import FileAccessError
from app.core.learning.layer import MAX_LABELS, Answers, Labels
from app.core.storage.files import write_atomically
from app.core.storage.line_log import LineLog, as_lines, read_lines

_FORMAT = "shelfwise-labels-1"
_LARGE_BYTES = 16 * 1024 * 1024  # some 3,000 labels
_MAX_BYTES = 4 * _LARGE_BYTES


@dataclass(frozen=True)
class Label:
    """What a person said of a picture: a class, or ``other`` for none of them."""

    evidence: Evidence
    name: str


def picture_key(evidence: Evidence) -> str:
    """Return what tells one picture from others: a digest of its features."""
    return hashlib.sha256(evidence.features.tobytes()).hexdigest()[:32]


def stacked(evidence: Sequence[Evidence]) -> Answers:
    """Put what is known of N >= 1 pictures into arrays."""
    return Answers(
        np.array([each.features for each in evidence]),
        np.array([each.log_probabilities for each in evidence], np.float32),
        np.array([each.margin for each in evidence], np.float32),
    )


class KeptLabels:
    """The labels for one model; belongs to one thread.

    Args:
        folder: where the files of all models lie.
        identity: of the model folder.
        class_names: the model's, in output order.
    """

    def __init__(self, folder: Path, identity: str, class_names: tuple[str, ...]) -> None:
        self._file = folder / f"{identity[:32]}.jsonl"
        self._names = (*class_names, OTHER)
        self._labels = self._read()

    def __len__(self) -> int:
        return len(self._labels)

    def counts(self) -> dict[str, int]:
        """Count the labels of each class, and of ``other``."""
        found = dict.fromkeys(self._names, 0)
        for label in self._labels.values():
            found[label.name] += 1
        return found

    def add(self, labels: Iterable[Label]) -> None:
        """Keep labels; one given before to the same picture is replaced.

        Raises:
            FileAccessError: ``cannot_keep``.
        """
        new = list(labels)
        new = new[:: -(-len(new) // MAX_LABELS) or 1]  # of very many, as many as count
        self._append([_as_document(label) for label in new])
        for label in new:
            _put(self._labels, label)
        self._thin_out()

    def remove(self, pictures: Iterable[Evidence]) -> None:
        """Forget the labels of some pictures; errors as ``add``."""
        if not self._labels:
            return
        gone = [key for key in map(picture_key, pictures) if key in self._labels]
        self._append([{"forget": key} for key in gone])
        for key in gone:
            self._labels.pop(key, None)

    def forget(self) -> None:
        """Forget all of them; errors as ``add``."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise self._cannot_keep(error) from error
        self._labels.clear()

    def arrays(self) -> tuple[Answers, Labels]:
        """Return what learning needs, of the newest ``MAX_LABELS``; there must be one at least."""
        newest = list(self._labels.values())[-MAX_LABELS:]
        numbers = [self._names.index(label.name) for label in newest]
        return stacked([label.evidence for label in newest]), np.array(numbers, np.int64)

    def _thin_out(self) -> None:
        """Write the file anew, with the labels that count, where it has grown far beyond them."""
        if self._file.exists() and self._file.stat().st_size > _LARGE_BYTES:
            newest = list(self._labels.items())[-MAX_LABELS:]
            self._labels = dict(newest)
            documents = (_as_document(label) for _, label in newest)
            try:
                write_atomically(self._file, as_lines([{"format": _FORMAT}, *documents]))
            except OSError as error:
                raise self._cannot_keep(error) from error

    def _append(self, documents: list[dict[str, Any]]) -> None:
        if not documents:
            return
        try:
            if not self._file.exists():
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_atomically(self._file, as_lines([{"format": _FORMAT}]), private=True)
            with LineLog(self._file) as log:
                log.append(documents)
        except OSError as error:
            raise self._cannot_keep(error) from error

    def _read(self) -> dict[str, Label]:
        """Read what is there; a line that is none of ours is passed over."""
        found: dict[str, Label] = {}
        try:
            if self._file.stat().st_size > _MAX_BYTES:
                return {}
            for line in read_lines(self._file):
                if isinstance(forgotten := line.get("forget"), str):
                    found.pop(forgotten, None)
                elif (label := self._parsed(line)) is not None:
                    _put(found, label)
        except OSError:
            return {}
        return found

    def _parsed(self, line: dict[str, Any]) -> Label | None:
        try:
            features = np.frombuffer(base64.b64decode(line["features"], validate=True), np.float16)
            *known, margin = (
                float(number) for number in (*line["log_probabilities"], line["margin"])
            )
            name = line["label"]
        except (KeyError, TypeError, ValueError, OverflowError):
            return None
        if name not in self._names or len(known) != len(self._names) - 1 or not features.size:
            return None
        if not all(map(math.isfinite, (*known, margin))) or not np.isfinite(features).all():
            return None
        return Label(Evidence(features, tuple(known), margin), name)

    def _cannot_keep(self, error: OSError) -> FileAccessError:
        return FileAccessError(
            "cannot_keep",
            f"What was learnt could not be kept in {self._file} ({error.strerror}); see that the "
            "folder can be written to.",
        )


def _put(labels: dict[str, Label], label: Label) -> None:
    """Add a label as the newest. Labels of another length of features are of no use any more."""
    key = picture_key(label.evidence)
    labels.pop(key, None)
    if labels and len(next(iter(labels.values())).evidence.features) != len(
        label.evidence.features
    ):
        labels.clear()
    labels[key] = label


def _as_document(label: Label) -> dict[str, Any]:
    evidence = label.evidence
    return {
        "label": label.name,
        "log_probabilities": [round(float(number), 4) for number in evidence.log_probabilities],
        "margin": round(float(evidence.margin), 4),
        "features": base64.b64encode(evidence.features.tobytes()).decode("ascii"),
    }
