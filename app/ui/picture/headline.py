"""What the picture is, in a block that is as high for every answer: nothing below it moves."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterator
from pathlib import Path
from tkinter import font as tkfont
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.answers import OTHER, Row, Verdict
from app.core.text import printable
from app.ui.look import theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import FontRole, Theme
from app.ui.widgets import labels

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item


class Headline(ctk.CTkFrame):  # type: ignore[misc]
    """A headline and a sentence under it.

    Args:
        width: of the texts, at scale 1.
    """

    def __init__(self, parent: Any, look: Theme, width: int) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look, self._width = look, width
        self._contract: Contract | None = None
        self.grid_columnconfigure(0, weight=1)
        self._words = labels.label(self, look, role="display", wraplength=width)
        self._words.grid(row=0, sticky="ew", pady=(0, theme.XS))
        self._sentence = labels.label(self, look, color=theme.TEXT_MUTED, wraplength=width)
        self._sentence.grid(row=1, sticky="ew")
        self._room = tk.Frame(self, width=1)  # as high as the longest answer
        self._room.grid(row=0, column=1, rowspan=3)
        self.grid_rowconfigure(2, weight=1)
        look.subscribe(self._fit)
        self._fit()

    def show(self, headline: str, sentence: str, color: theme.Color) -> None:
        """Say this."""
        self._words.configure(text=headline, text_color=color)
        self._sentence.configure(text=visual(sentence))

    def make_room(self, contract: Contract | None) -> None:
        """Be as high as any answer of this model needs."""
        if contract is not self._contract:
            self._contract = contract
            self._fit()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._fit)
        super().destroy()

    def _fit(self) -> None:
        look, contract, height = self._look, self._contract, 0
        if contract is not None:
            rows = list(_longest_answers(contract))
            headlines = {wording.headline(row, contract) for row in rows}
            sentences = {wording.explanation(row, contract) for row in rows}
            height = self._height(headlines, "display") + self._height(sentences, "body")
            height += look.px(theme.S)
        self._room.configure(height=height, background=look.color(theme.SURFACE))

    def _height(self, texts: set[str], role: FontRole) -> int:
        font = tkfont.Font(self, font=self._look.tk_font(role))
        width = self._look.px(self._width)
        return font.metrics("linespace") * max(
            wrapped_lines(visual(text), width, font.measure) for text in texts
        )


def words_of(
    item: Item,
    contract: Contract | None,
    explain: Callable[[Row, Contract], str] = wording.explanation,
    *,
    trouble: str = "",
) -> tuple[str, str, theme.Color]:
    """Say what an item is: headline, sentence, and the headline's colour.

    Args:
        contract: of the model that answered; None where there is none.
        explain: says the sentence about an answer.
        trouble: why no answer will come.
    """
    answer = item.answer
    if item.error:
        return "Could not be read", printable(item.error), theme.DANGER
    if answer is None or contract is None:
        words = "No answer yet" if trouble else wording.state_words(item).capitalize()
        return words, trouble, theme.TEXT_MUTED
    return wording.headline(answer, contract), explain(answer, contract), theme.TEXT


def wrapped_lines(text: str, width: int, measure: Callable[[str], int]) -> int:
    """Count the lines of a text that is broken between words to be no wider than ``width``."""
    lines, line = 1, ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and measure(longer) > width:
            lines, longer = lines + 1, word
        line = longer
    return lines


def _longest_answers(contract: Contract) -> Iterator[Row]:
    """Give every kind of answer for every class, with the longest numbers."""
    names = contract.class_names
    for number, name in enumerate(names):
        second = names[number - 1]
        shares = tuple({name: 0.88, second: 0.12}.get(each, 0.0) for each in names)
        for verdict in Verdict:
            for label in (name, second):
                row = Row(Path(), verdict, label, shares, region=(0, 0, 1, 1))
                yield row
                yield row.with_decision(OTHER)
                yield row.with_decision(label)
