"""Which network connections a program opens, seen from outside and from inside."""

from __future__ import annotations

import contextlib
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Only sockets of the network; X11 and everything else on the machine itself speaks AF_UNIX.
_NETWORK = re.compile(r"\bAF_(?!UNIX|LOCAL|UNSPEC)\w+")
_watchers: list[list[str]] = []


def traced(log: Path, command: list[str]) -> list[str]:
    """A command under strace, which notes every network call of it and of its children."""
    return ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o", str(log), *command]


def network_calls(log: Path) -> list[str]:
    """Lines of a log of ``traced`` in which another family than AF_UNIX is spoken of."""
    return [line for line in log.read_text(errors="replace").splitlines() if _NETWORK.search(line)]


@contextlib.contextmanager
def python_connections() -> Iterator[list[str]]:
    """What this process asks of the network through Python while the block runs."""
    seen: list[str] = []
    _watchers.append(seen)
    try:
        yield seen
    finally:
        _watchers.remove(seen)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watchers or event not in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        return
    first = arguments[0]
    if isinstance(first, socket.socket) and first.family == getattr(socket, "AF_UNIX", None):
        return
    for seen in _watchers:
        seen.append(f"{event} {arguments}")


sys.addaudithook(_audit)  # for good: Python lets nobody take a hook away
