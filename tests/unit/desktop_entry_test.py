"""The desktop entry is valid, starts this program, and goes away again."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app.desktop_entry import entry, install, is_missing, remove
from tests.support.desktop import ROOT


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.desktop_entry", *arguments],
        cwd=ROOT,
        env=os.environ | {"XDG_DATA_HOME": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_install_and_remove(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 0
    file = tmp_path / "applications" / "shelfwise.desktop"
    checked = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    assert not checked.stdout.strip()
    text = file.read_text()
    assert "image/jpeg;" in text and "inode/directory;" in text
    icons = list((tmp_path / "icons" / "hicolor").rglob("shelfwise.png"))
    assert {icon.parent.parent.name for icon in icons} >= {"48x48", "256x256"}

    line = next(row for row in text.splitlines() if row.startswith("Exec="))
    *command, files = shlex.split(line.removeprefix("Exec="))
    assert files == "%F"
    shown = subprocess.run(
        [*command, "--version"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert shown.stdout.startswith("Shelfwise ")

    assert run(tmp_path, "--remove").returncode == 0
    assert not file.exists()
    assert not list((tmp_path / "icons").rglob("shelfwise.png"))


@pytest.mark.parametrize("folder", ["my programs", 'a "quoted" $HOME', "50% `x`", "back\\slash"])
def test_any_folder_can_hold_the_program(folder: str, tmp_path: Path) -> None:
    file = tmp_path / "test.desktop"
    command = f"/opt/{folder}/shelfwise"
    file.write_text(entry([command]))
    done = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    line = next(row for row in file.read_text().splitlines() if row.startswith("Exec="))
    # The specification: undo the escapes of strings, then those of quoting, then the field codes.
    value = line.removeprefix("Exec=").replace("\\\\", "\\")
    quoted = value.removeprefix('"').removesuffix('" %F')
    assert re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") == command


def test_it_is_missing_until_it_is_in_one_of_the_menus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, shared = tmp_path / "own", tmp_path / "shared"
    monkeypatch.setenv("XDG_DATA_HOME", str(own))
    monkeypatch.setenv("XDG_DATA_DIRS", f"{tmp_path / 'nothing'}:{shared}")
    assert is_missing()
    install()
    assert not is_missing()
    remove()
    assert is_missing()
    (shared / "applications").mkdir(parents=True)
    (shared / "applications" / "shelfwise.desktop").write_text("as a package does")
    assert not is_missing()
    monkeypatch.setattr(sys, "platform", "win32")
    assert not is_missing()
