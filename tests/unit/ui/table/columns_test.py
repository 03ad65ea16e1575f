"""The columns of the list lie side by side, however narrow it is."""

from itertools import pairwise

import pytest

from app.ui.table.columns import columns

_LEAST_NAME = 120  # pixels at scale 1 that tell one file from another


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("width", [560, 719, 720, 799, 800, 959, 960, 1240, 1389, 1390, 2500])
@pytest.mark.parametrize("typed", [False, True])
def test_none_lies_over_another_and_the_name_has_room(window, width, scale, typed):
    window.host.look.set_scale(scale)
    try:
        places = columns(round(width * scale), window.host.look, typed=typed)
        assert (places.type is not None) == (typed and width >= 960)
        inner = [column for _, _, column in places.headings()]
        assert places.name.width >= _LEAST_NAME * scale
        assert all(left.x + left.width < right.x for left, right in pairwise(inner))
        assert inner[-1].x + inner[-1].width <= width * scale
    finally:
        window.host.look.set_scale(1.0)
