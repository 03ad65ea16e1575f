"""A preview shows the part that was asked for, sharp where the file has more pixels."""

from pathlib import Path

import numpy as np
import pytest

from app.core import places
from app.core.answers import Prediction, Verdict
from app.core.models.contract import Contract
from app.core.models.folder import open_current
from app.core.pictures.thumbnails import shrink
from app.ui.threads.loader import PictureLoader, PreviewRequest
from app.ui.threads.messages import ItemId

BLACK, RED = (0, 0, 0), (200, 0, 0)


class FakeDecoders:
    """Decodes one picture: black, with a red quarter in the lower right."""

    def __init__(self, width: int, height: int) -> None:
        self.whole = np.zeros((height, width, 3), np.uint8)
        self.whole[height // 2 :, width // 2 :] = RED
        self.sides: list[int] = []

    def look(self, path, side):
        self.sides.append(side)
        height, width = self.whole.shape[:2]
        return shrink(self.whole, side), (width, height)


def request(part=None, size=(400, 300), prediction=None, contract=None) -> PreviewRequest:
    return PreviewRequest(ItemId(1, 1), 1, Path("a.jpg"), *size, prediction, contract, part)


def make(decoders: FakeDecoders, wanted: PreviewRequest, **how: bool):
    return PictureLoader(lambda message: None, decoders)._make_preview(wanted, **how)


def test_a_whole_picture_fills_the_room():
    ready = make(FakeDecoders(4000, 3000), request())
    assert ready.picture.size == (400, 300) and ready.size == (4000, 3000)
    assert ready.picture.getpixel((390, 290)) == RED
    assert ready.picture.getpixel((10, 290)) == BLACK


def test_a_small_one_is_enlarged_only_a_little():
    assert make(FakeDecoders(20, 10), request()).picture.size == (60, 30)


@pytest.mark.parametrize("sharp", [False, True])
@pytest.mark.parametrize("width", [80, 1000, 4000])
def test_a_part_lies_where_it_was_asked_for(width, sharp):
    """The red begins in the middle of a part around the picture's middle."""
    height, half = width * 3 // 4, width // 16
    part = (width // 2 - half, height // 2 - half, width // 2 + half, height // 2 + half)
    decoders = FakeDecoders(width, height)
    loader = PictureLoader(lambda message: None, decoders)
    wanted = request(part, (480, 480))
    ready = loader._make_preview(wanted)
    if sharp:
        ready = loader._make_preview(wanted, sharp=True)
    red = np.asarray(ready.picture)[:, :, 0] > 100
    assert red.shape == (480, 480)
    slack = 12 if not sharp and width > 1600 else 3
    assert red[240 + slack :, 240 + slack :].all()
    assert not red[: 240 - slack].any() and not red[:, : 240 - slack].any()


def test_a_close_look_decodes_more_of_a_large_picture_and_a_distant_one_does_not():
    decoders = FakeDecoders(6000, 4500)
    loader = PictureLoader(lambda message: None, decoders)
    loader._make_preview(request())
    assert not loader._could_be_sharper(request())
    near = request((0, 0, 600, 450))
    loader._make_preview(near)
    assert loader._could_be_sharper(near)
    loader._make_preview(near, sharp=True)
    assert not loader._could_be_sharper(near)
    loader._make_preview(request())
    assert decoders.sides == [1600, 4000]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return open_current(places.shipped_models())[0].contract


def test_the_map_of_a_part_is_that_part_of_the_map(contract):
    chances = dict.fromkeys(contract.class_names, 0.5)
    maps = np.zeros((8, 8, len(chances)), np.float32)
    maps[4:, 4:] = 1
    answer = Prediction(Verdict.SURE, contract.class_names[1], chances, 1.0, maps)
    decoders = FakeDecoders(1000, 1000)
    decoders.whole[:] = 0
    for part, lit in (((600, 600, 900, 900), True), ((50, 50, 350, 350), False)):
        ready = make(decoders, request(part, (300, 300), answer, contract))
        middle = ready.overlay.getpixel((150, 150))
        assert (max(middle) > 100) is lit
