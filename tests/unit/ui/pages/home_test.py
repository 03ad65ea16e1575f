"""The empty page offers a place in the desktop's menu, where there is none yet."""

import time
from pathlib import Path

from app.desktop_entry import is_missing, remove
from app.ui.pages.home import DropZone


def test_the_desktops_menu_is_offered_until_shelfwise_is_in_it(
    window, on_screen, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))

    def page(height: float = 1.0) -> DropZone:
        zone = DropZone(window.root, window.host.look, window.commands)
        zone.place(x=0, y=0, relwidth=1, relheight=height)
        on_screen()
        return zone

    first = page()
    assert first._entry.winfo_ismapped()
    first._entry.press()
    deadline = time.monotonic() + 20
    while "Open with" not in window.tells.message and time.monotonic() < deadline:
        on_screen()
        window.pump.drain()
    assert not is_missing()
    on_screen()
    second = page()
    assert not first._entry.winfo_ismapped() and not second._entry.winfo_ismapped()
    remove()
    third = page(height=0.5)
    assert not third._entry.winfo_ismapped(), "there is no room for it"
    for zone in (first, second, third):
        window.host.look.unsubscribe(zone._draw_icon)
        zone.destroy()
    window.tells.say("")
