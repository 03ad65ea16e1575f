"""Commands that open a dialog or run beside the list, for the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.commands import Command
from app.ui.flows.results_opening import ask_results

if TYPE_CHECKING:
    from app.ui.window import Window


def opening(window: Window) -> list[Command]:
    """Other ways in."""
    return [
        Command(
            "open-results",
            "File",
            "Open results...",
            ask_results(window),
            ("Ctrl+Shift+E",),
            enabled=lambda: window.model.folder is not None,
        ),
        Command(
            "watch-folder",
            "File",
            "Watch a folder...",
            window.tools.watching.toggle,
            ("Ctrl+Shift+W",),
            checked=lambda: window.tools.watching.folder is not None,
        ),
    ]


def sorting(window: Window) -> list[Command]:
    """Files into class folders, and back."""
    return [
        Command(
            "sort-files",
            "File",
            "Sort into folders...",
            lambda: _sort(window),
            ("Ctrl+Shift+S",),
            enabled=lambda: window.session.counts.done > 0 and not window.classifying.running,
        ),
        Command(
            "undo-sorting",
            "File",
            "Undo sorting...",
            lambda: _undo_sorting(window),
            ("Ctrl+Shift+U",),
        ),
    ]


def settings(window: Window) -> list[Command]:
    """The settings."""
    return [
        Command(
            "settings",
            "File",
            "Settings...",
            lambda: _settings(window),
            ("Ctrl+,",),
            separated=True,
        )
    ]


def model(window: Window) -> list[Command]:
    """Versions, and a new one."""
    return [
        Command(
            "versions",
            "Model",
            "Versions...",
            lambda: _versions(window),
            ("Ctrl+Shift+I",),
        ),
        Command(
            "refresh-model",
            "Model",
            "Refresh the model...",
            lambda: window.show_page("refresh"),
            ("Ctrl+R",),
            separated=True,
        ),
    ]


def _sort(window: Window) -> None:
    from app.ui.dialogs.shelving import ShelvingDialog

    rows = [item.row for item in window.session if item.row is not None]
    ShelvingDialog(window, rows)


def _undo_sorting(window: Window) -> None:
    from app.ui.dialogs.undo import UndoDialog

    UndoDialog(window)


def _settings(window: Window) -> None:
    from app.ui.dialogs.settings import SettingsDialog

    SettingsDialog(window)


def _versions(window: Window) -> None:
    from app.ui.dialogs.versions import VersionsDialog

    VersionsDialog(window)
