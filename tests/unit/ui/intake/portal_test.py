"""The desktop portal is asked for a screenshot over a real bus, and what it says is understood."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import SetupError
from app.ui.intake import snipped
from app.ui.intake.portal import ask_screenshot
from app.ui.intake.snipped import photograph_screen
from tests.support.desktop import ROOT, SYSTEM_PYTHON

PORTAL = ROOT / "tests" / "support" / "fake_portal.py"


@pytest.fixture
def bus(monkeypatch) -> Iterator[str]:
    """A session bus of its own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.kill()


@pytest.fixture
def portal(bus, tmp_path, request) -> Iterator[Path]:
    """A portal that answers as the test's parameter says; yields the file that it makes."""
    file = tmp_path / "screen shot ä.png"
    Image.new("RGB", (64, 48), (200, 30, 30)).save(file)
    command = [SYSTEM_PYTHON, str(PORTAL), str(file), request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as portal:
        assert portal.stdout.readline().strip() == "ready"
        yield file
        portal.kill()


@pytest.mark.parametrize("portal", ["photographs"], indirect=True)
def test_its_picture_is_taken_and_its_file_does_not_stay(portal, monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(snipped, "_TOOLS", ())
    picture = photograph_screen()
    assert (picture.size, picture.getpixel((5, 5))) == ((64, 48), (200, 30, 30))
    assert not portal.exists()


@pytest.mark.parametrize("portal", ["says-no"], indirect=True)
def test_a_no_is_a_no(portal, monkeypatch):
    """No other program is asked then."""
    with pytest.raises(PermissionError):
        ask_screenshot()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(snipped, "_with_tool", lambda: pytest.fail("it was asked"))
    with pytest.raises(SetupError, match="Print Screen"):
        photograph_screen()


def test_without_a_portal_there_is_the_sentence(bus, monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(snipped, "_TOOLS", ())
    with pytest.raises(SetupError, match="Print Screen"):
        photograph_screen()


@pytest.mark.parametrize("address", ["unix:path=/no/such/bus", "tcp:host=localhost", ""])
def test_without_a_bus_there_is_the_sentence(monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(OSError):
        ask_screenshot()
