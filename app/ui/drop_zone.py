"""The empty state: what the program is for, and the ways in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.places import assets_folder
from app.ui import theme, widgets
from app.ui.commands import Commands
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import ModelClass

_PICTURE = 112


class DropZone(ctk.CTkFrame):  # type: ignore[misc]
    """Says what to do; shows which classes the model knows."""

    def __init__(self, parent: Any, look: Theme, commands: Commands) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE)
        self._look = look
        self.grid_rowconfigure((0, 6), weight=1)
        self.grid_columnconfigure(0, weight=1)
        picture = _illustration(assets_folder() / "shelfwise-256.png")
        if picture is not None:
            ctk.CTkLabel(self, text="", image=picture).grid(row=1, pady=(theme.L, theme.L))
        widgets.label(self, look, "Drop product pictures here", "title").grid(row=2)
        widgets.label(
            self,
            look,
            "One, several, or a whole folder. Each is put on its shelf, with how sure that is.",
            color=theme.TEXT_MUTED,
            justify="center",
            wraplength=420,
        ).grid(row=3, pady=(theme.S, theme.XL), padx=theme.L)
        buttons = widgets.clear_frame(self)
        buttons.grid(row=4)
        open_picture = widgets.primary_button(buttons, look, "Open picture...")
        open_picture.grid(row=0, column=0, padx=theme.XS)
        commands.attach_button(open_picture, "open-picture")
        open_folder = widgets.quiet_button(buttons, look, "Open folder...")
        open_folder.grid(row=0, column=1, padx=theme.XS)
        commands.attach_button(open_folder, "open-folder")
        hint = f"or paste with {commands['paste'].accelerator}"
        widgets.label(self, look, hint, "caption", theme.TEXT_MUTED).grid(
            row=5, pady=(theme.M, theme.XL)
        )
        self._shelves: ctk.CTkFrame | None = None

    def show_classes(self, classes: Sequence[ModelClass]) -> None:
        """Name the shelves of the model."""
        if self._shelves is not None:
            self._shelves.destroy()
        self._shelves = widgets.clear_frame(self)
        self._shelves.grid(row=7, pady=(0, theme.XL))
        for column, item in enumerate(classes[:8]):
            colors = (item.color_light, item.color_dark)
            widgets.label(self._shelves, self._look, "●", "caption", colors).grid(
                row=0, column=2 * column, padx=(theme.L if column else 0, theme.XS)
            )
            widgets.label(
                self._shelves, self._look, item.display_name, "caption", theme.TEXT_MUTED
            ).grid(row=0, column=2 * column + 1)


class HoverSheet(ctk.CTkFrame):  # type: ignore[misc]
    """Covers the window while something droppable is over it."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(
            parent,
            fg_color=theme.ACCENT_TINT,
            border_color=theme.ACCENT,
            border_width=3,
        )
        middle = widgets.clear_frame(self)
        middle.place(relx=0.5, rely=0.5, anchor="center")
        widgets.label(middle, look, "↓", "display", theme.ACCENT_TEXT).pack()
        widgets.label(middle, look, "Let go to classify", "title", theme.TEXT).pack(
            pady=(theme.S, theme.XS)
        )
        widgets.label(
            middle, look, "Your pictures stay on this computer.", color=theme.TEXT_MUTED
        ).pack()

    def show(self) -> None:
        """Cover the window."""
        self.place(relx=0, rely=0, relwidth=1, relheight=1)
        self.lift()

    def hide(self) -> None:
        """Show the window again."""
        self.place_forget()


def _illustration(file: Path) -> ctk.CTkImage | None:
    from PIL import Image

    try:
        return ctk.CTkImage(Image.open(file), size=(_PICTURE, _PICTURE))
    except OSError:
        return None
