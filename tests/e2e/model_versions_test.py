"""A model published while the program runs is used at once; a broken one is refused."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.models.folder import TWIN_PATH, current_version, read_contract, write_contract
from tests.support.desktop import Screen
from tests.support.dialogs import open_dialog


@pytest.fixture
def collection(tmp_path: Path, small_published_model: Path) -> Path:
    """A collection of its own, with version 1."""
    return Path(shutil.copytree(small_published_model, tmp_path / "models"))


def publish_copy(collection: Path, version: int, *, broken: bool = False) -> None:
    """Put a copy of version 1 into use as another version, as publishing does: by a rename."""
    staging = Path(shutil.copytree(collection / "1", collection / ".staging"))
    write_contract(staging, replace(read_contract(staging), version=version))
    if broken:
        (staging / TWIN_PATH).write_bytes((staging / TWIN_PATH).read_bytes()[:5000])
    staging.rename(collection / str(version))


def test_a_new_version_is_picked_up_and_a_broken_one_is_refused(
    screen: Screen, collection: Path
) -> None:
    with screen.program("--model", collection) as program:
        program.wait_until_ready()
        program.press("ctrl+i")
        program.wait_for_title("About model 1")
        publish_copy(collection, 2)
        program.wait_for_title("About model 2")

        publish_copy(collection, 3, broken=True)
        program.wait_for_text("damaged", "Version 2 is used")
        program.wait_for_title("About model 2")


def test_an_older_version_is_used_until_the_newest_is_chosen_again(
    screen: Screen, collection: Path
) -> None:
    publish_copy(collection, 2)
    with screen.program("--model", collection) as program:
        program.wait_until_ready()
        program.press("ctrl+i")
        program.wait_for_title("About model 2")
        dialog = open_dialog(program, "ctrl+shift+i", "Versions of the model")
        dialog.wait_for_text("Version 2, in use", "Version 1")
        dialog.press("Down", "Return")
        program.wait_for_title("About model 1")
        assert current_version(collection) == 1

        dialog = open_dialog(program, "ctrl+shift+i", "Versions of the model")
        dialog.wait_for_text("Version 1, in use because it was chosen")
        dialog.press("Up", "Return")
        program.wait_for_title("About model 2")
        assert not (collection / "pin.json").exists()


def test_a_damaged_version_cannot_be_chosen(screen: Screen, collection: Path) -> None:
    publish_copy(collection, 2)
    (collection / "1" / TWIN_PATH).write_bytes(b"")
    with screen.program("--model", collection) as program:
        program.wait_until_ready()
        dialog = open_dialog(program, "ctrl+shift+i", "Versions of the model")
        dialog.wait_for_text("Version 2, in use", "Version 1")
        dialog.press("Down", "Return")
        program.wait_for_text("damaged")
        assert current_version(collection) == 2
        program.press("ctrl+i")
        program.wait_for_title("About model 2")
