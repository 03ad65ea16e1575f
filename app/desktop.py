"""``shelfwise [PATH ...]``: open the window, or hand the paths to the one that is open."""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import logging
import os
import sys

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
        code = run(
            options.paths,
            options.model,
            door,
            program_log.crash_sentence(crash, printable) if crash else "",
        )
        end_beside_threads(code)
        return code
    except TclError as error:
        if "display" not in str(error):
            raise
        raise SetupError(
            "no_display",
            "There is no display to open the window on; start it on a desktop, or use "
            "shelfwise classify, which needs none.",
        ) from error


def end_beside_threads(code: int) -> None:
    """Let the process end with ``code`` once Python comes to its end, whatever threads are at.

    Python itself stops daemon threads where they are, and in C++ code, of which decoders and
    engines are made, that aborts the process (until Python 3.14): all was kept, but it is a crash.
    """
    atexit.register(_end, code)


def _end(code: int) -> None:
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # there may be none
            stream.flush()
    os._exit(code)
