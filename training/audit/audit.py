"""The audit of a data folder: everything worth knowing before a model is trained on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.core.text import printable
from training.audit.checks import folder_findings, picture_findings
from training.audit.copies import copy_findings
from training.audit.findings import Finding, by_kind
from training.audit.label_errors import Asked, label_error_findings
from training.audit.survey import Survey, survey
from training.judge.unseen import used_digests
from training.progress import ProgressCallback, no_progress

if TYPE_CHECKING:
    from app.core.models.classifier import Classifier


@dataclass(frozen=True)
class Audit:
    """What was found.

    Attributes:
        survey: what the folder holds.
        findings: the most urgent kinds first, and the worst of each kind first.
        model: which model was asked, in words; empty when none was.
        label_errors_note: how far the label errors found can be trusted, in a sentence; empty
            where no model was asked.
        remarks: sentences about the audit itself, such as classes that the model does not know.
    """

    survey: Survey
    findings: tuple[Finding, ...]
    model: str
    label_errors_note: str
    remarks: tuple[str, ...]


def audit(
    data: Path,
    *,
    background: str = "other",
    classifier: Classifier | None = None,
    on_progress: ProgressCallback = no_progress,
) -> Audit:
    """Look at every picture of ``data``, which is only read; errors as ``survey``.

    Args:
        background: name of the folder of pictures of nothing that is sold.
        classifier: a published model to hold the labels against.
    """
    surveyed = survey(data, background=background, classifier=classifier, on_progress=on_progress)
    pictures = surveyed.inspected
    blank = [index for index, item in enumerate(pictures) if item.measures.is_blank]
    miniatures = np.array([item.miniature for item in pictures], np.uint8)
    findings = [
        *folder_findings(surveyed),
        *picture_findings(surveyed),
        *copy_findings([item.picture for item in pictures], miniatures, blank),
    ]
    model, note, remarks = "", "", list(surveyed.remarks)
    if classifier is not None:
        contract = classifier.contract
        findings += label_error_findings(
            (
                Asked(
                    item.path,
                    item.picture.class_name,
                    item.picture.class_name == background,
                    item.answer,
                )
                for item in pictures
                if item.answer is not None
            ),
            contract,
        )
        note = _label_errors_note(classifier, surveyed)
        model = f"version {contract.version}, {classifier.folder.path}"
        remarks += [
            f"The model does not know the class {printable(name)}; its labels were not checked."
            for name in surveyed.classes
            if name not in contract.class_names
        ]
    ordered = tuple(finding for group in by_kind(findings).values() for finding in group)
    return Audit(surveyed, ordered, model, note, tuple(remarks))


def _label_errors_note(classifier: Classifier, surveyed: Survey) -> str:
    """A model has learnt its training photos' labels, wrong ones, too, and seldom doubts them."""
    used = used_digests(classifier.folder)
    known = sum(item.picture.sha256 in used for item in surveyed.inspected)
    if known:
        return (
            f"The model was trained or tuned on {known:,} of these {len(surveyed.inspected):,} "
            "photos and has learnt their labels, wrong ones, too: doubts about those photos are "
            "understated, and more labels may be wrong than are listed."
        )
    if not used:
        return (
            "The model does not say what it was trained on; doubts about photos among its training "
            "photos are understated."
        )
    return ""
