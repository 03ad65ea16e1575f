"""What stands in the window when there is no model to use."""

from __future__ import annotations

from typing import Any

import customtkinter as ctk

from app.ui.commands import Commands
from app.ui.look import spacing, theme
from app.ui.look.theme import Theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button


class ModelTrouble(ctk.CTkFrame):  # type: ignore[misc]
    """Says why there is no model, and what to do."""

    def __init__(self, parent: Any, look: Theme, commands: Commands) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE)
        middle = labels.group(self)
        middle.place(relx=0.5, rely=0.47, anchor="center")
        labels.label(middle, look, "There is no model to use", "title").pack()
        self._sentence = labels.label(
            middle, look, color=theme.TEXT_MUTED, justify="center", wraplength=460
        )
        self._sentence.pack(pady=(theme.S, theme.XL), padx=theme.L)
        buttons = labels.group(middle)
        buttons.pack()
        for identifier, kind in (("choose-model", "primary"), ("retry-model", "quiet")):
            button = Button(buttons, look, commands[identifier].label, kind, ground=theme.SURFACE)  # type: ignore[arg-type]
            spacing.pack(button, look, side="left", padx=theme.XS)
            commands.attach_button(button, identifier)
        labels.label(
            middle,
            look,
            "Pictures that you drop now are kept and answered as soon as there is one.",
            "caption",
            theme.TEXT_MUTED,
        ).pack(pady=(theme.L, 0))

    def show(self, sentence: str) -> None:
        """Say what is wrong."""
        self._sentence.configure(text=sentence)
