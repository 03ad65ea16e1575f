"""Distances around plain Tk widgets that follow the scale, as CustomTkinter's do by themselves."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping
from typing import Any

from app.ui.look.theme import Theme

_DISTANCES = ("padx", "pady", "ipadx", "ipady")


def grid(widget: tk.Widget, look: Theme, **options: Any) -> None:
    """``widget.grid`` with distances at scale 1."""

    def apply() -> None:
        if widget.winfo_manager() == "grid":
            widget.grid_configure(**_scaled(look, options, only_distances=True))

    widget.grid(**_scaled(look, options))
    _follow(widget, look, apply)


def pack(widget: tk.Widget, look: Theme, **options: Any) -> None:
    """``widget.pack`` with distances at scale 1."""

    def apply() -> None:
        if widget.winfo_manager() == "pack":
            widget.pack_configure(**_scaled(look, options, only_distances=True))

    widget.pack(**_scaled(look, options))
    _follow(widget, look, apply)


def _follow(widget: tk.Widget, look: Theme, apply: Any) -> None:
    look.subscribe(apply)
    widget.bind("<Destroy>", lambda _: look.unsubscribe(apply), add="+")


def _scaled(
    look: Theme, options: Mapping[str, Any], *, only_distances: bool = False
) -> dict[str, Any]:
    result = {} if only_distances else dict(options)
    for name in _DISTANCES:
        if name in options:
            value = options[name]
            result[name] = (
                tuple(look.px(part) for part in value)
                if isinstance(value, tuple)
                else look.px(value)
            )
    return result
