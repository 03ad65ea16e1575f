"""A page about the model in use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.text import confidence
from app.ui.commands import Commands
from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button
from app.ui.widgets.markdown import MarkdownView
from app.ui.widgets.page_header import page_header
from app.ui.widgets.scrolling import ScrollBar

if TYPE_CHECKING:
    from app.core.models.folder import ModelFolder

_BUTTONS = ("versions", "refresh-model", "choose-model")  # in the menus, too
_DETAILS = ("## Network", "## Photos\n", "## LiteRT twin")


class CardPage(ctk.CTkFrame):  # type: ignore[misc]
    """The model card, and where the model lies."""

    def __init__(self, parent: Any, look: Theme, commands: Commands) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        header = page_header(self, look, commands, "About the model")
        self._beside = header.winfo_children()
        actions = labels.group(header)
        actions.pack(side="right")
        self._buttons = [Button(actions, look, commands[each].label) for each in _BUTTONS]
        for column, (identifier, button) in enumerate(zip(_BUTTONS, self._buttons, strict=True)):
            spacing.grid(button, look, row=0, column=column, padx=(theme.S, 0))
            commands.attach_button(button, identifier)
        header.bind("<Configure>", self._fit, add="+")
        sheet = labels.panel(self)
        sheet.grid(row=1, column=0, sticky="nsew")
        self._text = MarkdownView(sheet, look)
        bar = ScrollBar(sheet, look, self._text.yview)
        self._text.configure(yscrollcommand=bar.set)
        spacing.pack(bar, look, side="right", fill="y", pady=theme.M, padx=(0, theme.XS))
        spacing.pack(self._text, look, fill="both", expand=True, padx=theme.M, pady=theme.M)

    def _fit(self, event: Any) -> None:
        """Leave out those buttons that would be cut off."""
        px = self._look.px
        room = event.width - sum(part.winfo_reqwidth() for part in self._beside) - px(theme.L)
        for button in self._buttons:
            room -= button.winfo_reqwidth() + px(theme.S)
            spacing.show_if(room >= 0, button)

    def show(self, folder: ModelFolder) -> None:
        """Show a model's card."""
        contract = folder.contract
        classes = ", ".join(kind.display_name for kind in contract.classes)
        facts = [
            f"- Version {contract.version}, published {contract.created[:10]}",
            f"- Shelves: {classes}",
            f"- Says *sure* from {confidence(contract.thresholds.sure)} on",
            f"- Lies in `{wording.place(folder.path)}`",
        ]
        card = details_last(folder.card.strip()) or "This model has no card."
        self._text.show("\n".join([*wording.model_answers(contract), "", *facts, "", card, ""]))

    def scroll(self, pages: float) -> None:
        """Move on by what is in sight, or a part of it."""
        self._text.scroll_pages(pages)


def details_last(card: str) -> str:
    """Put the parts of a card that tell how the model was made behind those on how good it is."""
    head, *parts = re.split(r"^(?=## )", card, flags=re.MULTILINE)
    parts.sort(key=lambda part: part.startswith(_DETAILS))  # which keeps the order otherwise
    return "\n".join(part.rstrip() + "\n" for part in (head, *parts)).strip()
