"""Light or dark, and how large, as the user or the system wants it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence

from app.ui.look.theme import Mode

_NORMAL_DPI = 96
_DPI = re.compile(r"^Xft\.dpi:\s*([\d.]+)", re.MULTILINE)


def resolve(choice: str) -> Mode:
    """``system``, ``light`` or ``dark`` -> what to show now.

    Asking the system starts a process on Linux (7 ms), so ask at the start and on focus only.
    """
    if choice == "dark":
        return "dark"
    if choice == "system":
        import darkdetect

        try:
            return "dark" if darkdetect.theme() == "Dark" else "light"
        except Exception:  # darkdetect reads registries and runs programs; no answer means light
            return "light"
    return "light"


def system_scale(scales: Sequence[float]) -> float:
    """The one of ``scales`` that is nearest to the desktop's, for the first start.

    CustomTkinter asks the system itself on Windows and macOS, so there it is 1.
    """
    if not sys.platform.startswith("linux"):
        return 1.0
    try:
        resources = subprocess.run(
            ["xrdb", "-query"], capture_output=True, text=True, timeout=1, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 1.0
    found = _DPI.search(resources)
    wanted = float(found[1]) / _NORMAL_DPI if found else 1.0
    return min(scales, key=lambda scale: abs(scale - wanted))
