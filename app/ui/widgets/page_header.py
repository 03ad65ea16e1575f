"""What stands above a page that is left by going back."""

from __future__ import annotations

from typing import Any

import customtkinter as ctk

from app.ui.commands import Commands
from app.ui.look import spacing, theme
from app.ui.look.theme import Theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button


def page_header(page: Any, look: Theme, commands: Commands, title: str) -> ctk.CTkFrame:
    """Lay out ``page`` as a header over a body that takes the room (row 1), and make the header.

    Returns:
        The header, with a Back button and the title; its right side is free.
    """
    page.grid_columnconfigure(0, weight=1)
    page.grid_rowconfigure(1, weight=1)
    header = labels.group(page)
    header.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
    back = Button(header, look, "‹  Back")
    spacing.pack(back, look, side="left", padx=(0, theme.L))
    commands.attach_button(back, "back")
    labels.label(header, look, title, "heading").pack(side="left")
    return header
