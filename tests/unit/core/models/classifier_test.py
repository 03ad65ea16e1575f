"""Verdicts follow the contract's thresholds; maps lie over the picture where they belong."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.answers import Prediction, Region, Verdict
from app.core.models.classifier import (
    activation_over_picture,
    evidence,
    types_of,
    verdict_for,
)
from app.core.models.folder import Contract, ProductType
from app.core.models.overlay import is_visible

TYPES = (("ring", 0), ("bag", 0), ("book", 2), ("pen", 2), ("shoe", 1))


@pytest.mark.parametrize(
    "confidence, familiarity, verdict",
    [
        (0.80, 0.0, Verdict.SURE),
        (0.79, 0.0, Verdict.UNSURE),
        (0.99, -0.1, Verdict.NOT_ONE_OF_THESE),
        (0.10, -0.1, Verdict.NOT_ONE_OF_THESE),
    ],
)
def test_verdicts(
    contract: Contract, confidence: float, familiarity: float, verdict: Verdict
) -> None:
    assert verdict_for(confidence, familiarity, contract) is verdict


def prediction(maps: np.ndarray, contract: Contract) -> Prediction:
    return Prediction(
        Verdict.SURE, "fashion", dict.fromkeys(contract.class_names, 1 / 3), 1.0, maps
    )


def test_the_map_lies_over_the_picture_without_its_padding(contract: Contract) -> None:
    """In a wide picture the padding is above and below; evidence there is not the picture's."""
    maps = np.zeros((8, 8, 3), np.float32)
    maps[:2, :, 1] = 5  # the top quarter of the square is padding
    maps[4, 6, 1] = 5
    shown = activation_over_picture(prediction(maps, contract), "fashion", contract, 100, 200)
    assert shown.shape == (100, 200)
    row, column = np.unravel_index(shown.argmax(), shown.shape)
    assert 50 <= row <= 75
    assert 150 <= column <= 175


def test_maps_of_nothing_are_dark(contract: Contract) -> None:
    maps = np.full((8, 8, 3), -1, np.float32)
    shown = activation_over_picture(prediction(maps, contract), "fashion", contract, 50, 50)
    assert shown.max() == 0
    assert not is_visible(shown)


def test_evidence_is_relative_to_the_strongest_of_any_class(contract: Contract) -> None:
    maps = np.zeros((8, 8, 3), np.float32)
    maps[1, 2] = (-4, 1, 5)
    answer = prediction(maps, contract)
    strongest = [evidence(answer, name, contract).max() for name in contract.class_names]
    assert strongest == pytest.approx([0, 0.2, 1])
    assert [is_visible(evidence(answer, name, contract)) for name in contract.class_names] == [
        False,
        True,
        True,
    ]


def test_the_types_of_the_answer_come_most_probable_first(contract: Contract) -> None:
    names = contract.class_names
    types = tuple(ProductType(name, names[place]) for name, place in TYPES)
    typed = replace(contract, types=types)
    answer = np.array([[0.1, 0.1, 0.2, 0.4, 0.2]], np.float32)
    assert types_of(typed, 2, 0.6, answer) == pytest.approx({"pen": 0.4, "book": 0.2})
    assert list(types_of(typed, 2, 0.6, answer)) == ["pen", "book"]
    taught = types_of(typed, 2, 0.9, answer)
    assert sum(taught.values()) == pytest.approx(0.9)
    assert types_of(contract, 2, 0.6, answer) == {}


@pytest.mark.parametrize(
    "types, words",
    [
        ({}, ""),
        ({"pen": 0.9}, "pen"),
        ({"notebook": 0.6, "planner": 0.3}, "notebook"),
        ({"notebook": 0.5, "planner": 0.4}, "notebook or planner"),
    ],
)
def test_a_type_is_named_alone_where_it_is_clear(types: dict[str, float], words: str) -> None:
    maps = np.zeros((1, 1, 3), np.float32)
    probabilities = {"fashion": 0.05, "accessories": 0.05, "stationary": 0.9}
    said = Prediction(Verdict.SURE, "stationary", probabilities, 1.0, maps, types=types)
    assert said.type_words == words


def test_a_real_model_answers_in_the_contracts_classes(tiny_published_model: Path) -> None:
    from app.core.models.classifier import Classifier
    from app.core.models.folder import open_current

    folder, _ = open_current(tiny_published_model)
    classifier = Classifier.open(folder)
    answer = classifier.classify(np.full((40, 90, 3), 200, np.uint8))
    assert tuple(answer.probabilities) == folder.contract.class_names
    assert sum(answer.probabilities.values()) == pytest.approx(1, abs=1e-4)
    assert answer.label == max(answer.probabilities, key=answer.probabilities.__getitem__)


def test_the_map_lies_over_what_was_judged_alone(contract: Contract) -> None:
    region = Region(100, 50, 200, 100, picture=(400, 300))
    answer = replace(prediction(np.ones((5, 5, 3), np.float32), contract), region=region)
    over = activation_over_picture(answer, "fashion", contract, 150, 200)
    assert over.shape == (150, 200)
    assert (over[25:75, 50:150] > 0.9).all()
    over[25:75, 50:150] = 0
    assert not over.any()
