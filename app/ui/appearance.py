"""Light or dark, as the user or the system wants it."""

from __future__ import annotations

from app.ui.theme import Mode


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
