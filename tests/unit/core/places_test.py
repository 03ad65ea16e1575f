"""A bundle with a folder ``data`` beside it keeps everything there; any other uses the system's."""

import sys
from pathlib import Path

import pytest

from app.core import places

ALL = (
    places.data_folder,
    places.settings_file,
    places.log_file,
    places.received_folder,
    places.review_file,
)


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "stick" / "shelfwise"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return program.parent


def test_a_folder_beside_the_bundle_keeps_everything(bundle: Path) -> None:
    (bundle / "data").mkdir()
    found = [place() for place in ALL]
    assert all(place.is_relative_to(bundle / "data") for place in found)
    assert len(set(found)) == len(found)


def test_without_that_folder_the_system_says_where(bundle: Path) -> None:
    assert not any(place().is_relative_to(bundle) for place in ALL)


def test_a_folder_beside_a_python_is_not_the_program_s(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bundle / "data").mkdir()
    monkeypatch.setattr(sys, "frozen", False)
    assert not any(place().is_relative_to(bundle) for place in ALL)
