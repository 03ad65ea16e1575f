"""Another size of text and widgets: nothing comes back that was hidden, and the window stays."""

import tkinter as tk
from collections.abc import Iterator
from typing import get_args

import pytest

from app.core.settings import Settings
from app.ui.state.screen import Page
from tests.unit.ui.conftest import add

PAGES = get_args(Page)


@pytest.fixture
def full(window) -> Iterator[object]:
    """A window in which every page was on screen, and a sentence was told and taken away."""
    add(window.lists.session, "a.jpg", "b.jpg")
    window.lists.shown = next(iter(window.lists.session))
    window.tells.say("Once.", "error", ("Undo", print), ("Redo", print))
    for page in PAGES:
        window.screen.show(page)
        window.root.update()
    window.tells.say("")
    yield window
    window.flows.configuring.zoom(0)
    window.lists.shown = None
    window.flows.classifying.clear()
    window.tells.say("")
    window.root.update()


def in_sight(widget: tk.Misc) -> set[str]:
    """The paths of all widgets that are on screen."""
    paths = {str(widget)} if widget.winfo_viewable() else set()
    return paths.union(*map(in_sight, widget.winfo_children()))


@pytest.mark.parametrize("page", PAGES)
def test_zooming_brings_nothing_back_that_was_hidden(full, page):
    full.screen.show(page)
    full.root.update()
    before = in_sight(full.root)
    for steps in (1, 0):
        full.flows.configuring.zoom(steps)
        full.root.update()
        stage = full.frame.stage
        assert [str(part) for part in stage.winfo_children() if part.winfo_viewable()] == [
            str(full.pages._front)
        ]
    assert in_sight(full.root) == before


def test_what_was_hidden_at_another_size_comes_back_at_this_one(full):
    full.screen.show("list")
    full.root.update()
    clear = full.pages.list._filter._clear
    full.lists.rows.narrow(text="a")
    full.root.update()
    gap = clear.grid_info()["padx"]
    full.lists.rows.narrow(text="")
    full.flows.configuring.zoom(3)
    full.lists.rows.narrow(text="a")
    full.root.update()
    assert clear.winfo_viewable()
    assert clear.grid_info()["padx"][0] > gap[0]
    full.lists.rows.narrow(text="")


def test_zooming_leaves_the_window_as_large_as_it_is(full):
    full.screen.show("home")
    full.root.geometry("950x640")
    full.root.update()
    before = full.root.geometry(), full.root.wm_maxsize()
    for steps in (1, 1, -1, 0):
        full.flows.configuring.zoom(steps)
        full.root.update()
    assert (full.root.geometry(), full.root.wm_maxsize()) == before
    full.root.geometry("900x600")
    full.root.update()


def test_a_dialog_that_was_closed_is_forgotten_by_the_next_zoom(window, on_screen, monkeypatch):
    from app.ui.dialogs.privacy import PrivacyDialog
    from app.ui.dialogs.settings import SettingsDialog
    from app.ui.dialogs.shelving import ShelvingDialog
    from app.ui.dialogs.undo import UndoDialog
    from app.ui.dialogs.versions import VersionsDialog

    failed: list[BaseException] = []
    monkeypatch.setattr(window.root, "on_error", failed.append)
    host, flows = window.host, window.flows
    for open_dialog in (
        lambda: SettingsDialog(
            host, Settings(), 0.8, False, lambda wanted, watch: None, lambda: None
        ),
        lambda: PrivacyDialog(host, flows.privacy, lambda: None),
        lambda: ShelvingDialog(host, {"All": []}, None, flows.preferences, lambda moved: None),
        lambda: UndoDialog(host, lambda moved: None),
        lambda: VersionsDialog(host, flows.model),
    ):
        dialog = open_dialog()
        on_screen()
        dialog.destroy()
    flows.configuring.zoom(1)
    on_screen()
    flows.configuring.zoom(0)
    on_screen()
    assert failed == []
