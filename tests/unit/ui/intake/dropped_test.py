"""What is dropped or pasted becomes files, or a sentence."""

import sys
import threading
from pathlib import Path

import pytest

from app.ui.intake import dropped as intake
from app.ui.intake.clipboard import read_clipboard
from app.ui.intake.dropped import from_entries
from app.ui.intake.importer import scan
from app.ui.threads.messages import Found

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX")


@pytest.fixture(autouse=True)
def received(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(intake, "received_folder", lambda: folder)
    return folder


def collect(paths: list[Path], *, may_vanish: bool = False) -> list[Found]:
    posted: list[Found] = []
    scan(1, 7, paths, posted.append, threading.Event(), may_vanish=may_vanish).join(10)
    assert {message.list for message in posted} == {7}
    assert [message.complete for message in posted] == [False] * (len(posted) - 1) + [True]
    return posted


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("/photos/my photo {1}.png", "/photos/my photo {1}.png"),
        ("file:///photos/my%20photo%20%7B1%7D.png", "/photos/my photo {1}.png"),
        ("file://localhost/photos/%D9%82%D9%84%D9%85.png", "/photos/قلم.png"),
        ("file:///photos/a.png\r", "/photos/a.png"),
        ("file:///photos/Gr%C3%B6%C3%9Fe%20%C3%84.png", "/photos/Größe Ä.png"),
        ("'/photos/my photo.png'", "/photos/my photo.png"),
        ('"/photos/Größe Ä.png" ', "/photos/Größe Ä.png"),
        ("'/photos/it'\\''s.png'", "/photos/it's.png"),
        ("~/a.png", str(Path.home() / "a.png")),
        ("/photos/'a'", "/photos/'a'"),
    ],
)
def test_paths_and_file_uris_are_files(entry, path):
    assert from_entries([entry]).paths == (Path(path),)
    assert from_entries([entry]).remark == ""


def test_a_line_of_a_terminal_may_hold_several_paths() -> None:
    dropped = from_entries(["'/photos/a b.png' '/photos/c.png'", "'/photos/half"])
    assert dropped.paths == (Path("/photos/a b.png"), Path("/photos/c.png"))
    assert "text" in dropped.remark


@pytest.mark.parametrize("entry", ["https://shop.example/a.png", "data:image/png;base64,iVBO"])
def test_an_address_gets_a_sentence(entry):
    dropped = from_entries([entry])
    assert dropped.paths == ()
    assert "offline" in dropped.remark


def test_tk_gives_back_names_with_braces(window):
    class Event:
        type = "DND_Files"
        data = r"{/photos/my photo.png} /photos/b\{1\}.png"

    assert window.root._read_drop(Event()).paths == (
        Path("/photos/my photo.png"),
        Path("/photos/b{1}.png"),
    )


def test_a_folder_is_searched_and_what_is_wrong_comes_with_it(tmp_path):
    (tmp_path / "shop").mkdir()
    for name in ("b 10.jpg", "b 2.jpg", "notes.txt", ".hidden.jpg"):
        (tmp_path / "shop" / name).touch()
    [found] = collect([tmp_path / "gone", tmp_path / "shop"])
    assert [item.path.name for item in found.items] == ["gone", "b 2.jpg", "b 10.jpg"]
    assert [bool(item.failed) for item in found.items] == [True, False, False]


def test_a_large_folder_comes_in_parts(tmp_path):
    for number in range(600):
        (tmp_path / f"{number}.jpg").touch()
    parts = collect([tmp_path])
    assert len(parts) > 1
    assert sum(len(part.items) for part in parts) == 600


def test_a_file_of_a_drag_is_still_there_when_its_source_removes_it(tmp_path, received):
    dragged = tmp_path / "picture.png"  # tmp_path lies in the folder for temporary files
    dragged.write_bytes(b"pixels")
    [found] = collect([dragged], may_vanish=True)
    dragged.unlink()
    [item] = found.items
    assert item.path == dragged
    assert item.copy.read_bytes() == b"pixels"
    assert item.copy.parent == received


def test_a_file_that_a_browser_made_is_known_by_its_copy(tmp_path, received):
    dragged = tmp_path / "dnd_file-3" / "picture.png"
    dragged.parent.mkdir()
    dragged.write_bytes(b"pixels")
    [found] = collect([dragged], may_vanish=True)
    assert found.items[0].path == received / "picture.png"


def test_received_files_never_take_the_place_of_another(received):
    first = intake.new_received_file("a.png")
    first.write_bytes(b"first")
    assert intake.new_received_file("a.png") != first


@pytest.fixture
def clipboard(tmp_path, monkeypatch):
    """A clipboard that holds these types, read through a stand-in for xclip."""
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    def hold(contents: dict[str, bytes]) -> None:
        for kind, content in (contents | {"TARGETS": "\n".join(contents).encode()}).items():
            (tools / kind.replace("/", "_")).write_bytes(content)
        script = tools / "xclip"
        script.write_text(
            f"#!{sys.executable}\nimport sys\n"
            "kind = sys.argv[sys.argv.index('-target') + 1].replace('/', '_')\n"
            f"sys.stdout.buffer.write(open('{tools}/' + kind, 'rb').read())\n"
        )
        script.chmod(0o755)

    return hold


def test_files_copied_in_a_file_manager_are_pasted(clipboard):
    clipboard({"x-special/gnome-copied-files": b"copy\nfile:///photos/a%20b.png\nfile:///c.png"})
    assert read_clipboard().paths == (Path("/photos/a b.png"), Path("/c.png"))


def test_a_copied_picture_is_pasted_as_it_is(clipboard, received):
    clipboard(
        {"image/png": b"\x89PNG\r\n\x1a\n pixels", "UTF8_STRING": b"https://shop.example/a.png"}
    )
    [path] = read_clipboard().paths
    assert path.read_bytes() == b"\x89PNG\r\n\x1a\n pixels"
    assert path.parent == received


def test_a_clipboard_without_pictures_gets_a_sentence(clipboard):
    clipboard({"UTF8_STRING": b"hello"})
    assert "no picture in the clipboard" in read_clipboard().remark


def test_a_missing_tool_gets_a_sentence(tmp_path, monkeypatch):
    from app.core.errors import SetupError

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(SetupError, match="install the package xclip"):
        read_clipboard()
