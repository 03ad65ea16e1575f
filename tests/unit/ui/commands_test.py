"""The registry of commands decides what a key, a menu and a button do."""

import tkinter as tk

import pytest

from app.ui.commands import Command, Commands, sequences


@pytest.mark.parametrize(
    ("shortcut", "bound"),
    [
        ("Ctrl+O", {"<Control-o>", "<Control-O>"}),
        ("Ctrl+Shift+O", {"<Control-Shift-o>", "<Control-Shift-O>"}),
        ("Ctrl++", {"<Control-plus>", "<Control-equal>", "<Control-KP_Add>"}),
        ("+", {"<plus>", "<equal>", "<KP_Add>"}),
        ("M", {"<m>", "<M>"}),
        ("Page Down", {"<Next>"}),
    ],
)
def test_a_shortcut_is_bound_whatever_caps_lock_and_keyboard(shortcut, bound, monkeypatch):
    monkeypatch.setattr("app.ui.commands._PRIMARY", "Control")
    assert set(sequences(shortcut)) == bound


@pytest.fixture
def top(window, on_screen):
    top = tk.Toplevel(window.root)
    top.update()
    top.focus_force()
    on_screen()
    return top


def test_of_commands_with_one_key_the_first_that_makes_sense_gets_it(top, on_screen):
    done, state = [], {"running": True}
    commands = Commands()
    for name, enabled in (("cancel", lambda: state["running"]), ("back", lambda: True)):
        commands.add(
            Command(name, "List", name, lambda n=name: done.append(n), ("Esc",), enabled=enabled)
        )
    commands.bind_shortcuts(top)
    top.event_generate("<Escape>")
    state["running"] = False
    top.event_generate("<Escape>")
    on_screen()
    assert done == ["cancel", "back"]


def test_a_letter_with_alt_or_ctrl_is_another_key(top, on_screen):
    done = []
    commands = Commands()
    commands.add(Command("preview", "View", "Preview", lambda: done.append("P"), ("P",)))
    commands.bind_shortcuts(top)
    for keys in ("<Alt-p>", "<Control-p>", "<p>", "<Shift-P>"):
        top.event_generate(keys)
    on_screen()
    assert done == ["P", "P"]


def test_a_letter_typed_into_a_field_is_no_command(top, on_screen):
    done = []
    commands = Commands()
    commands.add(Command("map", "Picture", "Map", lambda: done.append("map"), ("M",)))
    commands.bind_shortcuts(top)
    field = tk.Entry(top)
    field.pack()
    field.focus_force()
    on_screen()
    field.event_generate("<Key>", keysym="m")
    on_screen()
    assert field.get() == "m"
    assert done == []


def test_what_makes_no_sense_now_cannot_be_done(window):
    assert not window.commands["toggle-map"].enabled()
    window.commands.run("toggle-map")
    assert window.screen.page == "home"


def test_no_two_commands_share_a_name():
    commands = Commands()
    commands.add(Command("open", "File", "Open", lambda: None))
    with pytest.raises(ValueError, match="open"):
        commands.add(Command("open", "File", "Open again", lambda: None))
