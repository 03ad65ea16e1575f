"""Folders that files come from, such as one a product, are kept, named or dropped on a shelf."""

import json
from pathlib import Path

import pytest

from app.core.shelving.inner import Folders
from app.core.shelving.journal import load_journal, past_shelvings
from app.core.shelving.plan import Item, Plan, plan_shelving
from app.core.shelving.shelve import shelve, unshelve


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    """Photos of two products, one of them in a folder within, and one beside the products."""
    places = {"A/01.jpg": "bags", "A/back/01.jpg": "bags", "B/01.jpg": "pens", "all.jpg": "bags"}
    items = []
    for name, shelf in places.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        items.append(Item(path, shelf))
    return items


def planned(tmp_path: Path, items: list[Item], folders: Folders, **options: object) -> Plan:
    return plan_shelving(items, tmp_path / "out", folders=folders, **options)


def targets(plan: Plan, tmp_path: Path) -> list[str]:
    return [step.target.relative_to(tmp_path / "out").as_posix() for step in plan.steps]


KEPT = ["bags/A/01.jpg", "bags/A/back/01.jpg", "pens/B/01.jpg", "bags/all.jpg"]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (Folders.KEEP, KEPT),
        (
            Folders.PREFIX,
            ["bags/A_01.jpg", "bags/A_back_01.jpg", "pens/B_01.jpg", "bags/all.jpg"],
        ),
        (Folders.DROP, ["bags/01.jpg", "bags/01 (2).jpg", "pens/01.jpg", "bags/all.jpg"]),
    ],
)
def test_each_way(tmp_path: Path, items: list[Item], folders: Folders, expected: list[str]) -> None:
    plan = planned(tmp_path, items, folders)
    assert targets(plan, tmp_path) == expected
    assert [step.shelf.name for step in plan.steps] == [item.shelf for item in items]


@pytest.mark.parametrize("move", [False, True])
@pytest.mark.parametrize("folders", Folders)
def test_sorted_again_and_undone(
    tmp_path: Path, items: list[Item], folders: Folders, move: bool
) -> None:
    journal = tmp_path / "journals" / "20260101-000000.jsonl"
    plan = planned(tmp_path, items, folders)
    report = shelve(plan.steps, journal, move=move)
    assert (report.done, report.failed) == (4, ())
    again = planned(tmp_path, items, folders, journals=journal.parent)
    assert (len(again.steps), len(again.there)) == (0, 4)
    [shelving] = past_shelvings(journal.parent)
    assert (shelving.into, shelving.meant, shelving.there) == (tmp_path / "out", 4, 4)
    assert unshelve(journal).failed == ()
    assert not list((tmp_path / "out").iterdir()), "empty folders inside the shelves stay"
    assert all(item.path.read_text() for item in items)


def test_the_rest_of_the_list_tells_what_holds_all_files(tmp_path: Path, items: list[Item]) -> None:
    plan = planned(tmp_path, items[:1], Folders.KEEP, paths=[item.path for item in items])
    assert targets(plan, tmp_path) == KEPT[:1]


def test_what_was_moved_and_decided_anew_keeps_its_folders(
    tmp_path: Path, items: list[Item]
) -> None:
    journal = tmp_path / "journals" / "20260101-000000.jsonl"
    shelve(planned(tmp_path, items, Folders.KEEP).steps, journal, move=True)
    [item] = [Item(tmp_path / "out" / "bags" / "A" / "back" / "01.jpg", "pens")]
    plan = planned(tmp_path, [item], Folders.KEEP, shelves=["bags", "pens"])
    assert targets(plan, tmp_path) == ["pens/A/back/01.jpg"]
    second = tmp_path / "journals" / "20260102-000000.jsonl"
    assert not shelve(plan.steps, second, move=True).failed
    assert unshelve(second).done == 1
    assert item.path.read_text() == "A/back/01.jpg"


def test_shelves_made_beside_the_products_take_no_product_for_a_shelf(
    tmp_path: Path, items: list[Item]
) -> None:
    plan = plan_shelving(items, tmp_path / "in", folders=Folders.KEEP)
    assert [step.target.relative_to(tmp_path / "in").as_posix() for step in plan.steps] == KEPT


def test_a_name_stays_short_enough(tmp_path: Path) -> None:
    items = []
    for product in ("A" * 200, "B" * 200):
        path = tmp_path / product / ("n" * 200 + ".jpg")
        path.parent.mkdir()
        path.write_text(product)
        items.append(Item(path, "bags"))
    report = shelve(planned(tmp_path, items, Folders.PREFIX).steps, tmp_path / "journal")
    assert (report.done, report.failed) == (2, ())


def test_a_link_in_a_shelf_leads_nothing_outside(tmp_path: Path, items: list[Item]) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "out" / "bags").mkdir(parents=True)
    (tmp_path / "out" / "bags" / "A").symlink_to(tmp_path / "outside")
    report = shelve(planned(tmp_path, items, Folders.KEEP).steps, tmp_path / "journal", move=True)
    assert [error.code for error in report.failed] == ["bad_shelf", "bad_shelf"]
    assert not list((tmp_path / "outside").iterdir())
    assert items[0].path.exists() and items[1].path.exists()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("/photos/a.jpg", "/shelves/bags/A/a.jpg"),
        ("/photos/A/a.jpg", "/shelves/bags/B/a.jpg"),
        ("/photos/A/a.jpg", "/shelves/bags/../A/a.jpg"),
        ("/photos/A/a.jpg", "/shelves/a.jpg"),
        ("/photos/A/a.jpg", "/elsewhere/bags/a.jpg"),
    ],
)
def test_a_journal_cannot_say_what_no_sorting_does(
    tmp_path: Path, source: str, target: str
) -> None:
    head = {"format": "shelfwise-journal-1", "mode": "move", "into": "/shelves"}
    believed = {"from": "/photos/A/back/a.jpg", "to": "/shelves/bags/A/back/a.jpg"}
    journal = tmp_path / "journal.jsonl"
    lines = (head, believed, {"from": source, "to": target})
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    content = load_journal(journal)
    assert [record.source for record in content.records] == [Path("/photos/A/back/a.jpg")]
    assert content.refused == 1
