"""The few kinds of controls that the views are made of."""

from __future__ import annotations

from typing import Any

import customtkinter as ctk

from app.ui import theme
from app.ui.theme import Color, FontRole, Theme


def primary_button(parent: Any, look: Theme, text: str, **options: Any) -> ctk.CTkButton:
    """The one button of a view that most people want."""
    return ctk.CTkButton(
        parent, text=text, font=look.font("strong"), height=theme.CONTROL_HEIGHT, **options
    )


def quiet_button(parent: Any, look: Theme, text: str, **options: Any) -> ctk.CTkButton:
    """Any other button."""
    settings: dict[str, Any] = {
        "font": look.font("body"),
        "height": theme.CONTROL_HEIGHT,
        "fg_color": theme.SURFACE,
        "hover_color": theme.HOVER,
        "text_color": theme.TEXT,
        "border_width": theme.HAIRLINE,
        "border_color": theme.BORDER,
    }
    return ctk.CTkButton(parent, text=text, **(settings | options))


def label(
    parent: Any,
    look: Theme,
    text: str = "",
    role: FontRole = "body",
    color: Color = theme.TEXT,
    **options: Any,
) -> ctk.CTkLabel:
    """Text."""
    settings: dict[str, Any] = {"height": 0, "anchor": "w", "justify": "left"}
    return ctk.CTkLabel(
        parent, text=text, font=look.font(role), text_color=color, **(settings | options)
    )


def panel(parent: Any, **options: Any) -> ctk.CTkFrame:
    """A raised surface with a hairline around it."""
    settings: dict[str, Any] = {"border_width": theme.HAIRLINE}
    return ctk.CTkFrame(parent, **(settings | options))


def clear_frame(parent: Any, **options: Any) -> ctk.CTkFrame:
    """A frame that only groups."""
    return ctk.CTkFrame(parent, fg_color="transparent", corner_radius=0, **options)
