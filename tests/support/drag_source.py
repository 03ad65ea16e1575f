"""A window of another program to drag files from: GTK 3, run by the system's Python."""

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main() -> None:
    """Offer the paths or URIs of the command line to whoever a drag ends on."""
    uris = [item if "://" in item else Path(item).absolute().as_uri() for item in sys.argv[1:]]
    window = Gtk.Window(title="Drag from here", default_width=160, default_height=80)
    handle = Gtk.EventBox(visible=True)
    handle.add(Gtk.Label(label="drag me", visible=True))
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_uri_targets()
    handle.connect("drag-data-get", lambda _widget, _context, data, *_: data.set_uris(uris))
    window.add(handle)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    Gtk.main()


main()
