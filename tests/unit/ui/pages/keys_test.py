"""The sheet of all keys: what does not fit is reached by the keys that it names."""

import tkinter as tk

import pytest


@pytest.fixture
def sheet(window):
    window.screen.show("keys")
    window.root.update()
    yield window.pages.keys
    window.screen.show("home")


def top_of(sheet: tk.Misc, words: str) -> int:
    """Where a label stands, in pixels of the screen."""
    pending = [sheet]
    while pending:
        widget = pending.pop()
        if widget.winfo_class() == "Label" and widget.cget("text") == words:
            return widget.winfo_rooty()
        pending.extend(widget.winfo_children())
    raise AssertionError(words)


def test_page_down_and_up_reach_what_is_below(window, sheet):
    end = sheet.winfo_rooty() + sheet.winfo_height()
    first = top_of(sheet, "Open picture")
    assert top_of(sheet, "Normal size") > end, "it fits: this test looks at nothing"
    while (before := top_of(sheet, "Normal size")) > end:
        window.commands.run("keys-down")
        window.root.update()
        assert top_of(sheet, "Normal size") < before
    for _ in range(40):
        window.commands.run("keys-up")
    window.root.update()
    assert top_of(sheet, "Open picture") == first
