"""What a person reads before a training, and what is put right before it."""

import shutil
import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import customtkinter as ctk
import numpy as np
import pytest

from app.core import places
from app.core.errors import PictureError
from app.core.pictures.photo_folder import ClassCount, PhotoFolder
from app.core.refresh_run import Plan
from app.ui.refresh import checking, page
from app.ui.refresh.checking import CheckPage, FolderCheck, Heard, check_words
from app.ui.refresh.form import RefreshForm
from app.ui.refresh.form_words import remarks, what_will_happen
from app.ui.refresh.missing import InstallPage, _in_words
from app.ui.refresh.tiles import Tiles
from app.ui.widgets import labels
from app.ui.widgets.fields import hint
from app.ui.window import Window
from tests.support.desktop import wait_for


def settle(window: Window, done: object) -> None:
    wait_for(lambda: (window.pump.drain(), window.root.update(), done())[-1], 20)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("bags/tote/a.jpg", "bags/b.jpg", "pens/c.jpg", "f.jpg"):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "photos"


@pytest.fixture
def form(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[RefreshForm]:
    started: list[Plan] = []
    monkeypatch.setattr(window.pages.refreshing, "start", started.append)
    window.screen.show("refresh")
    content = window.pages.training._content
    assert isinstance(content, RefreshForm)
    content.started = started
    content._data.put("")
    yield content
    shutil.rmtree(places.runs_folder(), ignore_errors=True)  # else it is offered to be resumed
    window.tells.say("")
    window.screen.show("home")


def test_a_folder_is_told_at_once(window: Window, form: RefreshForm, photos: Path) -> None:
    assert not form._start.enabled
    window.root.update()
    assert not form._table.winfo_ismapped(), "there is no hole where nothing is to be told"
    form._data.put(str(photos))
    settle(window, lambda: form._found is not None)
    assert form._table.winfo_manager()
    said = [label.cget("text") for label in form._table.winfo_children()]
    assert said[3:9] == ["bags", "2", "tote", "pens", "1", ""]
    assert "beside the class folders" in form._remarks.cget("text")


def test_a_wrong_folder_says_so_before_anything_starts(
    window: Window, form: RefreshForm, tmp_path: Path
) -> None:
    form._data.put(str(tmp_path / "nowhere"))
    form._kept = 3  # corrections alone would be enough
    settle(window, lambda: "is not a folder" in form._remarks.cget("text"))
    assert not form._start.enabled
    form._begin()
    window.pump.drain()
    assert form.started == []


def test_from_scratch_has_named_fields(window: Window, form: RefreshForm, photos: Path) -> None:
    form._data.put(str(photos))
    settle(window, lambda: form._found is not None)
    form._scratch.press()
    assert form._start.enabled
    form._texts[1].put("3")
    form._texts[-1].put("--base-weights random")
    form._start.press()
    settle(window, lambda: form.started)
    [plan] = form.started
    assert plan.from_scratch
    assert plan.options == ("--epochs", "3", "--base-weights", "random")
    form._scratch.press()


def test_what_is_odd_is_said_in_words() -> None:
    found = PhotoFolder(
        Path("photos"),
        (ClassCount("bags", 90, {}, True), ClassCount("hats", 3, {}, False)),
        2,
        1,
        4,
        (Path("bags/a.jpg"),),
    )
    assert "1 picture beside the class folders is" in "".join(remarks(replace(found, beside=1)))
    said = "\n".join(remarks(found))
    for part in ("no class hats", "Fewer than 10 photos: hats", "bags/a.jpg", "2 pictures beside"):
        assert part in said
    assert "4 exact copies; 1 folder of the system" in said


@pytest.mark.parametrize(
    ("photos", "corrections", "scratch", "words"),
    [
        (75, 5, False, "learns from 75 photos and 5 corrections, in about"),
        (0, 1, False, "learns from 1 correction,"),
        (0, 0, False, "there are no corrections yet"),
        (0, 3, True, "Choose a folder"),
        (300, 0, True, "several hours"),
    ],
)
def test_what_will_happen_is_said(photos: int, corrections: int, scratch: bool, words: str) -> None:
    assert words in what_will_happen(photos, corrections, scratch=scratch)


class Process:
    """Stands in for the audit's process."""

    asked: ClassVar[list[list[str]]] = []
    stopped = 0

    def __init__(self, command: list[str], *_: object) -> None:
        Process.asked.append(command)

    def stop(self) -> None:
        Process.stopped += 1


@pytest.fixture
def model_in_use(form: RefreshForm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A model that can be asked, and nobody who has been asked yet."""
    monkeypatch.setattr(checking, "TrainingProcess", Process)
    monkeypatch.setattr(Process, "asked", [])
    monkeypatch.setattr(Process, "stopped", 0)
    form._model = SimpleNamespace(folder=SimpleNamespace(path=tmp_path / "model"), contract=None)
    return tmp_path / "model"


def test_photos_that_look_like_another_class_are_told_and_shown_without_asking_again(
    window: Window, model_in_use: Path, form: RefreshForm, photos: Path
) -> None:
    form._data.put(str(photos))
    settle(window, lambda: Process.asked)
    [command] = Process.asked
    assert str(photos) in command and str(model_in_use) in command
    asking = form._asking
    finding = {"event": "finding", "kind": "label_error", "title": "Possible label error"}
    finding |= {"advice": "Look.", "urgency": "check", "detail": "Pens 90 %"}
    for path in ("bags/b.jpg", "bags/tote/a.jpg"):
        asking._heard(Heard(asking._number, finding | {"paths": [path]}))
    asking._heard(Heard(asking._number, None))
    said = form._remarks.cget("text")
    assert "2 photos look like another class, bags/b.jpg for one" in said
    form._check.press()
    assert isinstance(window.pages.training._content, CheckPage)
    assert window.pages.training._check is asking
    assert (len(Process.asked), Process.stopped) == (1, 0)
    window.pages.training._leave_check()


def test_nobody_is_asked_about_a_folder_that_is_no_longer_looked_at(
    window: Window, model_in_use: Path, form: RefreshForm, photos: Path
) -> None:
    form._data.put(str(photos))
    settle(window, lambda: Process.asked)
    form._data.put(str(photos / "bags"))
    settle(window, lambda: len(Process.asked) == 2)
    assert Process.stopped == 1
    form.destroy()
    assert Process.stopped == 2
    window.pages.training._shown = ""  # it is built anew


@pytest.fixture
def check(window: Window, photos: Path, monkeypatch: pytest.MonkeyPatch) -> FolderCheck:
    monkeypatch.setattr(checking, "TrainingProcess", Process)
    check = FolderCheck(window.pages._host, photos, None)
    finding = {"event": "finding", "kind": "label_error", "title": "Possible label error"}
    finding |= {"advice": "Look.", "urgency": "check", "detail": "pens 90 %"}
    for path in ("bags/tote/a.jpg", "bags/b.jpg"):
        check._heard(Heard(check._number, finding | {"paths": [path]}))
    audited = {"event": "audited", "pictures": 3, "classes": ["bags", "pens"]}
    check._heard(Heard(check._number, audited))
    check._heard(Heard(check._number, None))
    return check


def test_a_mistake_is_put_right_and_taken_back(
    window: Window, check: FolderCheck, photos: Path
) -> None:
    assert check_words(check) == "2 things to look at."
    [problem] = check.problems.values()
    first, second = problem.photos
    check.put_right("label_error", first, "pens")
    settle(window, lambda: check.done)
    assert (photos / "pens/tote/a.jpg").read_text() == "bags/tote/a.jpg"
    check.put_right("label_error", second, None)
    settle(window, lambda: len(check.done) == 2)
    assert not (photos / "bags/b.jpg").exists()
    assert check_words(check).startswith("Nothing is wrong. 2 pictures moved")
    for left in (1, 2):
        check.undo()
        settle(window, lambda left=left: len(problem.photos) == left)
    assert (photos / "bags/b.jpg").exists()
    assert (photos / "bags/tote/a.jpg").exists()


def test_what_is_wrong_with_a_folder_is_told_but_the_folder_is_not_moved(
    window: Window, check: FolderCheck
) -> None:
    few = {"event": "finding", "kind": "few_photos", "title": "Class with few photos"}
    few |= {"advice": "Collect more.", "urgency": "check", "detail": "2 photos"}
    check._heard(Heard(check._number, few | {"paths": ["bags"], "folders": True}))
    assert check_words(check) == "3 things to look at."
    made = CheckPage(window.root, window.pages._host, FakeDecoders(), check, lambda: None)
    made.show()
    texts = [
        part.cget("text") for part in made._body.winfo_children() if isinstance(part, ctk.CTkLabel)
    ]
    assert "bags: 2 photos" in texts
    tiles = [part for part in made._body.winfo_children() if isinstance(part, Tiles)]
    assert [len(part.winfo_children()) for part in tiles] == [2]
    made.destroy()


class FakeDecoders:
    """Stands for the processes that decode; the pictures here are none."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def picture(self, path: Path, side: int) -> np.ndarray:
        self.asked.append(path.name)
        if path.name == "b.jpg":
            raise PictureError("damaged", "b.jpg is damaged.")
        return np.full((side, side, 3), 200, np.uint8)


def test_its_pictures_are_decoded_elsewhere_and_one_that_cannot_be_leaves_its_place(
    window: Window, check: FolderCheck
) -> None:
    decoders = FakeDecoders()
    made = CheckPage(window.root, window.pages._host, decoders, check, lambda: None)
    made.show()
    canvases = [
        part
        for group in made._body.winfo_children()
        for tile in group.winfo_children()
        for part in tile.winfo_children()
        if type(part) is tk.Canvas
    ]
    assert len(canvases) == 2
    settle(window, lambda: any(canvas.find_all() for canvas in canvases))
    assert sorted(decoders.asked) == ["a.jpg", "b.jpg"]
    assert [len(canvas.find_all()) for canvas in canvases] == [1, 0]
    made.destroy()


def test_tiles_take_the_room_that_there_is_and_no_more(window: Window, photos: Path) -> None:
    frame = ctk.CTkFrame(window.root, width=900, height=400)
    frame.grid_propagate(False)
    frame.grid_columnconfigure(0, weight=1)
    frame.place(x=0, y=0)
    tiles = Tiles(frame, window.pages._host, FakeDecoders(), 100)
    tiles.grid(sticky="ew")
    made = [tiles.add(photos / "pens/c.jpg") for _ in range(7)]
    for width, beside in ((900, 7), (400, 3), (60, 1), (700, 5)):
        frame.configure(width=width)
        settle(window, lambda beside=beside: tiles._columns == beside)
        window.root.update()
        right = [tile.winfo_x() + 100 for tile in made]
        assert max(right) <= max(width, 100)
        assert [tile.grid_info()["row"] for tile in made] == [n // beside for n in range(7)]
    frame.destroy()


def test_a_training_that_begins_ends_the_offer_to_resume_another(
    form: RefreshForm, window: Window, tmp_path: Path
) -> None:
    window.tells.say("A training was stopped.", "question", ("Resume it", lambda: None))
    assert window.tells.message
    window.pages.training._begin(Plan(tmp_path, None))
    assert not window.tells.message and form.started == [Plan(tmp_path, None)]


def test_training_can_be_installed_from_its_page(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[bool] = []

    class Installation:
        def run(self, told: object) -> None:
            told("Collecting tensorflow")
            installed.append(True)

        def stop(self) -> None: ...

    monkeypatch.setattr("app.ui.refresh.missing.Installation", Installation)
    monkeypatch.setattr(page, "training_available", lambda: bool(installed))
    window.screen.show("refresh")
    window.pages.training.show()
    content = window.pages.training._content
    assert isinstance(content, InstallPage)
    content._now.press()
    settle(window, lambda: isinstance(window.pages.training._content, RefreshForm))
    window.screen.show("home")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Installing TensorFlow", "Installing TensorFlow"),
        ("Collecting tensorflow<3,>=2.19 (from shelfwise)", "Looking for tensorflow"),
        (
            "Downloading tensorflow-2.20.0-cp312-cp312-manylinux_2_17_x86_64.whl (620.6 MB)",
            "Downloading tensorflow (620.6 MB)",
        ),
        (
            "Downloading https://x/y/scikit_learn-1.9.1.whl (9 MB)",
            "Downloading scikit_learn (9 MB)",
        ),
        ("Installing collected packages: namex, libclang, six", "Unpacking 3 packages"),
        ("WARNING: Location 'x' is ignored", ""),
    ],
)
def test_what_pip_says_is_put_into_words(line: str, words: str) -> None:
    assert _in_words(line) == words


@pytest.mark.parametrize("make", [labels.paragraph, hint])
def test_a_text_that_was_short_takes_the_room_that_there_is(
    window: Window, make: Callable[..., ctk.CTkLabel]
) -> None:
    frame = ctk.CTkFrame(window.root, width=600, height=200)
    frame.grid_propagate(False)
    frame.grid_columnconfigure(0, weight=1)
    made = make(frame, window.host.look)
    made.grid(row=0, sticky="ew")
    frame.place(x=0, y=0)
    settle(window, lambda: made.winfo_width() > 500)
    for text in ("a short one", "word " * 20, "x", "word " * 30):
        made.configure(text=text)
        window.root.update()
    assert made.cget("wraplength") > 500
    frame.destroy()
