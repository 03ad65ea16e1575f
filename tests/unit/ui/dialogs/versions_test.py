"""One list shows what is one's own and what was shipped; one click leads back to the latter."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core import places
from app.core.models.history import note_use
from app.core.models.in_use import Version
from app.ui.dialogs.versions import VersionsDialog
from tests.support.desktop import wait_for
from tests.support.fixtures import contract as contract
from tests.support.fixtures import make_version as make_version


@pytest.fixture
def dialog(window, on_screen, tmp_path, monkeypatch, make_version) -> VersionsDialog:
    """Own version 4 is in use, 3 was shipped."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(places, "shipped_models", lambda: tmp_path / "shipped")
    own = make_version(places.user_models() / "4")
    make_version(tmp_path / "shipped" / "3")
    note_use(own, 4)
    used: list[object] = []
    model = SimpleNamespace(
        collection=places.user_models(),
        folder=SimpleNamespace(path=own),
        is_shipped=False,
        used=used,
        use_version=used.append,
        use_shipped=lambda: used.append("shipped"),
    )
    dialog = VersionsDialog(window.host, model)

    def listed() -> bool:
        window.pump.drain()
        return bool(dialog._found)

    wait_for(listed, 10)
    on_screen()
    return dialog


def button(dialog: VersionsDialog, text: str):
    return next(part for part in dialog.footer.winfo_children() if part.text == text)


def test_own_and_shipped_versions_are_one_list(dialog: VersionsDialog) -> None:
    assert [entry.title for entry in dialog._found] == ["Version 4, in use", "Version 3, shipped"]
    own, shipped = (entry.below for entry in dialog._found)
    assert "put into use 20" in own and "put into use" not in shipped


def test_the_other_one_can_be_chosen(dialog: VersionsDialog, on_screen, tmp_path: Path) -> None:
    dialog._list._move(1)
    on_screen()
    button(dialog, "Use this version").press()
    assert dialog._model.used == [Version(tmp_path / "shipped" / "3", 3, True)]


def test_one_click_leads_back_to_the_shipped_model(dialog: VersionsDialog) -> None:
    button(dialog, "Back to the shipped model").press()
    assert dialog._model.used == ["shipped"]
