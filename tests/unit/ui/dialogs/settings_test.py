"""What is set in the settings counts from when it is saved, and not before."""

import tkinter as tk

from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.places import settings_file
from app.core.settings import load_settings
from app.ui.dialogs.settings import OneOf, SettingsDialog
from app.ui.state.session import Session
from tests.support.desktop import wait_for


def test_larger_pictures_are_allowed_once_it_is_saved(window, on_screen):
    configuring = window.flows.configuring
    dialog = SettingsDialog(
        window.host,
        configuring.now,
        None,
        False,
        configuring.save,
        lambda: None,
    )
    on_screen()
    pixels, size = (part for part in dialog.body.winfo_children() if isinstance(part, OneOf))
    for part, key in ((pixels, "<Right>"), (size, "<Left>")):
        part.focus_force()
        part.event_generate(key)
    on_screen()
    assert window.decoders.limits == DEFAULT_LIMITS
    next(b for b in dialog.footer.winfo_children() if b.text == "Save").press()
    on_screen()
    assert window.decoders.limits == Limits(megapixels=200, megabytes=100)
    wait_for(lambda: load_settings(settings_file()).limits == window.decoders.limits, 10)


def test_a_limit_of_the_settings_file_stays_while_none_is_chosen(window, on_screen):
    part = OneOf(tk.Toplevel(window.root), window.host.look, (50, 100), "{} MP", 70)
    part.pack()
    on_screen()
    assert part.value == 70
    part.focus_force()
    part.event_generate("<Right>")
    assert part.value == 100


def test_everything_is_a_product_from_when_it_is_saved_in_lists_that_say_nothing(window, on_screen):
    configuring, command = window.flows.configuring, window.commands["everything"]
    window.lists.judge(0.8, False)
    dialog = SettingsDialog(
        window.host, configuring.now, None, False, configuring.save, lambda: None
    )
    on_screen()
    dialog._everything.press()
    assert not command.checked()
    next(b for b in dialog.footer.winfo_children() if b.text == "Save").press()
    window.lists.judge(0.8, window.flows.model.everything)
    assert command.checked()
    command.handler()
    assert not command.checked()
    assert configuring.now.everything_is_a_product, "the list alone says something else"
    window.lists.use(Session())
    assert command.checked()
    configuring._preferences.remember(everything_is_a_product=False)
    window.lists.judge(0.0, False)
