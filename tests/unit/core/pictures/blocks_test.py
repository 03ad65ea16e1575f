"""Islands of a mask are found and boxed, however many there are."""

import numpy as np
import pytest

from app.core.pictures.blocks import boxes_of_islands
from app.core.pictures.regions import SEARCHED_SIDE


@pytest.mark.parametrize(("side", "apart"), [(3, 4), (1, 2)])
def test_more_islands_than_a_searched_picture_has_keep_their_boxes(side: int, apart: int) -> None:
    """An edge is three pixels wide at least; so many islands of one pixel fit the half size."""
    length = SEARCHED_SIDE * apart // 4
    starts = np.arange(0, length, apart)
    mask = np.zeros((length, length), np.uint8)
    for row in range(side):
        for column in range(side):
            mask[row::apart, column::apart] = 1
    boxes = boxes_of_islands(mask)
    wanted = np.array([(x, y, x + side, y + side) for y in starts for x in starts])
    np.testing.assert_array_equal(np.sort(boxes, axis=0), np.sort(wanted, axis=0))
    assert len(np.unique(boxes, axis=0)) == len(starts) ** 2
