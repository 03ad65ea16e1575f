"""Sorting asks what is to be sorted and how, and tells afterwards what was left where it was."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.answers import Row, Verdict
from app.core.models.folder import Contract
from app.ui.dialogs import shelving
from app.ui.dialogs.shelving import ShelvingDialog
from app.ui.menus.file import sortable
from app.ui.state.filters import Filter
from app.ui.state.lists import Lists
from app.ui.widgets.controls import Choice
from tests.support.desktop import wait_for
from tests.unit.ui.conftest import add, answer


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """Two sure, one unsure, one refused and one unreadable picture of three products."""

    def row(name: str, verdict: Verdict) -> Row:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        return Row(path, verdict, "bags", (0.9, 0.1), 0.1)

    return [
        row("A/01.jpg", Verdict.SURE),
        row("B/01.jpg", Verdict.SURE),
        row("B/02.jpg", Verdict.UNSURE),
        row("C/01.jpg", Verdict.NOT_ONE_OF_THESE),
        Row(tmp_path / "in" / "C" / "02.jpg", error=("damaged", "It is damaged.")),
    ]


@pytest.fixture
def opened(window, on_screen, tmp_path, monkeypatch):
    """Opens the dialog over parts of a list, with its preview made."""
    monkeypatch.setattr(shelving, "journals_folder", lambda: tmp_path / "journals")
    monkeypatch.setattr("app.core.shelving.preview.journals_folder", lambda: tmp_path / "journals")
    window.flows.preferences.remember(shelves_folder=str(tmp_path / "out"))

    def opened(contract: Contract | None = None, **parts: list[Row]) -> ShelvingDialog:
        preferences = window.flows.preferences
        dialog = ShelvingDialog(window.host, parts, contract, preferences, lambda _: None)
        planned(window, on_screen, dialog)
        return dialog

    return opened


def planned(window, on_screen, dialog: ShelvingDialog) -> None:
    def made() -> bool:
        on_screen()
        window.host.pump.drain()
        return dialog._preview is not None

    wait_for(made, 10)


def targets(dialog: ShelvingDialog, tmp_path: Path) -> list[str]:
    steps = dialog._preview.steps
    return [step.target.relative_to(tmp_path / "out").as_posix() for step in steps]


def press(window, on_screen, dialog: ShelvingDialog, words: str, times: int = 1) -> None:
    """Go to the right, as a person does with the keyboard, in the choice that offers ``words``."""
    parts = (part for part in dialog.body.winfo_children() if isinstance(part, Choice))
    choice = next(part for part in parts if any(words in word for word in part._words))
    choice.focus_force()
    for _ in range(times):
        choice.event_generate("<Right>")
    planned(window, on_screen, dialog)


def test_product_folders_are_kept_and_what_is_unsure_stays_apart(
    window, on_screen, opened, rows, tmp_path
):
    dialog = opened(All=rows)
    assert targets(dialog, tmp_path) == ["bags/A/01.jpg", "bags/B/01.jpg", "not sure/B/02.jpg"]
    press(window, on_screen, dialog, "Before the name")
    assert targets(dialog, tmp_path)[:2] == ["bags/A_01.jpg", "bags/B_01.jpg"]
    press(window, on_screen, dialog, "Left out")
    assert targets(dialog, tmp_path)[:2] == ["bags/01.jpg", "bags/01 (2).jpg"]


def test_what_was_refused_can_go_with_the_nearest_class(window, on_screen, opened, rows, tmp_path):
    dialog = opened(All=rows)
    press(window, on_screen, dialog, "With the nearest class", times=2)
    assert "bags/C/01.jpg" in targets(dialog, tmp_path)


def test_only_a_part_of_the_list_is_sorted_into_the_same_places(
    window, on_screen, opened, rows, tmp_path
):
    dialog = opened(**{"All": rows, "Only chosen": rows[:1]})
    press(window, on_screen, dialog, "Only chosen 1")
    assert targets(dialog, tmp_path) == ["bags/A/01.jpg"]


def test_it_tells_what_was_left_and_shows_the_folder(
    window, on_screen, opened, rows, tmp_path, monkeypatch
):
    shown: list[Path] = []
    monkeypatch.setattr("app.ui.dialogs.results.open_with_system", shown.append)
    for done, sentences in [
        (3, ["2 left in place: 1 not one of these, 1 not readable."]),
        (1, ["2 already there: skipped.", "2 left in place"]),
    ]:
        dialog = opened(All=rows)
        assert len(dialog._preview.steps) == done
        dialog._start.press()

        def finished(dialog: ShelvingDialog = dialog) -> bool:
            on_screen()
            window.host.pump.drain()
            return any(button.text == "Show folder" for button in dialog._buttons)

        wait_for(finished, 10)
        text = " ".join(
            part.cget("text") for part in dialog.body.winfo_children() if hasattr(part, "cget")
        )
        assert all(sentence in text for sentence in sentences), text
        next(button for button in dialog._buttons if button.text == "Show folder").press()
        wait_for(lambda: shown, 10)
        dialog.destroy()
        rows[2].path.write_text("retouched")
    assert shown[0] == tmp_path / "out"


def test_parts_of_the_list_are_offered_where_they_are_less_than_all():
    lists = Lists()
    items = add(lists.session, "1.jpg", "2.jpg", "3.jpg", "4.jpg")
    for item in items[:3]:
        answer(lists.session, item)
    lists.rows.class_names = ("bags", "pens")
    lists.rows.sort()
    assert {name: len(rows) for name, rows in sortable(lists).items()} == {"All": 3}
    lists.session.decide(items[:1], "pens")
    lists.rows.filter = replace(Filter(), label="bags")
    lists.rows.sort()
    assert {name: len(rows) for name, rows in sortable(lists).items()} == {
        "All": 3,
        "Only shown": 2,
        "Only decided": 1,
    }
    shown = lists.rows.span(0, 2)
    lists.rows.select(shown[0])
    lists.rows.extend(shown[1])
    assert len(sortable(lists)["Only chosen"]) == 2


def test_product_types_are_folders_where_a_person_wants_them(
    window, on_screen, opened, rows, tmp_path
):
    typed = SimpleNamespace(written_names={}, types=[SimpleNamespace(name="wallet")])
    wallet = rows[0]._replace(types=("wallet",), type_probability=0.9)
    dialog = opened(typed, All=[wallet, rows[1]])
    press(window, on_screen, dialog, "Class and product type")
    assert targets(dialog, tmp_path) == ["bags/wallet/A/01.jpg", "bags/B/01.jpg"]
    assert dialog._preview.untyped == 1
