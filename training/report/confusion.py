"""The confusion matrix of a report: a table whose cells open the photos behind them.

Without a script: a cell is a link to its photos, which are shown while they are the target of the
page's address. So it works with the keyboard, and going back closes them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from app.core.html.page import section, tag
from app.core.text import counted
from training.judge.evaluate import Judgement
from training.report.pictures import Album, most_confident, path_of, said, shots

PICTURES_SHOWN = 200  # in all cells together: they are most of a report's size
_OF_RIGHT = 8  # in a cell of the diagonal
_LIMITS = (24, 16, 12, 8, 6, 4, 3, 2, 1, 0)  # in another cell

Cell = tuple[int, int]


def confusion_section(judgement: Judgement, album: Album) -> Markup:
    """The matrix, and below it the photos of the cell that is open."""
    cells = _members(judgement)
    limit = _limit(cells)
    return section(
        "confusion",
        "What was taken for what",
        "Each row is a class as it is, each column an answer; right answers are on the "
        "diagonal. Choose a number to see the photos behind it.",
        tag("div", _matrix(judgement, cells), class_="card scroll"),
        *(_photos(judgement, album, cell, found, limit) for cell, found in cells.items()),
    )


def anchor(cell: Cell) -> str:
    """Name of the place where a cell's photos are."""
    return f"cell-{cell[0]}-{cell[1]}"


def _members(judgement: Judgement) -> dict[Cell, list[int]]:
    """True class and answer -> photos: of mistakes the most confident first, of the rest the least
    confident; cells without photos are left out."""
    cells: dict[Cell, list[int]] = {}
    for index in most_confident(judgement, [int(i) for i in judgement.products]):
        cell = int(judgement.truth[index]), int(judgement.answers.labels[index])
        cells.setdefault(cell, []).append(index)
    return {
        (row, column): found[::-1] if row == column else found
        for (row, column), found in sorted(cells.items())
    }


def _limit(cells: Mapping[Cell, Sequence[int]]) -> int:
    """How many photos a cell of mistakes shows, so that the page keeps a reasonable size."""
    for limit in _LIMITS:
        shown = sum(
            min(len(found), min(limit, _OF_RIGHT) if row == column else limit)
            for (row, column), found in cells.items()
        )
        if shown <= PICTURES_SHOWN:
            return limit
    return 0


def _matrix(judgement: Judgement, cells: Mapping[Cell, Sequence[int]]) -> Markup:
    classes = judgement.contract.classes
    counts = np.array(judgement.metrics.confusion)
    parts = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    head = tag(
        "tr",
        tag("td", tag("span", "is ↓ answered →", class_="small soft")),
        *(tag("th", item.display_name, scope="col") for item in classes),
    )
    rows = [
        tag(
            "tr",
            tag("th", item.display_name, scope="row"),
            *(
                _cell(judgement, (row, column), int(counts[row, column]), float(parts[row, column]))
                for column in range(len(classes))
            ),
        )
        for row, item in enumerate(classes)
    ]
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="matrix")


def _cell(judgement: Judgement, cell: Cell, count: int, part: float) -> Markup:
    if not count:
        return tag("td", tag("span", "0", class_="soft"))
    kind = "diagonal" if cell[0] == cell[1] else "off"
    link = tag(
        "a",
        f"{count:,}",
        href=f"#{anchor(cell)}",
        class_=f"{kind} strong" if part > 0.5 else kind,
        style=f"--part:{0.08 + 0.82 * part:.2f}",
        aria_label=f"{counted(count, 'photo')}: {_title(judgement, cell)}",
    )
    return tag("td", link)


def _photos(
    judgement: Judgement, album: Album, cell: Cell, found: Sequence[int], limit: int
) -> Markup:
    is_right = cell[0] == cell[1]
    shown = found[: min(limit, _OF_RIGHT) if is_right else limit]
    hidden = len(found) - len(shown)
    order = "the least sure of" if is_right else "the most confident of"
    return tag(
        "div",
        tag(
            "p",
            tag("b", f"{_title(judgement, cell)}: {counted(len(found), 'photo')}"),
            tag("span", f" ({order} them are shown)", class_="soft") if hidden else None,
            " ",
            tag("a", "Close", href="#confusion"),
        ),
        shots(album, ((path_of(judgement, i), said(judgement, i)) for i in shown)),
        class_="card drawer",
        id=anchor(cell),
    )


def _title(judgement: Judgement, cell: Cell) -> str:
    true, answered = (judgement.contract.classes[i].display_name for i in cell)
    return f"{true}, answered {'rightly' if cell[0] == cell[1] else answered}"
