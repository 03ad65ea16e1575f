"""What the .deb says of itself is what its tools accept."""

import shutil
import subprocess

import pytest

from tests.support.desktop import ROOT

FOLDER = ROOT / "packaging" / "debian"


def filled(name: str) -> str:
    text = (FOLDER / name).read_text()
    return text.replace("@VERSION@", "1.2.3").replace("@DATE@", "2026-01-31")


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="needs appstreamcli")
def test_appstream_accepts_the_metainfo(tmp_path) -> None:
    file = tmp_path / "io.github.shelfwise.Shelfwise.metainfo.xml"
    file.write_text(filled("shelfwise.metainfo.xml"))
    done = subprocess.run(["appstreamcli", "validate", "--no-net", file], capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_the_man_page_is_one() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"],
        input=filled("shelfwise.1"),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
