"""The desktop's own chooser is asked where there is one; else, or where it fails, Tk's."""

import sys
from pathlib import Path

import pytest

from app.ui.dialogs import chooser
from app.ui.dialogs.chooser import Question, choose
from tests.support.desktop import wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Tk's is the system's")
OPEN = Question("Open pictures", "/photos", False, True, "Pictures", ("*.jpg", "*.png"))
FOLDER = Question("Open a folder", "/photos", folder=True)


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """Puts a chooser on the path that answers so, and tells what it was asked."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)

    def put(name: str, answer: str, code: int = 0) -> Path:
        asked = tmp_path / f"{name}.txt"
        file = tmp_path / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"open({str(asked)!r}, 'w').write('\\n'.join(sys.argv[1:]))\n"
            f"print({answer!r})\nsys.exit({code})\n"
        )
        file.chmod(0o700)
        return asked

    return put


def chosen(window, question: Question, *, any_answer: bool = True) -> list[Path]:
    answers: list[Path] = []
    ended: list[bool] = []
    post = window.host.pump.post
    window.host.pump.post = lambda message: (post(message), ended.append(True))
    try:
        choose(window.host, question, answers.extend)
        wait_for(lambda: (window.host.pump.drain(), ended)[1], 20)
        while window.host.pump.drain():
            pass
    finally:
        del window.host.pump.post
    return answers


def test_gnomes_chooser(window, desktop):
    asked = desktop("zenity", "/photos/a b.jpg\n/photos/Größe.png")
    assert chosen(window, OPEN) == [Path("/photos/a b.jpg"), Path("/photos/Größe.png")]
    said = asked.read_text()
    assert "--filename=/photos/" in said and "--multiple" in said
    assert "Pictures | *.jpg *.png *.JPG *.PNG" in said
    desktop("zenity", "", 1)
    assert chosen(window, FOLDER) == [], "a person cancelled"


def test_kdes_chooser(window, desktop, monkeypatch):
    desktop("zenity", "/wrong")
    asked = desktop("kdialog", "/photos")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    assert chosen(window, FOLDER) == [Path("/photos")]
    assert "--getexistingdirectory\n/photos" in asked.read_text()


def test_tks_own_where_there_is_none_or_it_fails(window, desktop, monkeypatch):
    monkeypatch.setattr(chooser.filedialog, "askopenfilenames", lambda **_: ("/tk/a.jpg",))
    answers: list[Path] = []
    choose(window.host, OPEN, answers.extend)
    assert answers == [Path("/tk/a.jpg")]
    desktop("zenity", "cannot open display", 255)
    assert chosen(window, OPEN) == [Path("/tk/a.jpg")]
