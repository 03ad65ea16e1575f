"""What the program makes of a picture, apart from everything that is heavy to import."""

from __future__ import annotations

import enum


class Verdict(enum.StrEnum):
    """What the program makes of a picture."""

    SURE = "sure"
    UNSURE = "unsure"
    NOT_ONE_OF_THESE = "not one of these"
