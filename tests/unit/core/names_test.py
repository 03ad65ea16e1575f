"""A name from a file leads nowhere but right into its folder, on every system."""

from pathlib import PureWindowsPath

import pytest

from app.core.names import is_folder_name, is_shelf_name, path_from


@pytest.mark.parametrize("name", ["Bags", "a b", "ä", "v1.0", "3:4", "CON", "x" * 200])
def test_plain_names_are_folder_names(name: str) -> None:
    assert is_folder_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", "..\\x", "C:", "C:x", "c:..", "a\0b", "x" * 201, 3, None]
)
def test_what_leads_elsewhere_is_none(name: object) -> None:
    assert not is_folder_name(name)


@pytest.mark.parametrize("name", ["C:", "C:x", "C:..", "..", "a\\..\\..", "\\", "/x"])
def test_what_windows_would_take_for_another_place_is_refused(name: str) -> None:
    """By Windows' own rules for joining, which run on any system."""
    folder = PureWindowsPath("D:\\shelves")
    inside = (folder / name).parent == folder and ".." not in (folder / name).parts
    assert not inside and not is_folder_name(name)


@pytest.mark.parametrize("name", ["Bags", "not sure", "Console", "nul1", "com", "a.b"])
def test_shelves_of_every_system(name: str) -> None:
    assert is_shelf_name(name)


@pytest.mark.parametrize(
    "name", ["CON", "con", "Nul.txt", "COM1", "lpt9.x", "aux ", "a:b", "what?", "end.", "a|b", "\t"]
)
def test_names_that_windows_cannot_have_are_no_shelves(name: str) -> None:
    assert not is_shelf_name(name)


def test_paths_as_long_as_a_system_allows() -> None:
    assert path_from("/".join(["x" * 200] * 100))
    for text in ("C:/" + "x" * 300, "/" + "x/" * 20_000, "a\0b", "\ud800", ""):
        with pytest.raises(ValueError, match=r"no file|no text"):
            path_from(text)
