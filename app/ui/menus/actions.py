"""Commands that ask for a file or folder first, or reach outside of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.core.places import log_file
from app.ui.dialogs import page_export
from app.ui.flows import exporting
from app.ui.intake.dropped import Dropped
from app.ui.look import wording

if TYPE_CHECKING:
    from app.ui.window import Window

Action = Callable[[], None]

_PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.gif *.avif *.heic *.heif"


def ask_pictures(window: Window) -> Action:
    """Open pictures."""

    def action() -> None:
        names = filedialog.askopenfilenames(
            parent=window.root,
            title="Open pictures",
            initialdir=window.settings.last_folder or None,
            filetypes=[("Pictures", _PICTURES + " " + _PICTURES.upper()), ("All files", "*")],
        )
        paths = [Path(name) for name in names]
        if paths:
            window.remember(last_folder=str(paths[0].parent))
            window.take(Dropped(tuple(paths)))

    return action


def ask_folder(window: Window) -> Action:
    """Open a folder."""

    def action() -> None:
        name = filedialog.askdirectory(
            parent=window.root,
            title="Open a folder of pictures",
            initialdir=window.settings.last_folder or None,
            mustexist=True,
        )
        if name:
            window.remember(last_folder=name)
            window.take(Dropped((Path(name),)))

    return action


def ask_export(window: Window) -> Action:
    """Write the results to a file."""

    def action() -> None:
        if window.model.contract is None:
            return
        name = filedialog.asksaveasfilename(
            parent=window.root,
            title="Export results",
            initialdir=window.settings.last_folder or None,
            initialfile="results.csv",
            filetypes=[
                ("Table for spreadsheets", "*.csv"),
                ("JSON lines", "*.jsonl *.json"),
                ("Page with thumbnails", "*.html"),
            ],
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name + exporting.CSV_SUFFIX)
        rows = [item.row for item in window.session if item.row is not None]
        if path.suffix.lower() in page_export.SUFFIXES:
            page_export.PageExport(window, path, rows, window.model.contract)
            return
        class_names = window.model.contract.class_names
        window.pump.run_task(
            lambda: exporting.export(path, rows, class_names),
            lambda count: window.banner.show(
                f"The results of {wording.pictures(count)} were written to {path.name}."
            ),
            window.tell_error,
        )

    return action


def ask_model(window: Window) -> Action:
    """Use another model."""

    def action() -> None:
        name = filedialog.askdirectory(
            parent=window.root, title="Choose a model folder", mustexist=True
        )
        if name:
            window.model.choose(Path(name))

    return action


def copy_result(window: Window) -> Action:
    """Put the result of the current picture into the clipboard."""

    def action() -> None:
        item = window.browsing.current
        if item is not None:
            window.root.clipboard_clear()
            window.root.clipboard_append(wording.copied_text(item, window.model.contract))
            window.banner.show("The result was copied.")

    return action


def show_log(window: Window) -> Action:
    """Open the program's log."""

    def action() -> None:
        from app.ui.browser import open_with_system

        window.pump.run_task(
            lambda: open_with_system(log_file()), lambda _: None, window.tell_error
        )

    return action
