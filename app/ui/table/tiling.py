"""Where the tiles of the grid lie: lines of equal tiles, in groups that may have headings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_FARTHEST = 3  # least distances that tiles are apart at most; the rest is left at both sides


@dataclass(frozen=True)
class TileSize:
    """All in pixels; ``gap`` is the least distance of tiles, ``heading`` the height of one."""

    width: int
    height: int
    gap: int
    heading: int


class Group(NamedTuple):
    """So many tiles from a row on; ``top`` is where its heading is, ``below`` its first line."""

    first: int
    tiles: int
    top: int
    below: int


class Tiling:
    """Lays tiles out in a width.

    Args:
        counts: how many tiles each group has.
        headed: whether groups have headings.

    Attributes:
        columns: how many tiles a line has.
        left: where lines begin.
        height: of all of it.
    """

    def __init__(self, width: int, size: TileSize, counts: Sequence[int], *, headed: bool) -> None:
        self._size = size
        room = width - size.gap
        self.columns = max(1, room // (size.width + size.gap))
        spread = min(room / self.columns, size.width + _FARTHEST * size.gap)
        self._pitch = max(size.width + size.gap, spread)
        self.left = size.gap + max(0, round(room - self._pitch * self.columns) // 2)
        self.groups: list[Group] = []
        first, top = 0, size.gap
        for count in counts:
            below = top + (size.heading if headed else 0)
            self.groups.append(Group(first, count, top, below))
            first, top = first + count, below + self._lines(count) * self.line_height
        self.count = first
        self.height = top

    @property
    def line_height(self) -> int:
        """How far a line is below the one before."""
        return self._size.height + self._size.gap

    def place(self, row: int) -> tuple[int, int]:
        """The upper left corner of a tile."""
        group = self._group_of(row)
        line, column = divmod(row - group.first, self.columns)
        return self._left(column), group.below + line * self.line_height

    def extent(self, row: int) -> tuple[int, int]:
        """Where the line of a tile begins and ends, with the gaps and the heading above it."""
        group, (_, y) = self._group_of(row), self.place(row)
        headed = row - group.first < self.columns
        return (group.top if headed else y) - self._size.gap, y + self.line_height

    def row_at(self, x: int, y: int) -> int:
        """The row whose tile lies there, -1 for none."""
        rows = self.rows_in(x, y, x + 1, y + 1)
        return rows[0] if rows else -1

    def rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """The rows, from the first up to the last, not among them, whose lines lie there."""
        if not self.groups or bottom <= top:
            return 0, 0
        begin, end = self._group_at(top), self._group_at(bottom - 1)
        first = begin.first + self._line_at(begin, top) * self.columns
        last = end.first + (self._line_at(end, bottom - 1) + 1) * self.columns
        return min(first, self._end(begin)), min(max(first, last), self._end(end))

    def rows_in(self, left: int, top: int, right: int, bottom: int) -> list[int]:
        """The rows whose tiles are at least partly in a rectangle."""
        first, last = self.rows_between(top, bottom)
        rows = []
        for row in range(first, last):
            x, y = self.place(row)
            beside = x >= right or x + self._size.width <= left
            if not beside and y < bottom and top < y + self._size.height:
                rows.append(row)
        return rows

    def beside(self, row: int, right: int, down: int) -> int:
        """The row so many tiles to the right (in reading order) and so many lines below."""
        group = self._group_of(row)
        number = self.groups.index(group)
        line, column = divmod(row - group.first, self.columns)
        line += down
        while line < 0 and number > 0:
            number -= 1
            line += self._lines(self.groups[number].tiles)
        while line >= self._lines(self.groups[number].tiles) and number < len(self.groups) - 1:
            line -= self._lines(self.groups[number].tiles)
            number += 1
        group = self.groups[number]
        line = min(max(0, line), self._lines(group.tiles) - 1)
        there = min(group.first + line * self.columns + column, self._end(group) - 1)
        return min(max(0, there + right), self.count - 1)

    def headings_between(self, top: int, bottom: int) -> list[tuple[int, int]]:
        """The numbers of the groups whose headings lie there, and where each begins."""
        return [
            (number, group.top)
            for number, group in enumerate(self.groups)
            if group.top < bottom and top < group.below
        ]

    def _left(self, column: int) -> int:
        return self.left + round(column * self._pitch)

    def _lines(self, count: int) -> int:
        return -(-count // self.columns)

    def _line_at(self, group: Group, y: int) -> int:
        return max(0, (y - group.below) // self.line_height)

    def _group_of(self, row: int) -> Group:
        return self.groups[bisect_right(self.groups, row, key=lambda group: group.first) - 1]

    def _group_at(self, y: int) -> Group:
        """The group that lies at a height; the first above all of them."""
        at = bisect_right(self.groups, y, key=lambda group: group.top) - 1
        return self.groups[max(0, at)]

    @staticmethod
    def _end(group: Group) -> int:
        return group.first + group.tiles
