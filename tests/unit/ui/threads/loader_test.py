"""What was judged of a page has a box around it, in the class's colour."""

import numpy as np
import pytest

from app.core import places
from app.core.answers import Prediction, Region, Verdict
from app.core.models.contract import Contract
from app.core.models.folder import open_current
from app.ui.threads.loader import _outline


@pytest.fixture(scope="module")
def contract() -> Contract:
    return open_current(places.shipped_models())[0].contract


def answer(contract: Contract, region: Region | None) -> Prediction:
    chances = dict.fromkeys(contract.class_names, 0.5)
    maps = np.zeros((1, 1, len(chances)), np.float32)
    return Prediction(Verdict.SURE, contract.class_names[1], chances, 1.0, maps, region)


def test_a_thin_box_lies_around_what_was_judged(contract: Contract) -> None:
    shown = np.zeros((100, 200, 3), np.uint8)
    _outline(shown, answer(contract, Region(200, 100, 400, 200, picture=(1000, 500))), contract)
    color = contract.classes[1].color_light
    expected = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    for y, x in ((20, 80), (59, 80), (40, 40), (40, 119)):
        assert shown[y, x].tolist() == expected
    assert not shown[30:50, 50:110].any() and not shown[70:].any()


def test_a_picture_that_was_judged_whole_has_none(contract: Contract) -> None:
    shown = np.zeros((100, 200, 3), np.uint8)
    _outline(shown, answer(contract, None), contract)
    assert not shown.any()
