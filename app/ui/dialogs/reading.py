"""Something to read: the short manual, and what the program says of itself."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from app import __version__
from app.core.places import data_folder, log_file
from app.ui.dialogs.base import Dialog
from app.ui.look import spacing, theme, wording
from app.ui.widgets import labels
from app.ui.widgets.markdown import MarkdownView
from app.ui.widgets.scrolling import ScrollBar

if TYPE_CHECKING:
    from app.ui.commands import Commands
    from app.ui.host import Host

_SIZE = (720, 600)


class ReadingDialog(Dialog):
    """Shows a text; Page Down and Up scroll it."""

    def __init__(self, host: Host, title: str, text: str) -> None:
        super().__init__(host, title, _SIZE)
        sheet = labels.panel(self.body)
        sheet.grid(row=0, column=0, sticky="nsew")
        self.body.grid_columnconfigure(0, weight=1)
        self.body.grid_rowconfigure(0, weight=1)
        self._text = MarkdownView(sheet, self.look)
        bar = ScrollBar(sheet, self.look, self._text.yview)
        self._text.configure(yscrollcommand=bar.set)
        spacing.pack(bar, self.look, side="right", fill="y", pady=theme.M, padx=(0, theme.XS))
        spacing.pack(self._text, self.look, fill="both", expand=True, padx=theme.M, pady=theme.M)
        self._text.show(text)
        for key, part in (("<Next>", 0.9), ("<Prior>", -0.9)):
            self.bind(key, lambda _, part=part: self._text.scroll_pages(part))  # type: ignore[misc]
        self.button("Close", self.leave, "primary")
        self.first_field = self._text
        self.open()


def about_text() -> str:
    """Say which version this is, and where it keeps what."""
    return "\n".join(
        [
            f"**Shelfwise {__version__}** puts product photos on the right shelf, on this computer "
            "alone.",
            "",
            f"- Python {platform.python_version()}, {platform.system()} {platform.release()}",
            f"- Kept in `{wording.place(data_folder())}`",
            f"- Log in `{wording.place(log_file())}`",
            "- What is kept, and how it is deleted: *File > Privacy...*",
            "",
        ]
    )


def manual_text(commands: Commands) -> str:
    """Tell how a day goes, with the keys as they are now."""

    def key(identifier: str) -> str:
        return f"**{commands[identifier].accelerator}**"

    lines = (
        f"**Drop** pictures or folders onto the window, or open one with {key('open-folder')}. "
        f"What was copied comes with {key('paste')}.",
        "**Beside the browser**: drag a product's photo out of it, or "
        f"{key('snip')} cuts it out of the screen. {key('compact')} makes the window small and "
        "keeps it on top.",
        "**A page of a shop**: the product in the box is judged. Click at another box, or drag one "
        f"of your own; {key('all-products')} makes each product a row.",
        f"**Review** what is unsure: {key('accept')} accepts the answer, **1**, **2**, **3** give "
        f"another class, {key('none-of-them')} says that it is none, {key('skip')} goes on. "
        f"{key('undo')} takes the last decision back. Choose several rows with Shift or Ctrl.",
        f"**Look closer**: {key('open-row')} opens a picture, {key('grid')} shows them all large. "
        "The right button of the mouse has what can be done with one.",
        f"**Photos of one product** share a row and a decision with {key('one-row-a-product')}.",
        f"**Sort** files into class folders with {key('sort-files')}: with a preview, never over "
        f"another file. {key('undo-sorting')} takes it back, after a restart, too.",
        f"**Export** with {key('export')}: a table, a workbook, JSON, a page with thumbnails, or "
        "products for a shop.",
        f"**Lists are kept**: {key('open-recent')} opens one of the last twenty. The same pictures "
        "have their decisions when they come again.",
        f"**Watch a folder** with {key('watch-folder')}: new pictures come by themselves.",
    )
    steps = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    ends = f"All keys: {key('keys')}. How good the answers are: {key('about-model')}."
    return "\n".join([*steps, "", ends, ""])
