"""The desktop portal's screenshot, asked for over D-Bus: the way that Wayland leaves.

As much of the protocol as one call and its answer need; the portal may ask the person first.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from PIL.Image import Image

_PATIENCE = 60.0  # seconds: a person may be asked
_LONGEST = 1 << 20  # bytes of a message
_CALL, _RETURN, _ERROR, _SIGNAL = 1, 2, 3, 4
_PATH, _INTERFACE, _MEMBER, _REPLY_TO, _DESTINATION, _SIGNATURE = 1, 2, 3, 5, 6, 8
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_PORTAL = (
    "org.freedesktop.portal.Desktop",
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Screenshot",
)
_MATCH = "type='signal',interface='org.freedesktop.portal.Request',member='Response'"


def ask_screenshot() -> Image:
    """Return what the portal photographs, as RGB.

    Raises:
        PermissionError: the person, or the portal, says no.
        OSError: there is no portal.
    """
    from PIL import Image

    try:
        code, results = _ask()
    except (struct.error, LookupError, ValueError) as error:
        raise OSError("the portal does not speak as expected") from error
    if code != 0 or not str(results.get("uri", "")).startswith("file:"):
        raise PermissionError("the portal gave no screenshot")
    file = Path(unquote(urlsplit(results["uri"]).path))
    try:
        with Image.open(file) as picture:
            return picture.convert("RGB")
    finally:
        file.unlink(missing_ok=True)  # it was made for this program


def _ask() -> list[Any]:
    """Return what the portal answers: 0 where it did it, and the results."""
    with _Connection(_address()) as bus:
        bus.call(*_BUS, "Hello")
        bus.call(*_BUS, "AddMatch", "s", _MATCH)
        options = {"handle_token": f"shelfwise{os.getpid()}", "interactive": False}
        [handle] = bus.call(*_PORTAL, "Screenshot", "sa{sv}", "", options)
        return bus.wait_for_signal(handle)


def _address() -> str:
    """Where the session's bus listens."""
    default = f"unix:path=/run/user/{os.getuid()}/bus"
    for one in os.environ.get("DBUS_SESSION_BUS_ADDRESS", default).split(";"):
        kind, _, options = one.partition(":")
        values = dict(part.partition("=")[::2] for part in options.split(","))
        if kind == "unix" and (name := values.get("path") or values.get("abstract")):
            return unquote(name) if "path" in values else "\0" + unquote(name)
    raise OSError("there is no session bus")


class _Message(NamedTuple):
    kind: int
    fields: dict[int, Any]
    body: list[Any]


class _Connection:
    """A connection to a bus; every method raises ``OSError``."""

    def __init__(self, address: str) -> None:
        self._end = time.monotonic() + _PATIENCE
        self._serial = 0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(_PATIENCE)
        try:
            self._socket.connect(address)
            user = str(os.getuid()).encode().hex()
            self._socket.sendall(b"\0AUTH EXTERNAL " + user.encode() + b"\r\n")
            answer = b""
            while not answer.endswith(b"\r\n"):
                answer += self._read(1)
            if not answer.startswith(b"OK "):
                raise OSError("the session bus refuses the connection")
            self._socket.sendall(b"BEGIN\r\n")
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def call(
        self, to: str, path: str, interface: str, member: str, signature: str = "", *values: Any
    ) -> list[Any]:
        """Call a method and wait for what it returns."""
        self._serial += 1
        body = bytearray()
        for kind, value in zip(_split(signature), values, strict=True):
            _write(body, kind, value)
        fields = [(_PATH, "o", path), (_INTERFACE, "s", interface), (_MEMBER, "s", member)]
        fields += [(_DESTINATION, "s", to)] + ([(_SIGNATURE, "g", signature)] if values else [])
        head = bytearray(struct.pack("<cBBBII", b"l", _CALL, 0, 1, len(body), self._serial))
        array = bytearray()
        for code, kind, value in fields:
            array += bytes(-len(array) % 8)
            array.append(code)
            _write(array, "g", kind)
            _write(array, kind, value)
        head += struct.pack("<I", len(array)) + array
        self._socket.sendall(bytes(head) + bytes(-len(head) % 8) + bytes(body))
        while True:
            message = self._next()
            if message.fields.get(_REPLY_TO) == self._serial:
                if message.kind == _RETURN:
                    return message.body
                raise OSError(f"{member} failed: {message.body[:1]}")

    def wait_for_signal(self, path: str) -> list[Any]:
        """Wait for what an object says."""
        while True:
            message = self._next()
            if message.kind == _SIGNAL and message.fields.get(_PATH) == path:
                return message.body

    def _next(self) -> _Message:
        head = self._read(16)
        order = "<" if head[:1] == b"l" else ">"
        body_length, _, fields_length = struct.unpack(order + "III", head[4:])
        if body_length + fields_length > _LONGEST:
            raise OSError("the bus sent too much")
        padded = fields_length + -fields_length % 8
        data = self._read(padded + body_length)
        reader = _Reader(data[:fields_length], order)
        fields: dict[int, Any] = {}
        while reader.at < fields_length:
            reader.align(8)
            code = reader.read("y")
            fields[code] = reader.read("v")
        body = _Reader(data[padded:], order)
        kinds = _split(str(fields.get(_SIGNATURE, "")))
        return _Message(head[1], fields, [body.read(kind) for kind in kinds])

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            self._socket.settimeout(max(0.01, self._end - time.monotonic()))
            part = self._socket.recv(count - len(data))
            if not part:
                raise OSError("the session bus ended the connection")
            data += part
        return data


_FIXED = {"y": "B", "b": "I", "n": "h", "q": "H", "i": "i", "u": "I", "x": "q", "t": "Q", "d": "d"}
_ALIGNED = {"s": 4, "o": 4, "g": 1, "v": 1, "a": 4, "(": 8, "{": 8}


def _alignment(kind: str) -> int:
    return _ALIGNED.get(kind[0]) or struct.calcsize(_FIXED[kind])


def _split(signature: str) -> list[str]:
    """The single types of a signature."""
    kinds, at = [], 0
    while at < len(signature):
        end = at
        while signature[end] == "a":
            end += 1
        if signature[end] in "({":
            depth = 1
            while depth:
                end += 1
                depth += (signature[end] in "({") - (signature[end] in ")}")
        kinds.append(signature[at : end + 1])
        at = end + 1
    return kinds


def _write(data: bytearray, kind: str, value: Any) -> None:
    """Append a string, a signature, an object's path, or options: name -> string or bool."""
    data += bytes(-len(data) % _alignment(kind))
    if kind in {"s", "o"}:
        text = value.encode()
        data += struct.pack("<I", len(text)) + text + b"\0"
    elif kind == "g":
        data += bytes([len(value)]) + value.encode() + b"\0"
    elif kind == "b":
        data += struct.pack("<I", bool(value))
    else:
        place = len(data)
        data += bytes(4)
        data += bytes(-len(data) % 8)
        start = len(data)
        for name, option in value.items():
            data += bytes(-len(data) % 8)
            own = "b" if isinstance(option, bool) else "s"
            _write(data, "s", name)
            _write(data, "g", own)
            _write(data, own, option)
        data[place : place + 4] = struct.pack("<I", len(data) - start)


class _Reader:
    """Reads values one after the other."""

    def __init__(self, data: bytes, order: str) -> None:
        self._data, self._order, self.at = data, order, 0

    def align(self, size: int) -> None:
        self.at += -self.at % size

    def read(self, kind: str) -> Any:
        self.align(_alignment(kind))
        match kind[0]:
            case "s" | "o":
                return self._text(self._number("I"))
            case "g":
                return self._text(self._number("B"))
            case "v":
                return self.read(self.read("g"))
            case "a":
                return self._array(kind[1:])
            case "(" | "{":
                return [self.read(one) for one in _split(kind[1:-1])]
        return self._number(_FIXED[kind])

    def _array(self, kind: str) -> Any:
        length = self._number("I")
        self.align(_alignment(kind))
        end, values = self.at + length, []
        while self.at < end:
            values.append(self.read(kind))
        return dict(values) if kind[0] == "{" else values

    def _number(self, form: str) -> Any:
        size = struct.calcsize(form)
        self.at += size
        return struct.unpack(self._order + form, self._data[self.at - size : self.at])[0]

    def _text(self, length: int) -> str:
        self.at += length + 1
        return self._data[self.at - length - 1 : self.at - 1].decode()
