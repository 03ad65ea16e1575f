"""Photos are held against a model's answers."""

from app.core.models.folder import Contract, ModelClass, Probe, Thresholds
from app.core.pictures.images import Fitting
from training.audit.findings import Kind
from training.audit.label_errors import Answer, Asked, label_error_findings

CONTRACT = Contract(
    version=1,
    classes=(
        ModelClass("pens", "Pens & pencils", "#000000", "#ffffff"),
        ModelClass("bags", "Bags", "#000000", "#ffffff"),
        ModelClass("hats", "Hats", "#000000", "#ffffff"),
    ),
    height=75,
    width=75,
    fitting=Fitting.PAD,
    temperature=1.0,
    thresholds=Thresholds(sure=0.8, familiar=0.0),
    probe=Probe((0.2, 0.3, 0.5), 0.1),
    created="2026-01-01T00:00:00+00:00",
)


def asked(path: str, own: float | None, *, familiarity: float = 3.0, label: str = "bags") -> Asked:
    confidence = 0.9 if own is None else max(own, 1 - own)
    answer = Answer(label, confidence, own, familiarity, familiarity >= 0)
    class_name = path.split("/")[0]
    return Asked(path, class_name, class_name == "other", answer)


def test_what_is_doubted_and_in_which_order() -> None:
    found = label_error_findings(
        [
            asked("pens/right", 0.97, label="pens"),
            asked("pens/rather not", 0.3),
            asked("pens/surely not", 0.02),
            asked("pens/a cat", 0.9, familiarity=-2.0),
            asked("other/a cat", None, familiarity=-1.0),
            asked("other/nearly a bag", None, familiarity=0.1),
            asked("other/a bag", None, familiarity=8.0),
            asked("shoes/unknown to the model", None),
        ],
        CONTRACT,
    )
    by_kind = {
        kind: [finding.paths[0] for finding in found if finding.kind is kind]
        for kind in (Kind.LABEL_ERROR, Kind.UNFAMILIAR, Kind.TAKEN_FOR_PRODUCT)
    }
    assert by_kind == {
        Kind.LABEL_ERROR: ["pens/surely not", "pens/rather not"],
        Kind.UNFAMILIAR: ["pens/a cat"],
        Kind.TAKEN_FOR_PRODUCT: ["other/a bag", "other/nearly a bag"],
    }
    assert len(found) == 5


def test_details_name_the_class_as_people_know_it() -> None:
    [finding] = label_error_findings([asked("bags/1", 0.02, label="pens")], CONTRACT)
    assert finding.detail == "Pens & pencils 98\u00a0%, Bags 2\u00a0%"
