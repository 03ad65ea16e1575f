"""Makes Tk's own file dialogs fit in, where the system has none that Tk knows (Linux)."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Theme

_CLASSES = ("TkFDialog", "TkChooseDir")
_WIDTH, _HEIGHT = 720, 480


def install(root: tk.Tk, look: Theme) -> None:
    """Style the dialogs of a root window from now on."""
    if root.tk.call("tk", "windowingsystem") != "x11":
        return
    style = ttk.Style(root)
    style.theme_use("clam")
    root.tk.call("catch", "tk_getOpenFile -badoption")  # loads the code whose variables follow
    root.tk.call("set", "::tk::dialog::file::showHiddenVar", "0")
    root.tk.call("set", "::tk::dialog::file::showHiddenBtn", "1")

    def shown(event: Any) -> None:
        dialog = str(event.widget)
        if root.tk.call("winfo", "class", dialog) in _CLASSES:
            _paint_lists(root, dialog, look)
            width, height = look.px(_WIDTH), look.px(_HEIGHT)
            x = root.winfo_rootx() + (root.winfo_width() - width) // 2
            y = root.winfo_rooty() + (root.winfo_height() - height) // 3
            geometry = f"{width}x{height}+{max(0, x)}+{max(0, y)}"
            root.tk.call("wm", "geometry", dialog, geometry)

    for name in _CLASSES:
        root.bind_class(name, "<Map>", shown)
    look.subscribe(lambda: _paint(style, look))
    _paint(style, look)


def _paint_lists(root: tk.Tk, dialog: str, look: Theme) -> None:
    """Recolour the list of files in a dialog: Tk gives it a white ground and black letters."""
    pending = [dialog]
    while pending:
        path = pending.pop()
        pending.extend(root.tk.splitlist(root.tk.call("winfo", "children", path)))
        if root.tk.call("winfo", "class", path) != "Canvas":
            continue
        root.tk.call(path, "configure", "-background", look.color(theme.SURFACE))
        # A name that was chosen and is so no more becomes black again.
        recolour = (
            f"foreach name [{path} find withtag {{text&&!selectionText}}] "
            f"{{{path} itemconfigure $name -fill {look.color(theme.TEXT)}}}"
        )
        root.tk.eval(recolour)
        for event in ("<ButtonRelease-1>", "<KeyRelease>"):
            root.tk.call("bind", dialog, event, recolour)


def _paint(style: ttk.Style, look: Theme) -> None:
    ground, ink = look.color(theme.BACKGROUND), look.color(theme.TEXT)
    surface, line = look.color(theme.SURFACE), look.color(theme.BORDER)
    for name in _CLASSES:  # what the names in a dialog's list are written with
        style.master.option_add(f"*{name}*Canvas.foreground", ink)
    family, size, *_ = look.tk_font("body")
    for name in ("TkTextFont", "TkIconFont"):  # of the field and of the list
        style.master.tk.call("font", "configure", name, "-family", family, "-size", size)
    flat = {"bordercolor": line, "lightcolor": surface, "darkcolor": surface}
    style.configure(".", background=ground, foreground=ink, font=look.tk_font("body"), **flat)
    style.map(".", foreground=[("disabled", look.color(theme.TEXT_DISABLED))])
    for name in ("TButton", "TMenubutton"):
        style.configure(name, background=surface, padding=(look.px(theme.M), look.px(theme.XS)))
        style.map(name, background=[("active", look.color(theme.HOVER))])
    style.configure("TButton", focuscolor=look.color(theme.ACCENT))
    style.configure(
        "TEntry",
        fieldbackground=surface,
        insertcolor=ink,
        selectbackground=look.color(theme.ACCENT),
        selectforeground=look.color(theme.ON_ACCENT),
        padding=look.px(theme.XS),
    )
    style.map("TEntry", bordercolor=[("focus", look.color(theme.ACCENT))])
    style.configure(
        "TScrollbar",
        background=line,
        troughcolor=ground,
        arrowcolor=look.color(theme.TEXT_MUTED),
        relief="flat",
    )
    style.map("TCheckbutton", background=[("active", ground)])
