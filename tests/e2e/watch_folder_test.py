"""Screenshots that are saved into a watched folder come into the list by themselves."""

import json
from pathlib import Path

from tests.support.desktop import ROOT, Screen
from tests.support.dialogs import choose_folder, open_dialog

SAMPLE = ROOT / "assets" / "samples" / "cap.jpg"


def test_new_pictures_come_into_the_list_also_after_a_restart(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    folder = tmp_path / "screenshots"
    folder.mkdir()
    (folder / "old.jpg").write_bytes(SAMPLE.read_bytes())
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        choose_folder(program, "ctrl+shift+w", "Watch a folder", folder)
        program.wait_for_text("Watching", "screenshots")

        content = SAMPLE.read_bytes()
        with (folder / "new.jpg").open("wb") as stream:  # saved slowly, in two parts
            stream.write(content[:4000])
            stream.flush()
            stream.write(content[4000:])
        program.wait_for_title("1 picture")
        program.wait_for_text("new.jpg")
        assert program.close() == 0

    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        program.wait_for_text("Watching")
        (folder / "later.jpg").write_bytes(content)
        program.wait_for_text("later.jpg")
        program.press("ctrl+shift+w")
        program.wait_for_text("not watched any more")
        settings = json.loads(
            (screen.home / "config" / "shelfwise" / "settings.json").read_text(encoding="utf-8")
        )
        assert settings["watching"] is False


def test_what_is_sure_is_sorted(screen: Screen, tmp_path: Path) -> None:
    inbox, shelves = tmp_path / "inbox", tmp_path / "shelves"
    inbox.mkdir()
    shelves.mkdir()

    def save(*names: str) -> None:
        for name in names:
            (inbox / name).write_bytes((SAMPLE.parent / name).read_bytes())

    with screen.program() as program:
        program.wait_until_ready()
        choose_folder(program, "ctrl+shift+w", "Watch a folder", inbox)
        program.wait_for_text("Sort what comes into inbox, too", "Only list them")
        save("cap.jpg")
        program.wait_for_title("1 picture")
        assert (inbox / "cap.jpg").exists(), "nothing is moved before a person says so"
        choose_folder(program, "ctrl+alt+w", "Folder of the shelves", shelves)
        program.wait_for_text("1 file sorted: Accessories 1", "Undo")
        assert (shelves / "Accessories" / "cap.jpg").exists()

        save("notebook.jpg", "potted plant.jpg", "dress.jpg")
        screen.wait_for_file(shelves / "Fashion" / "dress.jpg")
        program.wait_for_title("4 pictures")
        undo = open_dialog(program, "ctrl+shift+u", "Undo sorting")
        undo.wait_for_text("1 file moved into shelves")
        undo.press("Return")
        undo.wait_for_text("1 file taken back")
        undo.press("Return")
        undo.wait_until_gone()
        save("pencils.jpg")
        screen.wait_for_file(shelves / "Stationery" / "pencils.jpg")
        assert {path.name for path in inbox.iterdir()} == {
            "dress.jpg",  # which a person wants here
            "notebook.jpg",
            "potted plant.jpg",
        }
        assert program.close() == 0


def test_the_settings_are_kept(screen: Screen, tmp_path: Path, small_published_model: Path) -> None:
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        dialog = open_dialog(program, "ctrl+comma", "Settings")
        dialog.wait_for_text("Appearance", "Sure from", "model's threshold")
        dialog.press("Right", "Right", "Tab", "Tab", "End", "Tab", "Tab", "space", "Tab")
        dialog.type(tmp_path / "nothing here")
        dialog.press("Return")
        dialog.wait_until_gone()
        program.wait_for_text("no model")
        file = screen.home / "config" / "shelfwise" / "settings.json"
        settings = json.loads(file.read_text(encoding="utf-8"))
        assert settings["appearance"] == "dark"
        assert settings["sure"] == 0.99
        assert settings["everything_is_a_product"] is True
        assert settings["model"] == "", "a model that was refused must not be remembered"
