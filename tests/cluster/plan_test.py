"""What is found is cut into parts, written down, and found again."""

import base64
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from app.cluster import storage
from app.cluster.fetching import brought_here
from app.cluster.lists import read_list
from app.cluster.plan import PLAN, RUN, PathsDigest, Plan, part_items, read_plan, write_plan
from app.cluster.sources import Found, find
from app.core.answers import Failed
from app.core.errors import FileAccessError
from app.core.pictures.find import Skipped, find_pictures
from app.core.pictures.limits import Limits

ASKED: dict[str, Any] = {"model": "1", "region": "auto"}


def planned(folder: Path, found: Sequence[Found]) -> tuple[Plan, list[Found]]:
    """The plan, and what all its parts have."""
    plan = write_plan(str(folder), ASKED, found, Skipped())
    assert read_plan(str(folder), ASKED) == plan
    items = [part_items(str(folder / PLAN), part) for part in plan.parts]
    for part, some in zip(plan.parts, items, strict=True):
        assert part.count == len(some)
        assert part.digest == PathsDigest(item.path for item in some).hexadecimal
    return plan, [item for some in items for item in some]


def test_every_picture_is_in_one_part(tmp_path: Path) -> None:
    found = [Found(f"/shop/{number}.jpg") for number in range(1003)]
    found[7] = Found("/gone", error=("not_found", "/gone does not exist."))
    found[8] = Found(b"/shop/\xe9.jpg".decode("utf-8", "surrogateescape"))
    plan, items = planned(tmp_path, found)
    assert items == found
    assert plan.found == 1003
    assert len(plan.parts) == 41


def test_nothing_found_is_a_plan_without_parts(tmp_path: Path) -> None:
    assert planned(tmp_path, []) == (Plan((), 0), [])


def test_another_run_is_refused(tmp_path: Path) -> None:
    planned(tmp_path, [Found("/a.jpg")])
    with pytest.raises(FileAccessError, match=r"begun otherwise \(model\)") as caught:
        read_plan(str(tmp_path), ASKED | {"model": "2"})
    assert caught.value.code == "other_run"
    assert read_plan(str(tmp_path / "new"), ASKED) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "shelfwise-run-1", "parts": [1]}'])
def test_a_damaged_plan_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / RUN).write_text(text)
    with pytest.raises(FileAccessError, match="cannot be read"):
        read_plan(str(tmp_path), ASKED)


def test_an_address_is_looked_through_as_a_folder_is(tmp_path: Path) -> None:
    shop = tmp_path / "my shop"
    for name in ("b 10.jpg", "b 2.jpg", "in/c.PNG", "in/.hidden.jpg", "a/Thumbs.db", "notes.txt"):
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_bytes(b"x")
    for recursive in (True, False):
        skipped, at_address = Skipped(), Skipped()
        paths = [str(path) for path in find_pictures([shop], recursive=recursive, skipped=skipped)]
        found = list(find([f"file://{shop}"], recursive=recursive, skipped=at_address))
        assert [item.path for item in found] == [f"file://{path}" for path in paths]
        assert at_address == skipped
    [empty] = find([f"file://{shop}/a"], recursive=True, skipped=Skipped())
    assert empty.error is not None and empty.error[0] == "no_pictures"
    [single] = find([f"file://{shop}/gone.jpg"], recursive=True, skipped=Skipped())
    assert single == Found(f"file://{shop}/gone.jpg")


def write_list(file: Path, rows: Sequence[tuple[str, bytes]], *, group: int) -> str:
    if file.suffix == ".parquet":
        table = pyarrow.table(
            {
                "sku": list(range(len(rows))),
                "path": [r[0] for r in rows],
                "bytes": [r[1] for r in rows],
            }
        )
        pyarrow.parquet.write_table(table, file, row_group_size=group)
    else:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["sku", "path", "bytes"])
            for number, (path, content) in enumerate(rows):
                writer.writerow([number, path, base64.b64encode(content).decode()])
    return str(file)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize("at_address", [False, True])
def test_bytes_in_a_list_come_to_their_paths(tmp_path: Path, ending: str, at_address: bool) -> None:
    rows = [(f"shop/{number}\nقلم,.jpg", bytes([number % 256]) * number) for number in range(90)]
    place = write_list(tmp_path / f"list.{ending}", rows, group=40)
    if at_address:
        place = f"file://{place}"
    plan, items = planned(tmp_path / "out", list(find([place], recursive=True, skipped=Skipped())))
    assert [item.path for item in items] == [path for path, _ in rows]
    assert len(plan.parts) >= 4
    contents: list[bytes] = []
    for number, part in enumerate(plan.parts):
        some = part_items(str(tmp_path / "out" / PLAN), part)
        folder = tmp_path / "copies" / str(number)
        contents += [
            here.read_bytes()
            for here in brought_here(some, folder, Limits())
            if isinstance(here, Path)
        ]
    assert contents == [content for _, content in rows]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_list_of_paths_alone(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"list.{ending}"
    paths = ["/a.jpg", "s3://shop/b.jpg", "c d.png"]
    if ending == "csv":
        file.write_text("path,price\n" + "".join(f"{path},1\n" for path in paths))
    else:
        pyarrow.parquet.write_table(pyarrow.table({"path": paths}), file)
    assert list(read_list(str(file))) == [(path, None) for path in paths]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_list_without_paths_is_a_sentence(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"list.{ending}"
    if ending == "csv":
        file.write_text("picture,price\na.jpg,1\n")
    else:
        pyarrow.parquet.write_table(pyarrow.table({"picture": ["a.jpg"]}), file)
    with pytest.raises(FileAccessError, match=r"needs a column 'path'.*picture"):
        list(read_list(str(file)))
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 no")
    with pytest.raises(FileAccessError, match=r"broken\.parquet"):
        list(read_list(str(broken)))


def test_pictures_at_addresses_are_brought_here(tmp_path: Path) -> None:
    for number in range(20):
        storage.write(f"memory://brought/{number}.jpg", str(number).encode())
    items = [Found(f"memory://brought/{number}.jpg") for number in range(20)]
    items[3] = Found("memory://brought/gone.jpg")
    items[4] = Found(str(tmp_path / "here.jpg"))

    def taken() -> Iterator[str]:
        for number, here in enumerate(brought_here(items, tmp_path / "copies", Limits())):
            if isinstance(here, Failed):
                yield here.error.code
            else:
                assert here.name == Path(items[number].path).name
                yield here.read_text() if here.exists() else str(here)

    texts = [str(number) for number in range(20)]
    texts[3:5] = ["not_found", str(tmp_path / "here.jpg")]
    assert list(taken()) == texts
