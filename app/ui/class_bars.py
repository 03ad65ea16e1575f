"""One labelled bar per class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui import theme, widgets, wording
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import Contract
    from app.core.review_log import Row

_SHOWN_AT_MOST = 6


class ClassBars(ctk.CTkFrame):  # type: ignore[misc]
    """The probabilities of an answer, in the model's order and colours.

    Of many classes the most probable are shown.
    """

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._rows: list[tuple[Any, Any, Any]] = []
        self.grid_columnconfigure(0, weight=1)

    def show(self, answer: Row, contract: Contract) -> None:
        """Show an answer."""
        shares = list(zip(contract.classes, answer.probabilities, strict=True))
        if len(shares) > _SHOWN_AT_MOST:
            shares = sorted(shares, key=lambda pair: -pair[1])[:_SHOWN_AT_MOST]
        self._make_rows(len(shares))
        for (name_label, share_label, bar), (item, probability) in zip(
            self._rows, shares, strict=True
        ):
            top = item.name == answer.label
            font = self._look.font("strong" if top else "body")
            name_label.configure(text=item.display_name, font=font)
            share_label.configure(text=wording.percent(probability), font=font)
            bar.configure(progress_color=(item.color_light, item.color_dark))
            bar.set(probability)

    def _make_rows(self, count: int) -> None:
        while len(self._rows) > count:
            for part in self._rows.pop():
                part.destroy()
        while len(self._rows) < count:
            row = 2 * len(self._rows)
            name = widgets.label(self, self._look)
            name.grid(row=row, column=0, sticky="w", pady=(0, theme.XS))
            share = widgets.label(self, self._look, anchor="e")
            share.grid(row=row, column=1, sticky="e", pady=(0, theme.XS))
            bar = ctk.CTkProgressBar(self, height=theme.BAR_HEIGHT)
            bar.grid(row=row + 1, column=0, columnspan=2, sticky="ew", pady=(0, theme.M))
            self._rows.append((name, share, bar))
