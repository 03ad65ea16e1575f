"""A picture that comes with a drag becomes a file; a drag without one gets a sentence."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from app.ui.intake import dropped as intake
from app.ui.intake.dragged import bytes_of, keep, name_from, with_bytes
from app.ui.intake.dropped import Dropped, from_entries
from app.ui.intake.x_selection import read_drag

ADDRESS = "https://shop.example/img/Summer%20dress.jpg?w=800"
# In the order in which Chromium 1xx and Firefox ESR offer them.
CHROMIUM = [
    *("text/x-moz-url", "UTF8_STRING", "STRING", "TEXT", "text/plain", "XdndDirectSave0"),
    *("application/octet-stream", "chromium/x-renderer-taint", "text/html", "chromium/x-drag-id"),
]
CHROMIUM_LINK = [kind for kind in CHROMIUM if kind[0] not in "aX"]
FIREFOX = [
    *("text/x-moz-url", "text/html", "text/unicode", "text/plain", "application/x-moz-nativeimage"),
    *("image/jpeg", "image/jpg", "image/png", "image/gif", "application/x-moz-file-promise"),
]


@pytest.fixture(autouse=True)
def received(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(intake, "received_folder", lambda: folder)
    return folder


@pytest.fixture
def pictures(tmp_path) -> dict[str, bytes]:
    """One picture as files of several kinds."""
    made = {}
    for kind in ("png", "jpeg", "webp"):
        Image.new("RGB", (30, 20), "red").save(tmp_path / "made", kind)
        made[kind] = (tmp_path / "made").read_bytes()
    return made


def words(data: bytes) -> str:
    """As Tk writes bytes."""
    return " ".join(hex(value) for value in data)


def drag(offered: list[str], holds: dict[str, bytes], address: str = ADDRESS) -> Dropped:
    """What comes of a drag that offers these types, and hands some of them over."""
    asked: list[str] = []

    def read(kind: str) -> str | None:
        asked.append(kind)
        return words(holds[kind]) if kind in holds else None

    dropped = with_bytes(from_entries([address]), offered, read)
    assert set(asked) <= set(offered)
    return keep(dropped) if dropped.dragged is not None else dropped


def test_chromium_brings_the_very_file(received, pictures):
    dropped = drag(CHROMIUM, {"application/octet-stream": pictures["jpeg"]})
    assert dropped.paths == (received / "Summer dress.jpg",)
    assert dropped.paths[0].read_bytes() == pictures["jpeg"]
    again = drag(CHROMIUM, {"application/octet-stream": pictures["jpeg"]})
    assert again.paths == (received / "Summer dress (2).jpg",)


def test_of_what_firefox_offers_the_lossless_one_is_taken(pictures):
    holds = {"image/jpeg": pictures["jpeg"], "image/png": pictures["png"]}
    [path] = drag(FIREFOX, holds).paths
    assert path.name == "Summer dress.png"  # by its content, whatever the address says
    [path] = drag(FIREFOX, {"image/jpeg": pictures["jpeg"]}).paths
    assert path.read_bytes() == pictures["jpeg"]


def test_webp_is_read_and_drawings_are_not(pictures):
    [path] = drag(CHROMIUM, {"application/octet-stream": pictures["webp"]}).paths
    assert path.suffix == ".webp"
    dropped = drag(CHROMIUM, {"application/octet-stream": b"<svg xmlns='...'/>"})
    assert dropped.paths == () and "kind that cannot be read" in dropped.remark


@pytest.mark.parametrize("offered", [CHROMIUM, FIREFOX])
def test_bytes_that_do_not_come_get_the_way_that_works(offered):
    dropped = drag(offered, {})
    assert dropped.paths == ()
    assert "did not hand the picture over" in dropped.remark and "Copy image" in dropped.remark


def test_a_link_gets_the_way_that_works():
    dropped = drag(CHROMIUM_LINK, {}, "https://shop.example/dress")
    assert "web address" in dropped.remark and "Ctrl+V" in dropped.remark


def test_a_piece_of_a_page_and_mere_text_get_sentences():
    assert "piece of a page" in drag(["text/plain", "text/html"], {}, "Summer dress").remark
    assert "That is text" in drag(["text/plain"], {}, "Summer dress").remark


def test_files_are_taken_as_files_whatever_else_is_offered():
    dropped = drag(["text/plain", "text/html", "image/png"], {}, "file:///photos/a.png")
    assert dropped.paths == (Path("/photos/a.png"),)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://shop.example/a/Caf%C3%A9%20bag.JPEG", "Café bag"),
        ("https://shop.example/image.php?id=3", "image.php"),
        ("https://shop.example/..%2F..%2Fetc%2Fpasswd", "etc passwd"),
        ('https://shop.example/a"b<c>|d*.png', "a b c d"),
        ("https://shop.example/.bashrc", "bashrc"),
        ("https://shop.example/" + "x" * 300 + ".png", "x" * 80),
        ("https://shop.example/photo.jpg_large", "photo"),
    ],
)
def test_it_is_named_after_the_last_part_of_the_address(address, name):
    assert name_from(address) == name


@pytest.mark.parametrize(
    "address", ["https://shop.example/", "data:image/png;base64,iVBO/a", "blob:https://x/7-7"]
)
def test_what_has_no_name_is_named_after_the_time(address):
    assert name_from(address).startswith("Dragged picture 2")


def test_many_bytes_come_through_whole():
    data = bytes(range(256)) * 4_000
    assert bytes_of(words(data)) == data


def test_the_window_reads_what_the_drag_holds(window, monkeypatch, pictures):
    """As tkdnd tells of a drop; the selection is Tk's own to read."""
    event = SimpleNamespace(type="UTF8_STRING", data=ADDRESS, types=(" ".join(CHROMIUM),))
    asked = []

    def drag_data(kind: str) -> str:
        asked.append(kind)
        return words(pictures["png"])

    monkeypatch.setattr(window.root, "_drag_data", drag_data)
    dropped = window.root._read_drop(event)
    assert asked == ["application/octet-stream"]
    assert (dropped.address, bytes_of(dropped.dragged.content)) == (ADDRESS, pictures["png"])


def test_a_selection_that_nobody_holds_is_no_picture(window):
    assert window.root._drag_data("image/png") is None


def test_more_than_tk_reads_at_once_comes_through(window):
    """400 KB are its limit for what another program puts on the window."""
    data = bytes(range(256)) * 2_000
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(len(data) // 256)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline().strip() == "ready"
        got = window.root._drag_data("image/png")
    finally:
        holder.kill()
        holder.wait()
    assert got == data
    assert read_drag("image/png") is None  # nobody holds one any more


HOLDER = """
import sys, ctypes
x = ctypes.CDLL("libX11.so.6")
class Request(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
        ("display", ctypes.c_void_p), ("owner", ctypes.c_ulong), ("requestor", ctypes.c_ulong),
        ("selection", ctypes.c_ulong), ("target", ctypes.c_ulong), ("property", ctypes.c_ulong),
        ("time", ctypes.c_ulong)]
class Notify(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
        ("display", ctypes.c_void_p), ("requestor", ctypes.c_ulong), ("selection", ctypes.c_ulong),
        ("target", ctypes.c_ulong), ("property", ctypes.c_ulong), ("time", ctypes.c_ulong)]
class Event(ctypes.Union):
    _fields_ = [("request", Request), ("notify", Notify), ("room", ctypes.c_long * 24)]
x.XOpenDisplay.restype = ctypes.c_void_p
for name in ("XDefaultRootWindow", "XCreateSimpleWindow", "XInternAtom"):
    getattr(x, name).restype = ctypes.c_ulong
d = ctypes.c_void_p(x.XOpenDisplay(None))
root = ctypes.c_ulong(x.XDefaultRootWindow(d))
no = ctypes.c_ulong(0)
w = ctypes.c_ulong(x.XCreateSimpleWindow(d, root, 0, 0, 1, 1, 0, no, no))
selection = ctypes.c_ulong(x.XInternAtom(d, b"XdndSelection", 0))
x.XSetSelectionOwner(d, selection, w, ctypes.c_ulong(0))
x.XSync(d, 0)
print("ready", flush=True)
data = bytes(range(256)) * int(sys.argv[1])
e = Event()
while True:
    x.XNextEvent(d, ctypes.byref(e))
    if e.request.type == 30:
        r = e.request
        x.XChangeProperty(d, ctypes.c_ulong(r.requestor), ctypes.c_ulong(r.property),
            ctypes.c_ulong(r.target), 8, 0, data, len(data))
        n = Event()
        n.notify = Notify(31, 0, 0, None, r.requestor, r.selection, r.target, r.property, r.time)
        x.XSendEvent(d, ctypes.c_ulong(r.requestor), 0, ctypes.c_long(0), ctypes.byref(n))
        x.XSync(d, 0)
"""
