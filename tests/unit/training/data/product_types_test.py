"""Product types are the outputs that a network is trained on, and nothing of them is guessed."""

from pathlib import Path

import pytest

from training.data.manifest import Manifest, Member
from training.data.product_types import (
    FOLDERS,
    product_types,
    read_product_types,
    write_product_types,
)
from training.errors import RunError


def members(class_name: str, kind: str, count: int) -> list[Member]:
    return [
        Member(f"{class_name}/{kind}/{n}.jpg", class_name, kind, "train", n, "")
        for n in range(count)
    ]


MANIFEST = Manifest(
    ("fashion", "stationary"),
    "other",
    0,
    (
        *members("fashion", "shoe", 2),
        *members("fashion", "shoes", 2),
        *members("fashion", "", 1),
        *members("other", "chair", 25),
        *members("other", "cat", 3),
        *members("other", "dog", 3),
        *members("stationary", "pen", 2),
    ),
    (),
)


def test_a_file_brings_folders_of_one_kind_together(tmp_path: Path) -> None:
    file = tmp_path / "types.tsv"
    file.write_text("class\tfolder\ttype\nfashion\tshoe\tshoe\nfashion\tshoes\tshoe\n")
    types = product_types(MANIFEST, str(file))
    assert types.names == ("fashion", "shoe", "pen", "chair", "other")
    assert types.layout.groups == (0, 0, 1, 2, 2)
    labels = types.labels(MANIFEST.members)
    assert [types.names[label] for label in labels[:5]] == ["shoe"] * 4 + ["fashion"]
    coarse = types.layout.coarse(labels).tolist()
    assert coarse == [MANIFEST.label(member) for member in MANIFEST.members]


def test_folders_are_types_of_their_own_and_rare_other_things_share_an_output() -> None:
    types = product_types(MANIFEST, FOLDERS)
    assert types.names == ("fashion", "shoe", "shoes", "pen", "chair", "other")
    assert types.layout.types == 4


def test_without_types_the_outputs_are_the_classes() -> None:
    types = product_types(MANIFEST, "")
    assert types.layout.is_plain
    assert types.names == ("fashion", "stationary", "other")


def test_what_is_written_is_read_again_and_an_older_run_had_classes_alone(tmp_path: Path) -> None:
    assert read_product_types(tmp_path, MANIFEST) == product_types(MANIFEST, "")
    types = product_types(MANIFEST, FOLDERS)
    write_product_types(tmp_path, types)
    assert read_product_types(tmp_path, MANIFEST) == types


@pytest.mark.parametrize("text", ["", "class\tfolder\n", "class\tfolder\ttype\nfashion\tshoe\n"])
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "types.tsv").write_text(text)
    with pytest.raises(RunError, match="class, folder and type"):
        product_types(MANIFEST, str(tmp_path / "types.tsv"))
