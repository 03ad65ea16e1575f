"""Dialogs of the running program, driven and read like a person does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.desktop import PATIENCE, Program, Screen, wait_for


@dataclass
class Dialog:
    """A dialog on the screen."""

    screen: Screen
    window: str

    def press(self, *keys: str) -> None:
        """Press keys in it."""
        self.screen.xdotool("windowfocus", "--sync", self.window)
        for key in keys:
            self.screen.xdotool("key", "--clearmodifiers", key)

    def type(self, text: object) -> None:
        """Put a text in place of that of the field that has the focus."""
        self.press("ctrl+a")
        self.screen.xdotool("type", "--clearmodifiers", str(text))

    def click(self, words: str) -> None:
        """Click on words in it, once they are there."""
        place = wait_for(lambda: self.screen.find_words(self.window, words), what=f"{words!r}")
        self.screen.xdotool("mousemove", "--sync", "--window", self.window, *place, "click", 1)

    def wait_for_text(self, *parts: str, seconds: float = PATIENCE) -> str:
        """Wait until every one of ``parts`` can be read in it."""
        return self.screen.wait_for_text(self.window, *parts, seconds=seconds)

    @property
    def gone(self) -> bool:
        """Whether it is closed."""
        return self.window not in self.screen.xdotool("search", "--onlyvisible", "").split()

    def wait_until_gone(self) -> None:
        """Wait until it is closed."""
        wait_for(lambda: self.gone, what="the dialog to close")


def open_dialog(program: Program, keys: str, title: str) -> Dialog:
    """Press a shortcut, and wait until the dialog it opens is drawn: then it takes keys."""
    program.press(keys)
    dialog = Dialog(program.screen, program.screen.wait_for_window(title))
    wait_for(lambda: program.screen.read_text(dialog.window), what=f"words in {title!r}")
    return dialog


def choose_file(program: Program, keys: str, title: str, file: Path, kind: str = "") -> None:
    """Answer Tk's own file dialog, which a shortcut opens.

    Args:
        kind: the kind of file to choose; empty for the one that stands there.
    """
    screen, dialog = program.screen, open_dialog(program, keys, title)
    if kind:
        dialog.press("alt+t", "space")
        place = wait_for(lambda: screen.find_words("root", kind), what=f"the kind {kind!r}")
        screen.xdotool("mousemove", "--sync", *place, "click", 1)
        dialog.press("alt+n")
    dialog.press("ctrl+slash")  # Tk's "select all" on X11
    screen.xdotool("type", "--clearmodifiers", str(file))
    screen.xdotool("key", "Return")
    dialog.wait_until_gone()


def choose_folder(program: Program, keys: str, title: str, folder: Path) -> None:
    """Answer Tk's own folder dialog: the first Enter goes to the folder, the next one takes it."""
    dialog = open_dialog(program, keys, title)
    dialog.press("ctrl+slash")
    program.screen.xdotool("type", "--clearmodifiers", str(folder))
    dialog.press("Return")

    def take_it() -> bool:
        if not dialog.gone:
            dialog.press("Return")
        return dialog.gone

    wait_for(take_it, what="the folder to be taken")
