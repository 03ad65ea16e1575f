"""A desktop portal for tests, on the session's bus: fake_portal.py PICTURE says-no|photographs.

Run by the system's Python, which has GLib; says ``ready`` when it has its name.
"""

import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

_XML = """<node><interface name="org.freedesktop.portal.Screenshot"><method name="Screenshot">
<arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method></interface></node>"""
_PORTAL = "/org/freedesktop/portal/desktop"


def main() -> None:
    """Answer calls until it is killed."""
    uri, answer = Gio.File.new_for_path(sys.argv[1]).get_uri(), sys.argv[2]

    def called(bus, sender, path, interface, method, parameters, invocation):
        _, options = parameters.unpack()
        own = sender[1:].replace(".", "_")
        handle = f"{_PORTAL}/request/{own}/{options['handle_token']}"
        invocation.return_value(GLib.Variant("(o)", (handle,)))
        code = 0 if answer == "photographs" else 1
        results = {"uri": GLib.Variant("s", uri), "more": GLib.Variant("a(ti)", [(1, 2), (3, 4)])}
        response = GLib.Variant("(ua{sv})", (code, results if code == 0 else {}))
        request = "org.freedesktop.portal.Request"
        for where in (f"{handle}_of_another", handle):
            bus.emit_signal(None, where, request, "Response", response)

    def acquired(bus, _name):
        interface = Gio.DBusNodeInfo.new_for_xml(_XML).interfaces[0]
        bus.register_object(_PORTAL, interface, called, None, None)

    def named(_bus, _name):
        print("ready", flush=True)

    name = "org.freedesktop.portal.Desktop"
    Gio.bus_own_name(Gio.BusType.SESSION, name, 0, acquired, named, None)
    GLib.MainLoop().run()


main()
