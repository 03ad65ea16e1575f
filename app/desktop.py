"""``shelfwise [PATH ...]``: open the window, or hand the paths to the one that is open."""

from __future__ import annotations

import argparse
import gc

from app.core import program_log
from app.core.errors import SetupError
from app.core.one_window import own_door
from app.core.text import printable


def open_window(options: argparse.Namespace) -> int:
    """Carry out the command; returns when the window is closed.

    Raises:
        SetupError: ``no_tk`` or ``no_display``.
    """
    gc.disable()  # nothing of what is imported is garbage; later the window collects by itself
    door = own_door()
    alone = door.take()
    if not (alone or options.new_window or options.model) and door.knock(options.paths):
        print("Shelfwise is open already; its window has come to the front.")
        return 0
    crash = program_log.watch_crashes()
    try:
        from tkinter import TclError

        from app.ui.window import run
    except ModuleNotFoundError as error:
        if error.name not in {"tkinter", "_tkinter"}:
            raise
        raise SetupError(
            "no_tk",
            "This Python has no Tk, which the window needs; install it (on Debian and Ubuntu: "
            "python3-tk), or use shelfwise classify, which needs none.",
        ) from error
    try:
        return run(
            options.paths,
            options.model,
            door,
            program_log.crash_sentence(crash, printable) if crash else "",
        )
    except TclError as error:
        if "display" not in str(error):
            raise
        raise SetupError(
            "no_display",
            "There is no display to open the window on; start it on a desktop, or use "
            "shelfwise classify, which needs none.",
        ) from error
