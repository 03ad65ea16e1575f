"""What is on its shelf already is not put there again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.shelving.inner import Folders
from app.core.shelving.journal import new_journal_path
from app.core.shelving.plan import Item, Plan, plan_shelving
from app.core.shelving.plan import items as placed_items
from app.core.shelving.shelve import shelve, unshelve


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    """Three products whose photos have one name; two of them show the same."""
    items = []
    for product, content in (("A", "coat"), ("B", "belt"), ("C", "coat")):
        path = tmp_path / "in" / product / "01.jpg"
        path.parent.mkdir(parents=True)
        path.write_text(content)
        items.append(Item(path, "fashion"))
    return items


@pytest.fixture
def sort(tmp_path: Path) -> Callable[..., Plan]:
    """Sorts into ``out`` with a journal of its own, and returns what was planned."""

    def sort(items: list[Item], *, move: bool = False) -> Plan:
        plan = plan_shelving(items, tmp_path / "out", journals=tmp_path / "journals")
        journal = new_journal_path(tmp_path / "journals")
        assert not shelve(plan.steps, journal, move=move).failed
        return plan

    return sort


def names(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "out" / "fashion").iterdir())


@pytest.mark.parametrize("move", [False, True])
def test_sorting_twice_puts_nothing_there_twice(
    items: list[Item], sort: Callable[..., Plan], tmp_path: Path, move: bool
) -> None:
    assert len(sort(items, move=move).steps) == 3
    again = sort(items, move=move)
    assert (len(again.steps), len(again.there)) == (0, 3)
    assert names(tmp_path) == ["01 (2).jpg", "01 (3).jpg", "01.jpg"]
    first = min((tmp_path / "journals").iterdir())
    assert unshelve(first).done == 3, "the second sorting takes nothing from the first one's undo"
    assert all(item.path.exists() for item in items)
    assert not (tmp_path / "out" / "fashion").exists()


def test_the_same_files_saved_anew_after_they_were_moved_are_there(
    items: list[Item], sort: Callable[..., Plan], tmp_path: Path
) -> None:
    sort(items, move=True)
    for item, content in zip(items, ("coat", "belt", "coat"), strict=True):
        item.path.write_text(content)
    assert len(sort(items, move=True).there) == 3
    assert len(names(tmp_path)) == 3


def test_each_file_on_a_shelf_stands_for_one_other_only(
    items: list[Item], sort: Callable[..., Plan], tmp_path: Path
) -> None:
    sort(items)
    twin = tmp_path / "in" / "D" / "01.jpg"
    twin.parent.mkdir()
    twin.write_text("coat")
    assert [step.source for step in sort([*items, Item(twin, "fashion")]).steps] == [twin]
    assert names(tmp_path)[-1:] == ["01.jpg"] and "01 (4).jpg" in names(tmp_path)


def test_other_bytes_or_another_name_is_another_file(
    items: list[Item], sort: Callable[..., Plan], tmp_path: Path
) -> None:
    sort(items)
    items[0].path.write_text("cOat")
    renamed = items[1].path.rename(items[1].path.with_name("belt.jpg"))
    steps = sort([items[0], Item(renamed, "fashion")]).steps
    assert [step.target.name for step in steps] == ["01 (4).jpg", "belt.jpg"]


def test_a_long_name_that_lost_its_end_to_a_number_is_known_again(
    sort: Callable[..., Plan], tmp_path: Path
) -> None:
    items = []
    for product in "AB":
        path = tmp_path / product / ("n" * 251 + ".jpg")
        path.parent.mkdir()
        path.write_text(product)
        items.append(Item(path, "fashion"))
    assert len(sort(items).steps) == 2
    assert len(sort(items).there) == 2


def test_a_moved_file_that_was_decided_anew_goes_on_from_where_it_is(
    items: list[Item], sort: Callable[..., Plan], tmp_path: Path
) -> None:
    sort(items, move=True)
    [step] = sort([Item(items[1].path, "bags")], move=True).steps
    assert step.source == tmp_path / "out" / "fashion" / "01 (2).jpg"
    assert (tmp_path / "out" / "bags" / "01 (2).jpg").read_text() == "belt"
    again = [Item(items[0].path, "fashion"), Item(items[1].path, "bags")]
    assert len(sort(again, move=True).there) == 2


def test_a_file_inside_a_folder_of_its_shelf_stays(tmp_path: Path) -> None:
    path = tmp_path / "out" / "fashion" / "A" / "01.jpg"
    path.parent.mkdir(parents=True)
    path.touch()
    plan = plan_shelving([Item(path, "fashion")], tmp_path / "in" / ".." / "out")
    assert plan == Plan((), (path,))


NAMES = {"fashion": "Fashion", "stationary": "Stationery"}


def test_shelves_are_called_what_people_read(tmp_path: Path) -> None:
    rows = [
        Row(tmp_path / "pen.jpg", Verdict.SURE, "stationary", (0.1, 0.9)),
        Row(tmp_path / "odd.jpg", Verdict.NOT_ONE_OF_THESE, "stationary", (0.1, 0.9)),
        Row(tmp_path / "tie.jpg", Verdict.SURE, "stationary", (0.1, 0.9), decided="fashion"),
        Row(tmp_path / "own.jpg", Verdict.SURE, "sofas", (0.1, 0.9)),
    ]
    placed = placed_items(rows, other_folder="other things", names=NAMES)
    shelves = [step.target.parent.name for step in plan_shelving(placed, tmp_path / "out").steps]
    assert shelves == ["Stationery", "other things", "Fashion", "sofas"]


@pytest.mark.parametrize(
    ("there", "used"),
    [
        (["stationary"], "stationary"),
        (["stationary", "Stationery"], "Stationery"),
        (["STATIONERY"], "STATIONERY"),
        (["stationery"], "stationery"),
        (["Stationery 2025"], "Stationery"),
    ],
)
def test_a_shelf_of_before_is_gone_on_with(tmp_path: Path, there: list[str], used: str) -> None:
    for name in there:
        (tmp_path / "out" / name).mkdir(parents=True)
    (tmp_path / "pen.jpg").touch()
    rows = [Row(tmp_path / "pen.jpg", Verdict.SURE, "stationary", (0.1, 0.9))]
    [step] = plan_shelving(placed_items(rows, names=NAMES), tmp_path / "out").steps
    assert step.target.parent.name == used


def typed(path: Path, *types: str, label: str = "pens") -> Row:
    return Row(path, Verdict.SURE, label, (1.0,), types=types, type_probability=1.0)


def test_product_types_are_folders_on_the_shelf_where_they_are_clear(tmp_path: Path) -> None:
    rows = [
        typed(tmp_path / "in" / "A" / "1.jpg", "ball pen"),
        typed(tmp_path / "in" / "A" / "2.jpg", "ball pen", "pencil"),
        typed(tmp_path / "in" / "B" / "3.jpg", "../../up"),
        typed(tmp_path / "in" / "B" / "4.jpg", "ball pen").with_decision("bags"),
        typed(tmp_path / "in" / "B" / "5.jpg"),
    ]
    out = tmp_path / "out"
    plan = plan_shelving(placed_items(rows, typed=True), out, folders=Folders.KEEP)
    assert [step.target.relative_to(out).as_posix() for step in plan.steps] == [
        "pens/ball pen/A/1.jpg",
        "pens/A/2.jpg",
        "pens/B/3.jpg",
        "bags/B/4.jpg",
        "pens/B/5.jpg",
    ]
    assert {step.shelf.name for step in plan.steps} == {"pens", "bags"}


def test_what_lies_on_a_shelf_goes_on_to_the_folder_of_its_type(tmp_path: Path) -> None:
    out = tmp_path / "out"
    places = ("pens/A/1.jpg", "pens/ball pen/A/2.jpg", "bags/wallet/A/3.jpg")
    rows = []
    for place in places:
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        (out / place).write_text(place)
        rows.append(typed(out / place, "ball pen"))
    items = placed_items(rows, typed=True)
    plan = plan_shelving(items, out, folders=Folders.KEEP, shelves=["bags"], types=["wallet"])
    assert [path.name for path in plan.there] == ["2.jpg"]
    assert [step.target.relative_to(out).as_posix() for step in plan.steps] == [
        "pens/ball pen/A/1.jpg",
        "pens/ball pen/A/3.jpg",
    ]
    plain = plan_shelving(
        placed_items(rows), out, folders=Folders.KEEP, shelves=["bags"], types=["wallet"]
    )
    assert [step.target.relative_to(out).as_posix() for step in plain.steps] == ["pens/A/3.jpg"]
