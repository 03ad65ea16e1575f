"""Where results can be written is known before pictures are classified."""

import os
from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.output import require_folder_of
from tests.support.surroundings import in_child, obey_permissions


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    require_folder_of(tmp_path / "results.csv")
    require_folder_of(Path("-"))
    with pytest.raises(FileAccessError, match=r"There is no folder .*no such to write r\.csv"):
        require_folder_of(tmp_path / "no such" / "r.csv")


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_one_that_cannot_be_looked_into_is_left_to_the_writing(tmp_path: Path) -> None:
    (tmp_path / "shut" / "in").mkdir(parents=True)
    (tmp_path / "shut").chmod(0)

    def look() -> None:
        obey_permissions()
        require_folder_of(tmp_path / "shut" / "in" / "r.csv")

    try:
        assert in_child(look)
    finally:
        (tmp_path / "shut").chmod(0o755)
