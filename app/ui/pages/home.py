"""The empty state: what the program is for and the ways in, or why there is no model."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.places import assets_folder
from app.ui.commands import Commands
from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Theme
from app.ui.root import load_picture
from app.ui.widgets import labels
from app.ui.widgets.controls import Button

if TYPE_CHECKING:
    from app.core.models.folder import ModelClass

_ICON = 104
_ICON_SIZES = (96, 128, 192)
# Heights, at scale 1, from which on there is room for more than the words and the buttons.
_WITH_HINT, _WITH_SHELVES, _WITH_ICON = 210, 270, 420


class DropZone(ctk.CTkFrame):  # type: ignore[misc]
    """Says what to do; shows which classes the model knows."""

    def __init__(self, parent: Any, look: Theme, commands: Commands) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE)
        self._look = look
        middle = labels.group(self)
        middle.place(relx=0.5, rely=0.5, anchor="center")
        self._icon = tk.Label(middle, borderwidth=0)
        spacing.pack(self._icon, look, pady=(0, theme.XL))
        self._title = labels.label(middle, look, "Drop product pictures here", "title")
        self._title.pack()
        labels.label(
            middle,
            look,
            "One, several, or a whole folder. Shelfwise says which shelf each one belongs on, "
            "and how sure it is.",
            color=theme.TEXT_MUTED,
            justify="center",
            wraplength=400,
        ).pack(pady=(theme.S, theme.XL), padx=theme.L)
        buttons = labels.group(middle)
        buttons.pack()
        for identifier, kind, words in (
            ("open-picture", "primary", ""),
            ("open-folder", "quiet", ""),
            ("snip", "quiet", "Snip"),
        ):
            label = words or commands[identifier].label
            button = Button(buttons, look, label, kind, ground=theme.SURFACE)  # type: ignore[arg-type]
            spacing.pack(button, look, side="left", padx=theme.XS)
            commands.attach_button(button, identifier)
        hint = f"{commands['paste'].accelerator} pastes a picture or copied files"
        self._hint = labels.label(middle, look, hint, "caption", theme.TEXT_MUTED)
        self._hint.pack(pady=(theme.M, 0))
        entry = commands["put-into-menu"]
        self._offers_entry = entry.enabled()
        self._entry = Button(middle, look, entry.label, "plain", ground=theme.SURFACE)
        self._entry.on_press = lambda: self._put_into_menu(commands)
        self._shelves = labels.Legend(self, look, theme.SURFACE)
        self.bind("<Configure>", lambda _: self._arrange(), add="+")
        look.subscribe(self._draw_icon)
        self._draw_icon()
        self._shelves.show([(None, "Loading the model" + wording.ELLIPSIS)])

    def _arrange(self) -> None:
        """Leave out what is not needed where there is no room for it."""
        look = self._look
        height = self.winfo_height() / look.scale
        if height < _WITH_ICON:
            self._icon.pack_forget()
            self._entry.pack_forget()
        elif not self._icon.winfo_manager():
            self._icon.pack(before=self._title, pady=(0, look.px(theme.XL)))
        if height < _WITH_HINT:
            self._hint.pack_forget()
        elif not self._hint.winfo_manager():
            self._hint.pack(pady=(theme.M, 0))
        if self._offers_entry and height >= _WITH_ICON and not self._entry.winfo_manager():
            self._entry.pack(pady=(look.px(theme.S), 0))
        if height < _WITH_SHELVES:
            self._shelves.place_forget()
        else:
            self._shelves.place(relx=0.5, rely=1.0, y=-theme.XL, anchor="s")

    def _put_into_menu(self, commands: Commands) -> None:
        self._offers_entry = False
        self._entry.pack_forget()
        commands.run("put-into-menu")

    def _draw_icon(self) -> None:
        look = self._look
        size = max(n for n in _ICON_SIZES if n <= max(look.px(_ICON), min(_ICON_SIZES)))
        self._picture = load_picture(self, assets_folder() / f"shelfwise-{size}.png")
        self._icon.configure(image=self._picture or "", background=look.color(theme.SURFACE))

    def show_classes(self, classes: Sequence[ModelClass]) -> None:
        """Name the shelves of the model."""
        self._shelves.show(
            [((kind.color_light, kind.color_dark), kind.display_name) for kind in classes[:8]]
        )


class HoverSheet(ctk.CTkFrame):  # type: ignore[misc]
    """Covers the window while something droppable is over it."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, fg_color=theme.ACCENT_TINT, corner_radius=0)
        edge = ctk.CTkFrame(
            self, fg_color=theme.ACCENT_TINT, border_color=theme.ACCENT, border_width=3
        )
        edge.pack(fill="both", expand=True, padx=theme.L, pady=theme.L)
        middle = labels.group(edge)
        middle.place(relx=0.5, rely=0.5, anchor="center")
        labels.label(middle, look, "Drop to classify", "display").pack()
        labels.label(
            middle, look, "Pictures and folders stay on this computer.", color=theme.TEXT_MUTED
        ).pack(pady=(theme.S, 0))

    def show(self) -> None:
        """Cover the window."""
        self.place(relx=0, rely=0, relwidth=1, relheight=1)
        self.lift()

    def hide(self) -> None:
        """Remove the sheet from the window."""
        self.place_forget()


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
