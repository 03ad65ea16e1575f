"""What a drag holds, read from the X server itself: Tk takes no more than 400 KB at a time."""

from __future__ import annotations

import ctypes
import select
import time
from typing import Any

_PATIENCE = 2.0  # seconds
_MOST = 1 << 26  # bytes
_SELECTION_NOTIFY = 31
# Where in an event, in longs, is what is looked at.
_KIND, _PROPERTY = 0, 7


def read_drag(kind: str) -> bytes | None:
    """Return what the drag that has just been dropped holds of one type.

    Returns:
        Its bytes; None where nothing comes, or it would come in pieces, or this is no X11.
    """
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    display = ctypes.c_void_p(display)
    try:
        return _read(x11, display, kind)
    finally:
        x11.XCloseDisplay(display)


def _read(x11: Any, display: ctypes.c_void_p, kind: str) -> bytes | None:
    for name in ("XDefaultRootWindow", "XCreateSimpleWindow", "XInternAtom"):
        getattr(x11, name).restype = ctypes.c_ulong
    none = ctypes.c_ulong(0)

    def atom(name: str) -> ctypes.c_ulong:
        return ctypes.c_ulong(x11.XInternAtom(display, name.encode(), 0))

    root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    own = ctypes.c_ulong(x11.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, none, none))
    place = atom("SHELFWISE_DROP")
    x11.XConvertSelection(display, atom("XdndSelection"), atom(kind), place, own, none)
    event = (ctypes.c_long * 24)()
    end = time.monotonic() + _PATIENCE
    while event[_KIND] & 0xFFFFFFFF != _SELECTION_NOTIFY:
        while not x11.XPending(display):  # which sends what was asked for, too
            left = end - time.monotonic()
            if left <= 0 or not select.select([x11.XConnectionNumber(display)], [], [], left)[0]:
                return None
        x11.XNextEvent(display, ctypes.byref(event))
    if not event[_PROPERTY]:
        return None
    return _property(x11, display, own, place)


def _property(
    x11: Any, display: ctypes.c_void_p, window: ctypes.c_ulong, name: ctypes.c_ulong
) -> bytes | None:
    kind, count, left = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
    form, data = ctypes.c_int(), ctypes.c_void_p()
    told = [ctypes.byref(each) for each in (kind, form, count, left, data)]
    which = (window, name, ctypes.c_long(0), ctypes.c_long(_MOST // 4), 1, ctypes.c_ulong(0))
    x11.XGetWindowProperty(display, *which, *told)
    if not data:
        return None
    try:
        whole = form.value == 8 and not left.value
        return ctypes.string_at(data, count.value) if whole else None
    finally:
        x11.XFree(data)
