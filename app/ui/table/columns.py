"""Where the columns of the list stand, and their headings, to sort by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.state.filters import Order, Sorting
from app.ui.widgets.strip import Strip

# Widths at scale 1; the name has the rest.
_PLACE, _LABEL, _TYPE, _SHARE, _VERDICT, _DECISION = 260, 156, 150, 150, 162, 112
_PERCENT = 82  # of the share where it is alone; its heading and the sign of the order need that
METER = 84  # of the share: the bar, without the percentage
_NARROW = 800  # below this width there is no bar beside the percentage
_NARROWER = 720  # and below this one verdict and decision are told by their signs alone
_SIGN_VERDICT, _SIGN_DECISION = 62, 70  # as wide as their headings
_TYPED = 960  # from this width on the product type has a column of its own
_WIDE = 1240  # and from this one on the place has
_WIDE_TYPED = 1390  # where both have


@dataclass(frozen=True)
class Column:
    """Left end and width of a column, in pixels."""

    x: int
    width: int


@dataclass(frozen=True)
class Columns:
    """Attributes:
    place: None where the place stands below the name.
    type: None where the product type stands below the class, or the model knows none.
    has_meter: whether a bar stands beside the percentage.
    has_words: whether words stand beside the signs of verdict and decision.
    """

    name: Column
    place: Column | None
    label: Column
    type: Column | None
    share: Column
    verdict: Column
    decision: Column
    has_meter: bool
    has_words: bool

    def headings(self) -> list[tuple[Order, str, Column]]:
        """What each column is called, and the order that it stands for."""
        place = [(Order.PLACE, "Place", self.place)] if self.place else []
        kind = [(Order.TYPE, "Type", self.type)] if self.type else []
        return [
            (Order.NAME, "Picture", self.name),
            *place,
            (Order.CLASS, "Class", self.label),
            *kind,
            (Order.LEAST_SURE, "How sure", self.share),
            (Order.VERDICT, "Verdict", self.verdict),
            (Order.DECISION, "Decision", self.decision),
        ]


def columns(width: int, look: Theme, *, typed: bool = False) -> Columns:
    """Lay out the columns of a list of this width in pixels.

    Args:
        typed: whether the model knows product types.
    """
    has_meter = width >= look.px(_NARROW)
    has_words = width >= look.px(_NARROWER)
    wide = width >= look.px(_WIDE_TYPED if typed else _WIDE)
    has_type = typed and width >= look.px(_TYPED)
    widths = (
        _PLACE if wide else 0,
        _LABEL if has_words else _LABEL - 10,
        _TYPE if has_type else 0,
        _SHARE if has_meter else _PERCENT,
        _VERDICT if has_words else _SIGN_VERDICT,
        _DECISION if has_words else _SIGN_DECISION,
    )
    edges = [width]
    for part in reversed(widths):
        edges.insert(0, edges[0] - look.px(part))
    gap = look.px(theme.M)
    place, label, kind, share, verdict, decision = (
        Column(left, right - left - gap) for left, right in pairwise(edges)
    )
    name = look.px(theme.L + theme.THUMBNAIL + theme.M)
    return Columns(
        Column(name, edges[0] - name - gap),
        place if wide else None,
        label,
        kind if has_type else None,
        share,
        verdict,
        decision,
        has_meter,
        has_words,
    )


_HEIGHT = 32


class TableHeader(Strip):
    """A click sorts; with the keyboard Left and Right go from heading to heading, Space sorts.

    Args:
        chosen: called with the order of a heading.
    """

    def __init__(self, parent: Any, look: Theme, chosen: Callable[[Order], None]) -> None:
        super().__init__(parent, look, theme.SURFACE)
        self._sorting = Sorting()
        self._chosen = chosen
        self._typed = False
        self.draw()

    def show(self, sorting: Sorting) -> None:
        """Mark the order in force."""
        if sorting != self._sorting:
            self._sorting = sorting
            self.draw()

    def set_typed(self, typed: bool) -> None:
        """Have a column of product types, where there is room, or none."""
        if typed != self._typed:
            self._typed = typed
            self.draw()

    def draw(self) -> None:
        """Draw it as it is now, in the theme's colours and scale."""
        super().draw()
        look = self.look
        height, width = look.px(_HEIGHT), self.winfo_width()
        self.configure(height=height, width=1)
        for number, (order, title, column) in enumerate(self._headings()):
            in_force = order is self._sorting.order
            lit = in_force or number == self.pointed or (self.ringed and number == self.at)
            arrow = ("  ▼" if self._sorting.reverse else "  ▲") if in_force else ""
            self.create_text(
                column.x,
                height // 2,
                text=title + arrow,
                anchor="w",
                fill=look.color(theme.TEXT if lit else theme.TEXT_MUTED),
                font=look.tk_font("caption"),
            )
            if self.ringed and number == self.at:
                right = column.x + self.measure(title + arrow, "caption")
                margin, edge = look.px(theme.XS), look.px(theme.XS)
                self.create_rectangle(
                    column.x - margin, edge, right + margin, height - edge,
                    outline=look.color(theme.ACCENT), width=2,
                )  # fmt: skip
        line = look.color(theme.BORDER)
        self.create_line(0, height - 1, width, height - 1, fill=line)

    def left_edges(self) -> Sequence[int]:
        """Return where each part begins, in pixels from the left."""
        return [column.x for _, _, column in self._headings()]

    def choose(self, number: int) -> None:
        """Do what a click on a part does."""
        self._chosen(self._headings()[number][0])

    def _headings(self) -> Sequence[tuple[Order, str, Column]]:
        return columns(self.winfo_width(), self.look, typed=self._typed).headings()
