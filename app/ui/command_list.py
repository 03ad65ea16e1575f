"""Every command of the window, in the order of the menus."""

from __future__ import annotations

from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.ui import exporting, wording
from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.session import Item
    from app.ui.window import Window


def register(window: Window) -> None:
    """Fill the window's registry."""
    for add in (_file, _edit, _view, _model_and_help):
        add(window)


def _file(window: Window) -> None:
    add = window.commands.add
    add(
        Command(
            "open-picture", "File", "Open picture...", lambda: _open_pictures(window), ("Ctrl+O",)
        )
    )
    add(
        Command(
            "open-folder", "File", "Open folder...", lambda: _open_folder(window), ("Ctrl+Shift+O",)
        )
    )
    add(
        Command(
            "export",
            "File",
            "Export results...",
            lambda: _export(window),
            ("Ctrl+E",),
            enabled=lambda: window.session.counts.settled > 0,
            separated=True,
        )
    )
    add(Command("quit", "File", "Quit", window.quit, ("Ctrl+Q",), separated=True))


def _edit(window: Window) -> None:
    add = window.commands.add
    add(Command("paste", "Edit", "Paste pictures", window.paste, ("Ctrl+V",)))
    add(
        Command(
            "copy-result",
            "Edit",
            "Copy result",
            lambda: _copy(window),
            ("Ctrl+C",),
            enabled=lambda: _current(window) is not None,
        )
    )


def _view(window: Window) -> None:
    add = window.commands.add
    add(
        Command("cancel", "View", "Cancel", window.cancel, ("Esc",), enabled=lambda: window.running)
    )
    add(
        Command(
            "toggle-map",
            "View",
            "Show activation map",
            window.toggle_map,
            ("M",),
            enabled=lambda: window.shown is not None,
            checked=lambda: window.map_on,
        )
    )
    add(
        Command(
            "next",
            "View",
            "Next picture",
            lambda: window.step(1),
            ("Right", "Page Down"),
            enabled=lambda: window.can_step(1),
        )
    )
    add(
        Command(
            "previous",
            "View",
            "Previous picture",
            lambda: window.step(-1),
            ("Left", "Page Up"),
            enabled=lambda: window.can_step(-1),
        )
    )
    add(
        Command(
            "back",
            "View",
            "Back to the list",
            window.go_back,
            ("Esc", "Backspace"),
            enabled=lambda: window.shown is not None,
        )
    )


def _model_and_help(window: Window) -> None:
    del window


def _open_pictures(window: Window) -> None:
    names = filedialog.askopenfilenames(parent=window.root, title="Open pictures")
    if names:
        window.take([Path(name) for name in names])


def _open_folder(window: Window) -> None:
    name = filedialog.askdirectory(parent=window.root, title="Open a folder", mustexist=True)
    if name:
        window.take([Path(name)])


def _export(window: Window) -> None:
    name = filedialog.asksaveasfilename(
        parent=window.root,
        title="Export results",
        defaultextension=".csv",
        filetypes=[("Table for spreadsheets", "*.csv"), ("JSON lines", "*.jsonl")],
    )
    if not name or window.model is None:
        return
    path, rows = Path(name), [item.row for item in window.session if item.row is not None]
    class_names = window.model.contract.class_names
    window.pump.run_task(
        lambda: exporting.export(path, rows, class_names),
        lambda count: window.banner.show(
            f"{wording.number(count)} results were written to {path.name}."
        ),
        window.tell_error,
    )


def _current(window: Window) -> Item | None:
    return window.shown or None


def _copy(window: Window) -> None:
    item = _current(window)
    if item is not None:
        contract = window.model.contract if window.model else None
        window.root.clipboard_clear()
        window.root.clipboard_append(wording.copied_text(item, contract))
