"""Sentences for pictures that are refused, where more than one decoder says them."""

from __future__ import annotations

from app.core.errors import PictureError


def damaged(name: str) -> PictureError:
    """Say that a picture begins well and cannot be decoded."""
    return PictureError("damaged", f"{name} is damaged or cut short; save or download it again.")
