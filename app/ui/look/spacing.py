"""Where widgets stand: distances that follow the scale, and parts that come and go.

CustomTkinter's widgets follow the scale by themselves; plain Tk ones do here.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping
from typing import Any

from app.ui.look.theme import Theme

_DISTANCES = ("padx", "pady", "ipadx", "ipady")
_LAST_CALL = "_last_geometry_manager_call"  # what CustomTkinter repeats after a change of scale
_KEPT = "_call_while_hidden"


def hide(widget: tk.Widget) -> None:
    """Take a widget out of its grid until ``show``; a change of scale does not bring it back."""
    call = getattr(widget, _LAST_CALL, None)
    if call is not None:
        setattr(widget, _KEPT, call["kwargs"])
        setattr(widget, _LAST_CALL, None)
    widget.grid_remove()


def show(widget: tk.Widget) -> None:
    """Put a widget back where it stood in its grid before ``hide``; one in sight stays."""
    if not widget.winfo_manager():
        widget.grid(**getattr(widget, _KEPT, {}))


def show_if(wanted: bool, widget: tk.Widget) -> None:
    """Show a widget of a grid, or hide it."""
    (show if wanted else hide)(widget)


def grid(widget: tk.Widget, look: Theme, **options: Any) -> None:
    """``widget.grid`` with distances at scale 1."""

    def apply() -> None:
        if widget.winfo_manager() == "grid":
            widget.grid_configure(**_scaled(look, options, only_distances=True))

    widget.grid(**_scaled(look, options))
    _follow(widget, look, apply)
    widget.bind("<Map>", lambda _: apply(), add="+")  # it may have been hidden at another scale


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
