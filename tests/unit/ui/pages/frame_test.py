"""The line at the bottom says what there is room for; the window is as large as it was."""

from app.ui.look.wording import ELLIPSIS
from app.ui.pages.frame import StatusLine
from tests.support.desktop import wait_for


def test_what_is_too_long_for_the_line_ends_in_an_ellipsis(window, on_screen):
    line = StatusLine(window.root, window.host.look)
    words = "Model 4 is ready. Nothing leaves this computer. " + "3 corrections are kept. " * 4
    line.place(x=0, y=0, relwidth=0.5)
    on_screen()
    line.show(words.strip(), "Watching /shop/in")
    shown = line._left.cget("text")
    assert shown.startswith("Model 4 is ready.") and shown.endswith(ELLIPSIS)
    taken = sum(line._measure(label.cget("text")) for label in (line._left, line._right))
    assert taken < line.winfo_width()
    line.place(relwidth=2)
    on_screen()
    assert line._left.cget("text") == words.strip()
    line.destroy()


def test_after_compact_the_size_is_that_of_before_whatever_tk_takes_it_for(window, on_screen):
    root = window.root
    on_screen()
    before = root.geometry()
    root.keep_own_geometry()
    root.set_compact(True, 1.0)
    on_screen()
    root.set_compact(False, 1.0)
    root.geometry("900x641+0+0")  # as Tk does where it forgets the menu bar

    def as_before() -> bool:
        on_screen()
        return root.geometry() == before

    wait_for(as_before, what=before)


def test_the_size_is_kept_before_the_menu_bar_goes(window, on_screen, monkeypatch):
    root, menus, done = window.root, window.frame._menus, []
    keep, show = root.keep_own_geometry, menus.show
    monkeypatch.setattr(root, "keep_own_geometry", lambda: [done.append("kept"), keep()])
    monkeypatch.setattr(menus, "show", lambda on: [done.append(on), show(on)])
    window.frame.be_compact(True)
    on_screen()
    window.frame.be_compact(False)
    on_screen()
    assert done == ["kept", False, True]
