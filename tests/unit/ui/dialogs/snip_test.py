"""A rectangle dragged over the photograph of the screen becomes a picture, in all its pixels."""

import os
from types import SimpleNamespace

import pytest
from PIL import Image

from app.core.errors import SetupError
from app.ui.dialogs.snip import SnipSheet
from app.ui.intake import dropped as intake
from app.ui.intake import snipped
from app.ui.intake.snipped import dimmed, keep_snip, photograph_screen
from tests.support.desktop import wait_for

MARK = (200, 30, 30)


@pytest.fixture
def sheet(window, on_screen, request):
    """The sheet over a screen whose photograph has ``request.param`` pixels for each of its own."""
    scale = request.param
    room = (window.root.winfo_vrootwidth(), window.root.winfo_vrootheight())
    screen = Image.new("RGB", (room[0] * scale, room[1] * scale), "white")
    screen.paste(MARK, (100 * scale, 80 * scale, 300 * scale, 200 * scale))
    chosen = []
    sheet = SnipSheet(window.host, screen, dimmed(screen), chosen.append)
    wait_for(lambda: on_screen() or sheet.winfo_viewable(), 10, "the sheet")
    yield SimpleNamespace(sheet=sheet, canvas=sheet._canvas, chosen=chosen, room=room)
    if sheet.winfo_exists():
        sheet._finish(None)


def drag(canvas, start: tuple[int, int], end: tuple[int, int]) -> None:
    canvas.event_generate("<ButtonPress-1>", x=start[0], y=start[1])
    canvas.event_generate("<B1-Motion>", x=end[0], y=end[1])
    canvas.event_generate("<ButtonRelease-1>", x=end[0], y=end[1])


@pytest.mark.parametrize("sheet", [1, 2], indirect=True)
def test_what_is_dragged_around_is_cut_out_in_all_its_pixels(sheet, request):
    scale = request.node.callspec.params["sheet"]
    drag(sheet.canvas, (300, 200), (100, 80))
    [part] = sheet.chosen
    assert part.size == (200 * scale, 120 * scale)
    assert part.getcolors() == [(200 * 120 * scale * scale, MARK)]
    assert not sheet.sheet.winfo_exists()


@pytest.mark.parametrize("sheet", [1], indirect=True)
def test_a_click_is_no_rectangle_and_esc_goes_back(sheet):
    assert sheet.sheet.geometry().startswith(f"{sheet.room[0]}x{sheet.room[1]}")
    drag(sheet.canvas, (50, 50), (53, 300))
    assert sheet.chosen == [] and sheet.sheet.winfo_exists()
    sheet.canvas.focus_force()
    sheet.canvas.event_generate("<Escape>")
    assert sheet.chosen == [None]


@pytest.mark.parametrize("sheet", [1], indirect=True)
def test_a_drag_beyond_the_edge_ends_at_it(sheet):
    width, height = sheet.room
    drag(sheet.canvas, (width - 40, height - 30), (width + 500, height + 500))
    assert sheet.chosen[0].size == (40, 30)


def test_a_snip_is_kept_as_a_pasted_picture_is(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "received_folder", lambda: tmp_path / "received")
    [path] = keep_snip(Image.new("RGB", (30, 20), MARK)).paths
    assert path.parent == tmp_path / "received" and path.name.startswith("Snip 2")
    with Image.open(path) as kept:
        assert (kept.size, kept.getpixel((3, 3))) == ((30, 20), MARK)


def test_under_wayland_a_program_of_the_desktop_takes_it(tmp_path, monkeypatch):
    tool = tmp_path / "grim"
    Image.new("RGB", (64, 48), MARK).save(tmp_path / "shot.png")
    tool.write_text(f'#!/bin/sh\ncp "{tmp_path}/shot.png" "$1"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert photograph_screen().size == (64, 48)


@pytest.mark.parametrize("tool", ["none", "fails"])
def test_a_desktop_that_shows_nothing_gets_the_way_that_works(tmp_path, monkeypatch, tool):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(snipped, "_TOOLS", (("false",),) if tool == "fails" else (("no-such",),))
    with pytest.raises(SetupError, match=r"Print Screen.*Ctrl\+V"):
        photograph_screen()
