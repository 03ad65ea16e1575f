"""A dialog that is higher than the screen scrolls: its buttons and what has the focus are seen."""

import pytest

from app import __version__
from app.ui.dialogs.base import Dialog
from app.ui.dialogs.reading import ReadingDialog, about_text, manual_text
from app.ui.pages.card import details_last
from app.ui.widgets import labels
from app.ui.widgets.controls import Switch
from app.ui.widgets.scrolling import ScrollPanel

FIELDS = 40


def area(dialog: Dialog) -> ScrollPanel:
    [panel] = [child for child in dialog.winfo_children() if isinstance(child, ScrollPanel)]
    return panel


def in_sight(dialog: Dialog, part: Switch) -> bool:
    """Whether a part lies wholly in the window of what scrolls."""
    top = part.winfo_rooty() - area(dialog).winfo_rooty()
    return top >= 0 and top + part.winfo_height() <= area(dialog).winfo_height()


@pytest.fixture
def dialog(window, on_screen):
    dialog = Dialog(window.host, "A long form", (500, 20 * FIELDS))
    dialog.switches = [Switch(dialog.body, window.host.look, f"Field {n}") for n in range(FIELDS)]
    for number, switch in enumerate(dialog.switches):
        dialog.row(number, f"Row {number}", switch)
    dialog.button("Save", dialog.leave)
    dialog.open()
    on_screen()
    return dialog


def test_the_buttons_stay_on_the_screen(dialog):
    assert dialog.winfo_height() <= dialog.winfo_screenheight()
    footer = dialog.footer
    assert footer.winfo_y() + footer.winfo_height() <= dialog.winfo_height()
    assert area(dialog).scrolls


def test_what_gets_the_focus_is_brought_into_sight(dialog, on_screen):
    first, last = dialog.switches[0], dialog.switches[-1]
    assert in_sight(dialog, first) and not in_sight(dialog, last)
    last.event_generate("<FocusIn>")
    on_screen()
    assert in_sight(dialog, last) and not in_sight(dialog, first)
    first.event_generate("<FocusIn>")
    on_screen()
    assert in_sight(dialog, first)


def test_the_wheel_scrolls_over_every_part(dialog, on_screen):
    first = dialog.switches[0]
    for _ in range(5):
        first.event_generate("<Button-5>")
    on_screen()
    assert not in_sight(dialog, first)


def test_what_fits_does_not_scroll(window, on_screen):
    dialog = Dialog(window.host, "A short form", (500, 300))
    labels.label(dialog.body, window.host.look, "One line.").grid()
    dialog.open()
    on_screen()
    assert not area(dialog).scrolls


def test_the_manual_names_the_keys_as_they_are_and_about_the_version(window, on_screen):
    manual = manual_text(window.commands)
    for identifier in ("open-folder", "sort-files", "undo-sorting", "grid", "open-recent"):
        assert f"**{window.commands[identifier].accelerator}**" in manual
    assert __version__ in about_text()
    dialog = ReadingDialog(window.host, "Short manual", manual * 9)
    on_screen()
    before = dialog._text.yview()[0]
    dialog.event_generate("<Next>")
    dialog._text.scroll_pages(0.9)
    assert dialog._text.yview()[0] > before


def test_a_card_begins_with_how_good_the_model_is():
    card = "# Model\n\nMade.\n\n## Network\n\na\n\n## Photos\n\nb\n\n## Verdicts\n\nc\n\n## Limits"
    parts = [line for line in details_last(card).splitlines() if line.startswith("#")]
    assert parts == ["# Model", "## Verdicts", "## Limits", "## Network", "## Photos"]
    assert details_last("") == ""
