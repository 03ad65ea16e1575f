"""Tells a person who is in another program that long work is over, by the desktop itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from app.core.extras import outside_environment

_SECONDS = 5.0  # after which nobody waits for the desktop
_TITLE = "Shelfwise"


def show_note(sentence: str) -> None:
    """Show a sentence on the desktop; nothing where it has no way for that. It may take seconds."""
    command = _command(sentence)
    if not command:
        return
    try:
        subprocess.run(
            command,
            env=outside_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return


def _command(sentence: str) -> list[str]:
    if sys.platform == "darwin":
        script = f"display notification {_quoted(sentence)} with title {_quoted(_TITLE)}"
        return ["osascript", "-e", script]
    if not sys.platform.startswith("linux"):
        return []
    if shutil.which("notify-send"):
        return ["notify-send", "--app-name", _TITLE, "--icon", "shelfwise", "--", _TITLE, sentence]
    if shutil.which("gdbus"):
        notify = ("--dest", "org.freedesktop.Notifications", "--object-path")
        at = ("/org/freedesktop/Notifications", "--method", "org.freedesktop.Notifications.Notify")
        said = (_TITLE, "0", "shelfwise", _TITLE, sentence, "[]", "{}", "-1")
        return ["gdbus", "call", "--session", *notify, *at, "--", *said]
    return []


def _quoted(text: str) -> str:
    """Write a text as AppleScript does, which escapes quotes and backslashes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
