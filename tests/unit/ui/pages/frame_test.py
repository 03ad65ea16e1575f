"""The line at the bottom says what there is room for."""

from app.ui.look.wording import ELLIPSIS
from app.ui.pages.frame import StatusLine


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
