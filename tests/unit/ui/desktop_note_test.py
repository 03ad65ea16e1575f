"""The desktop is told with what it has, and nothing happens where it has nothing."""

import sys
from pathlib import Path

import pytest

from app.ui.desktop_note import show_note

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own programs")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for programs, the only one that is searched."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(tools: Path, name: str) -> None:
    """Add a program that writes down how it was called."""
    script = tools / name
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" > "{tools}/told"\n')
    script.chmod(0o755)


@linux
@pytest.mark.parametrize("name", ["notify-send", "gdbus"])
def test_the_desktop_is_told(tools: Path, name: str) -> None:
    put(tools, name)
    show_note("-5 pictures done")
    said = (tools / "told").read_text().splitlines()
    assert said[0].endswith(name)
    assert said[said.index("--") + 1 :].count("-5 pictures done") == 1


@linux
def test_nothing_happens_without_a_way_to_tell(tools: Path) -> None:
    show_note("5 pictures done")


@linux
def test_a_broken_tool_is_no_matter(tools: Path) -> None:
    (tools / "notify-send").write_text("no program")
    (tools / "notify-send").chmod(0o755)
    show_note("5 pictures done")


def test_a_mac_is_told_by_its_script(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.desktop_note.sys.platform", "darwin")
    put(tools, "osascript")
    show_note('The model "tote" is in use')
    assert '"The model \\"tote\\" is in use"' in (tools / "told").read_text()
