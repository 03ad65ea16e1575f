"""Opens results that were written before, so that a review goes on from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.ui.look import wording
from app.ui.threads.messages import Answered, FoundItem

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.ui.window import Window

_CHUNK = 500  # rows taken in at a time, so that the window never waits
_PAUSE_MS = 5


def ask_results(window: Window) -> Callable[[], None]:
    """Ask for a results file and bring its rows into the list."""

    def action() -> None:
        name = filedialog.askopenfilename(
            parent=window.root,
            title="Open results",
            initialdir=window.settings.last_folder or None,
            filetypes=[("Results", "*.csv *.jsonl *.ndjson *.json"), ("All files", "*")],
        )
        if name:
            open_results_file(window, Path(name))

    return action


def open_results_file(window: Window, path: Path) -> None:
    """Bring the rows of a results file into the list, without asking the model again."""
    contract = window.model.contract
    if contract is None:
        return

    def read() -> list[Row]:
        from app.core.review.opened_results import open_results

        return open_results(path, contract.class_names, contract.names_by_display_name)

    window.pump.run_task(read, lambda rows: _take(window, path, rows), window.tell_error)


def _take(window: Window, path: Path, rows: Sequence[Row], start: int = 0) -> None:
    session = window.session
    for row in rows[start : start + _CHUNK]:
        [item] = session.add([FoundItem(row.path, failed=row if row.error else None)])
        if not row.error:
            session.record(Answered(item.id, row, None))
    following = start + _CHUNK
    if following < len(rows):
        window.root.after(_PAUSE_MS, lambda: _take(window, path, rows, following))
        return
    window.keeper.arrived()
    window.rows.least_sure_first()
    window.show_page("list")
    window.banner.show(f"{wording.results(len(rows))} of {path.name} opened.")
