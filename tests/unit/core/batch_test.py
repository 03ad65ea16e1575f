"""Every file that is found gets exactly one outcome, in a stable order."""

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from app.core.answers import Classified, Failed, Region, Verdict
from app.core.batch import Marked, classify_all, classify_keyed
from app.core.models.classifier import Classifier
from app.core.models.folder import Contract, Thresholds
from app.core.pictures.find import find_pictures
from app.core.pictures.images import Pixels
from app.core.pictures.pool import Decoders
from tests.support.fixtures import BrightnessEngine


def draw(path: Path, colour: str = "red") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), colour).save(path)
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    for name in ("photo 10.jpg", "photo 2.png", "Photo 1.JPG", "inner/deep/صورة.webp"):
        draw(tmp_path / name.replace("JPG", "jpg")).rename(tmp_path / name)
    (tmp_path / "broken.jpg").write_text("Dear customer,")
    (tmp_path / "empty.png").touch()
    (tmp_path / "notes.txt").write_text("milk")
    (tmp_path / "Thumbs.db").touch()
    draw(tmp_path / ".hidden.jpg")
    draw(tmp_path / "__MACOSX" / "copy.jpg")
    yield tmp_path


def names(found: list[Path | Failed], root: Path) -> list[str]:
    return [
        (item.path if isinstance(item, Failed) else item).relative_to(root).as_posix()
        for item in found
    ]


def test_pictures_are_found_in_natural_order_and_clutter_is_passed_over(shop: Path) -> None:
    assert names(list(find_pictures([shop])), shop) == [
        "broken.jpg",
        "empty.png",
        "inner/deep/صورة.webp",
        "Photo 1.JPG",
        "photo 2.png",
        "photo 10.jpg",
    ]


def test_folders_inside_can_be_left_out(shop: Path) -> None:
    assert "inner/deep/صورة.webp" not in names(list(find_pictures([shop], recursive=False)), shop)


def test_a_link_that_leads_back_is_entered_once(shop: Path) -> None:
    (shop / "inner" / "loop").symlink_to(shop)
    assert len(list(find_pictures([shop]))) == 6


def test_what_cannot_be_searched_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    found = list(find_pictures([tmp_path / "none.jpg", empty]))
    assert [item.error.code for item in found if isinstance(item, Failed)] == [
        "not_found",
        "no_pictures",
    ]


def test_an_unreadable_folder_is_told_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path / "a" / "one.jpg")
    draw(tmp_path / "b" / "two.jpg")
    scandir = os.scandir

    def refuse(path: os.PathLike[str]) -> object:  # root may read everything: say no for it
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = list(find_pictures([tmp_path]))
    assert isinstance(found[0], Failed)
    assert found[0].error.code == "no_permission"
    assert found[1] == tmp_path / "b" / "two.jpg"


def test_one_outcome_for_everything_found_in_order(
    shop: Path, classifier: Classifier, decoders: Decoders
) -> None:
    found = list(find_pictures([shop, shop / "gone.jpg"]))
    outcomes = list(classify_all(classifier, found, decoders))
    assert [outcome.path for outcome in outcomes] == [
        item.path if isinstance(item, Failed) else item for item in found
    ]
    failed = {o.path.name: o.error.code for o in outcomes if isinstance(o, Failed)}
    assert failed == {
        "broken.jpg": "not_a_picture",
        "empty.png": "empty",
        "gone.jpg": "not_found",
    }


def test_the_answer_is_the_engines(
    tmp_path: Path, classifier: Classifier, decoders: Decoders
) -> None:
    path = draw(tmp_path / "blue.png", "blue")
    [outcome] = classify_all(classifier, [path], decoders)
    assert isinstance(outcome, Classified)
    assert outcome.prediction.label == "stationary"
    assert outcome.prediction.verdict is Verdict.SURE
    assert outcome.prediction.confidence == pytest.approx(0.9)


def test_cancel_stops_between_pictures(
    tmp_path: Path, classifier: Classifier, decoders: Decoders
) -> None:
    paths = [draw(tmp_path / f"{n}.png") for n in range(20)]
    cancel = Event()
    outcomes = []
    for outcome in classify_all(classifier, paths, decoders, cancel):
        outcomes.append(outcome)
        if len(outcomes) == 3:
            cancel.set()
    assert len(outcomes) == 3


def test_a_part_of_a_picture_has_its_own_bound(
    tmp_path: Path, contract: Contract, classifier: Classifier, decoders: Decoders
) -> None:
    """The engine's familiarity is 1, always."""
    picture = draw(tmp_path / "page.png")
    part = Marked(picture, Region(10, 5, 20, 20, picture=(40, 30)))
    for familiar, familiar_part, verdicts in (
        (2.0, 0.5, [Verdict.NOT_ONE_OF_THESE, Verdict.SURE]),
        (0.5, 2.0, [Verdict.SURE, Verdict.NOT_ONE_OF_THESE]),
        (2.0, None, [Verdict.NOT_ONE_OF_THESE, Verdict.NOT_ONE_OF_THESE]),
    ):
        thresholds = Thresholds(0.8, familiar, familiar_part)
        other = replace(classifier.folder, contract=replace(contract, thresholds=thresholds))
        asked = classify_keyed(
            Classifier(other, BrightnessEngine()), enumerate([picture, part]), decoders
        )
        said = [outcome.prediction for _, outcome in asked if isinstance(outcome, Classified)]
        assert [answer.verdict for answer in said] == verdicts
        bounds = [thresholds.bound(part=False), thresholds.bound(part=True)]
        assert [answer.evidence.margin for answer in said if answer.evidence] == [
            1 - bound for bound in bounds
        ]


def test_a_surprise_in_one_picture_does_not_stop_the_batch(
    tmp_path: Path,
    classifier: Classifier,
    decoders: Decoders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = [draw(tmp_path / f"{n}.png") for n in range(3)]
    classify = classifier.classify
    calls = iter([False, True, False])

    def sometimes(pixels: Pixels, *, part: bool = False) -> object:
        if next(calls):
            raise MemoryError("no room")
        return classify(pixels, part=part)

    monkeypatch.setattr(classifier, "classify", sometimes)
    outcomes = list(classify_all(classifier, paths, decoders))
    assert [type(outcome) for outcome in outcomes] == [Classified, Failed, Classified]


def test_outcomes_come_in_order_and_with_their_keys_whichever_lane_is_first(
    tmp_path: Path,
    classifier: Classifier,
    decoders: Decoders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each lane in turn waits for the picture after its own: the second is always done first."""
    colours = ["red", "lime", "blue"]
    paths = [draw(tmp_path / f"{n}.png", colours[n % 3]) for n in range(24)]
    classify, first_waits = classifier.classify, Event()
    calls = count()

    def unevenly(pixels: Pixels, *, part: bool = False) -> object:
        if next(calls) % 2 == 0:
            first_waits.wait(0.05)
            first_waits.clear()
        answer = classify(pixels, part=part)
        first_waits.set()
        return answer

    monkeypatch.setattr(classifier, "classify", unevenly)
    keyed = [(n, path) for n, path in enumerate(paths)]
    found = list(classify_keyed(classifier, keyed, decoders))
    assert [key for key, _ in found] == list(range(24))
    assert [outcome.path for _, outcome in found] == paths
    labels = [outcome.prediction.label for _, outcome in found if isinstance(outcome, Classified)]
    assert labels == ["accessories", "fashion", "stationary"] * 8
