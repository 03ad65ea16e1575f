"""Drives, shares and long paths of Windows are taken, tried on any system."""

from pathlib import PureWindowsPath

import pytest

from app.ui.intake.dropped import from_entries


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("C:\\Photos\\a b.jpg", "C:\\Photos\\a b.jpg"),
        ("d:/a.jpg", "d:/a.jpg"),
        ("\\\\server\\share\\a.jpg", "\\\\server\\share\\a.jpg"),
        ("\\\\?\\C:\\" + "x" * 300, "\\\\?\\C:\\" + "x" * 300),
        ("file:///C:/Photos/a%20b.jpg", "C:/Photos/a b.jpg"),
        ("file://localhost/C:/a.jpg", "C:/a.jpg"),
        ("file://server/share/a%23.jpg", "//server/share/a#.jpg"),
    ],
)
def test_paths_of_windows(entry: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.intake.dropped.sys.platform", "win32")
    monkeypatch.setattr("app.ui.intake.dropped.Path", PureWindowsPath)
    dropped = from_entries([entry])
    assert dropped.paths == (PureWindowsPath(path),) and not dropped.remark


@pytest.mark.parametrize("entry", ["C:a.jpg", "http://x/C:/a.jpg", "a:"])
def test_what_only_looks_like_a_drive(entry: str) -> None:
    assert not from_entries([entry]).paths
