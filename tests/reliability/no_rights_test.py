"""Without leave to read or to write: a sentence that says so, and everything is as it was."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import places, program_log
from app.core.answers import Failed
from app.core.errors import FileAccessError, ModelFolderError, PictureError
from app.core.models.folder import open_current
from app.core.pictures import images
from app.core.pictures.find import find_pictures
from app.core.review.corrections import keep_correction
from app.core.review.files import ReviewFiles
from app.core.review.results import csv_file
from app.core.settings import Settings, load_settings, save_changes
from app.core.shelving.journal import Journal
from app.core.shelving.shelve import Item, plan, shelve, unshelve
from tests.support.surroundings import in_child, obey_permissions


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """``photos`` with two pictures, ``shelves``, and ``home``; all can be removed in the end."""
    for name in ("photos", "shelves", "home"):
        (tmp_path / name).mkdir()
    for name in ("a.png", "b.png"):
        (tmp_path / "photos" / name).write_text(f"GIF89a {name}")
    yield tmp_path
    for folder, _, _ in os.walk(tmp_path):
        Path(folder).chmod(0o755)


def holds(check) -> bool:
    """Do ``check`` as somebody who is held to permissions, even where tests run as root."""

    def work() -> None:
        obey_permissions()
        check()

    return in_child(work)


def test_what_may_not_be_read_costs_only_itself(place: Path) -> None:
    secret = place / "photos" / "secret"
    secret.mkdir()
    (place / "photos" / "b.png").chmod(0)
    secret.chmod(0)

    def check() -> None:
        found = list(find_pictures([place / "photos"]))
        assert [item for item in found if isinstance(item, Path)] == [
            place / "photos" / "a.png",
            place / "photos" / "b.png",
        ]
        [failed] = [item for item in found if isinstance(item, Failed)]
        assert (failed.path, failed.error.code) == (secret, "no_permission")
        with pytest.raises(PictureError, match="may not be read"):
            images.read_bytes(place / "photos" / "b.png")

    assert holds(check)


def test_a_home_that_may_not_be_written_is_a_sentence_each_time(place: Path) -> None:
    home = place / "home"
    (home / "settings.json").write_text('{"appearance": "dark"}')
    home.chmod(0o555)

    def refused(work) -> None:
        with pytest.raises(FileAccessError) as error:
            work()
        assert "Permission denied" in error.value.message, error.value.message

    def check() -> None:
        settings = load_settings(home / "settings.json")
        assert settings.appearance == "dark"
        refused(lambda: save_changes(home / "settings.json", settings, {"scale": 1.5}))
        refused(lambda: save_changes(home / "deep" / "settings.json", Settings(), {}))
        refused(lambda: ReviewFiles(home / "review.jsonl").look())
        refused(lambda: ReviewFiles(home / "review.jsonl").begin([], ("a", "b"), "m", []))
        refused(lambda: keep_correction(home / "kept", place / "photos" / "a.png", "bags"))
        refused(lambda: Journal(home / "journals" / "1.jsonl", "copy", []))
        refused(lambda: csv_file(home / "results.csv", ("a", "b")).__enter__())
        program_log.log_file = lambda: home / "log" / "shelfwise.log"
        program_log.log_error(ValueError("of the program"))

    assert holds(check)
    assert [path.name for path in home.iterdir()] == ["settings.json"]


def test_settings_that_may_not_be_read_are_not_lost(place: Path) -> None:
    file = place / "home" / "settings.json"
    file.write_text('{"appearance": "dark"}')
    file.chmod(0)

    def check() -> None:
        assert load_settings(file) == Settings()
        save_changes(file, Settings(), {"scale": 1.5})

    assert holds(check)
    assert '{"appearance": "dark"}' in [
        path.read_text() for path in file.parent.glob("settings.json*")
    ]


@pytest.mark.parametrize("disk", ["same disk", "other disk"])
def test_what_may_not_be_removed_is_not_moved(
    place: Path, disk: str, request: pytest.FixtureRequest
) -> None:
    if disk == "other disk":
        request.getfixturevalue("other_disk")
    photos = place / "photos"
    photos.chmod(0o555)

    def check() -> None:
        steps = plan([Item(photos / "a.png", "bags")], place / "shelves")
        report = shelve(steps, place / "journal", move=True)
        assert (report.done, len(report.failed)) == (0, 1)
        assert "Permission denied" in report.failed[0].message
        assert list((place / "shelves" / "bags").iterdir()) == []
        assert unshelve(place / "journal").failed == ()

    assert holds(check)
    assert (photos / "a.png").read_text() == "GIF89a a.png"


def test_a_shelf_that_may_not_be_written_costs_only_its_own_files(place: Path) -> None:
    (place / "shelves" / "bags").mkdir()
    (place / "shelves" / "bags").chmod(0o555)

    def check() -> None:
        items = [Item(place / "photos" / "a.png", "bags"), Item(place / "photos" / "b.png", "pens")]
        report = shelve(plan(items, place / "shelves"), place / "journal", move=True)
        assert (report.done, [error.code for error in report.failed]) == (1, ["cannot_shelve"])

    assert holds(check)
    assert (place / "photos" / "a.png").read_text() == "GIF89a a.png"
    assert (place / "shelves" / "pens" / "b.png").read_text() == "GIF89a b.png"


def test_models_that_may_not_be_read_are_a_sentence_and_an_older_one_is_used(
    place: Path, monkeypatch: pytest.MonkeyPatch, make_version
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "home"))
    models = places.user_models()
    for version in ("1", "2"):
        make_version(models / version)
    (models / "2").chmod(0)

    def one_is_not() -> None:
        opened, [refused] = open_current(places.model_location(None, None))
        assert opened.path == models / "1"
        assert "cannot be read (Permission denied)" in refused.message

    def none_is() -> None:
        with pytest.raises(ModelFolderError, match=r"cannot be read \(Permission denied\)"):
            open_current(places.model_location(None, None))

    assert holds(one_is_not)
    for closed in (models, models.parent, place / "home"):
        closed.chmod(0)
        assert holds(none_is), closed
        closed.chmod(0o755)
