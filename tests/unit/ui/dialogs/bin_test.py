"""Files go to the bin after a question; what cannot go is told of and stays in the list."""

from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.ui.dialogs.bin import BinDialog
from app.ui.state.session import Session
from app.ui.widgets.text_panel import TextPanel
from tests.support.desktop import wait_for
from tests.unit.ui.conftest import add


@pytest.fixture
def binned(monkeypatch) -> list[Path]:
    """What went to the bin; a file named *stuck* does not."""
    binned: list[Path] = []

    def move(path: Path) -> None:
        if path.stem == "stuck":
            raise FileAccessError("cannot_bin", f"{path} could not be moved.")
        binned.append(path)

    monkeypatch.setattr("app.ui.dialogs.bin.move_to_bin", move)
    return binned


@pytest.fixture
def session(window, on_screen) -> Session:
    session = Session()
    window.lists.use(session)
    add(session, "a.jpg", "b.jpg", "stuck.jpg")
    window.screen.show("list")
    on_screen()
    yield session
    window.lists.use(Session())
    window.screen.show("home")


def buttons(dialog: BinDialog) -> dict:
    return {button.text: button for button in dialog.footer.winfo_children()}


def run(window, dialog: BinDialog, on_screen) -> None:
    """Press the button, and wait for what comes of it."""
    buttons(dialog)["Move to the bin"].press()

    def over() -> bool:
        window.pump.drain()
        on_screen()
        return not dialog.winfo_exists() or "Close" in buttons(dialog)

    wait_for(over, 10)


def test_nothing_is_moved_before_the_answer(window, on_screen, session, binned):
    window.lists.rows.select(next(iter(session)))
    window.commands.run("move-to-bin")
    on_screen()
    [dialog] = [part for part in window.root.winfo_children() if isinstance(part, BinDialog)]
    buttons(dialog)["Cancel"].press()
    assert (binned, len(session)) == ([], 3)


def test_they_leave_the_list_and_the_dialog_closes(window, on_screen, session, binned):
    chosen = list(session)[:2]
    dialog = BinDialog(window.host, chosen, window.flows.classifying.forget)
    on_screen()
    run(window, dialog, on_screen)
    assert [path.name for path in binned] == ["a.jpg", "b.jpg"]
    assert [item.path.name for item in session] == ["stuck.jpg"]
    assert not dialog.winfo_exists()
    assert window.tells.message == "2 files moved to the bin."


def test_what_cannot_go_stays_and_is_told_of(window, on_screen, session, binned):
    dialog = BinDialog(window.host, list(session), window.flows.classifying.forget)
    on_screen()
    run(window, dialog, on_screen)
    assert [item.path.name for item in session] == ["stuck.jpg"]
    [panel] = [part for part in dialog.body.winfo_children() if isinstance(part, TextPanel)]
    assert panel.winfo_ismapped()
    dialog.leave()
