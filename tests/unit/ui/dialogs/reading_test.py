"""What *Help* gives to read."""

from app import __version__
from app.core.places import log_file
from app.ui.dialogs.reading import ReadingDialog
from app.ui.look import wording


def test_the_version_is_in_the_title_and_the_log_is_named(window, on_screen):
    window.commands.run("about")
    on_screen()
    about = next(p for p in window.root.winfo_children() if isinstance(p, ReadingDialog))
    assert __version__ in about.title()
    assert wording.place(log_file()) in about._text.get("1.0", "end")
    about.leave()
