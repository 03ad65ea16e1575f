"""Tiles lie in lines, below headings where there are groups, and each is found where it lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.table.tiling import TileSize, Tiling

SIZE = TileSize(width=100, height=120, gap=10, heading=30)
groups = st.lists(st.integers(1, 30), min_size=1, max_size=5)
widths = st.integers(1, 1500)


def test_tiles_fill_lines_from_the_left():
    tiling = Tiling(340, SIZE, (7,), headed=False)
    assert tiling.columns == 3
    assert [tiling.place(row) for row in range(4)] == [(10, 10), (120, 10), (230, 10), (10, 140)]
    assert tiling.height == 10 + 3 * 130


def test_room_that_is_left_is_spread():
    tiling = Tiling(400, SIZE, (3,), headed=False)
    assert [tiling.place(row)[0] for row in range(3)] == [10, 140, 270]


def test_every_group_begins_a_line_below_its_heading():
    tiling = Tiling(340, SIZE, (4, 2), headed=True)
    assert tiling.place(0) == (10, 40)
    assert tiling.place(4) == (10, 10 + 30 + 2 * 130 + 30)
    assert tiling.headings_between(0, 20) == [(0, 10)]
    assert tiling.headings_between(250, 350) == [(1, 300)]
    assert tiling.extent(0) == (0, 170) and tiling.extent(3) == (160, 300)


@given(widths, groups, st.booleans())
def test_a_tile_is_found_where_it_lies(width, counts, headed):
    tiling = Tiling(width, SIZE, counts, headed=headed)
    for row in range(tiling.count):
        x, y = tiling.place(row)
        assert tiling.row_at(x, y) == tiling.row_at(x + 99, y + 119) == row
        assert tiling.row_at(x - 1, y) == tiling.row_at(x, y - 1) == -1
        first, last = tiling.rows_between(y, y + 1)
        assert first <= row < last and last - first <= tiling.columns
        assert y + 120 <= tiling.height


@given(widths, groups, st.booleans(), st.integers(-40, 5000), st.integers(1, 900))
def test_nothing_in_sight_is_left_out(width, counts, headed, top, room):
    tiling = Tiling(width, SIZE, counts, headed=headed)
    first, last = tiling.rows_between(top, top + room)
    for row in range(tiling.count):
        _, y = tiling.place(row)
        if y < top + room and top < y + SIZE.height:
            assert first <= row < last


@pytest.mark.parametrize(
    ("row", "right", "down", "to"),
    [
        (0, 1, 0, 1),
        (2, 1, 0, 3),  # on in the next line
        (0, -1, 0, 0),
        (1, 0, 1, 4),
        (4, 0, 1, 6),  # the last line is shorter
        (6, 0, 1, 7),  # into the next group, in the same column
        (8, 0, -1, 6),
        (8, 0, -2, 4),
        (1, 0, -5, 1),
        (1, 0, 99, 8),
    ],
)
def test_keys_go_to_the_tile_beside(row, right, down, to):
    assert Tiling(340, SIZE, (7, 2), headed=True).beside(row, right, down) == to


def test_a_lasso_catches_what_it_touches():
    tiling = Tiling(340, SIZE, (9,), headed=False)
    assert tiling.rows_in(105, 100, 150, 150) == [0, 1, 3, 4]
    assert tiling.rows_in(111, 131, 119, 139) == []


def test_no_tiles_are_nowhere():
    tiling = Tiling(340, SIZE, (), headed=False)
    assert tiling.rows_between(0, 500) == (0, 0) and tiling.row_at(20, 20) == -1
    assert Tiling(340, SIZE, (0,), headed=False).rows_between(0, 500) == (0, 0)
