"""The files that an evaluation leaves: metrics, one line a photo, and figures."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from app.core.storage.files import write_atomically
from training.figures.drawing import png
from training.figures.judgement import evaluation_figures
from training.judge.evaluate import Judgement
from training.judge.predict import BACKGROUND

METRICS_NAME = "metrics.json"
PREDICTIONS_NAME = "predictions.csv"


def write_evaluation(folder: Path, judgement: Judgement) -> None:
    """Write ``metrics.json``, ``predictions.csv`` with one line a photo, and a PNG for every figure
    of ``judgement.evaluation_figures``; errors as ``write_atomically``."""
    text = json.dumps(judgement.metrics.document(), indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / METRICS_NAME, text.encode())
    # Names that are not valid Unicode come back as they were on the disk.
    write_atomically(
        folder / PREDICTIONS_NAME, _predictions(judgement).encode("utf-8", "surrogateescape")
    )
    for name, (_, figure) in evaluation_figures(judgement).items():
        write_atomically(folder / f"{name}.png", png(figure))


def _predictions(judgement: Judgement) -> str:
    classes, answers = judgement.contract.class_names, judgement.answers
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["path", "type", "truth", "label", "familiarity", *classes])
    for photo, label, familiarity, row in zip(
        judgement.labelled,
        answers.labels,
        answers.familiarity,
        answers.probabilities,
        strict=True,
    ):
        truth = "" if photo.label == BACKGROUND else classes[photo.label]
        numbers = [f"{value:.6f}" for value in (familiarity, *row)]
        writer.writerow([photo.path.as_posix(), photo.kind, truth, classes[label], *numbers])
    return buffer.getvalue()
