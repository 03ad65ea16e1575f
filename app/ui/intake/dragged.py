"""A picture dragged straight out of a browser: its bytes come with the drag, not over the network.

Chromium offers the picture's file, as it holds it; Firefox the picture as PNG, and as JPEG made
anew.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.core.storage.files import write_atomically
from app.ui.intake.dropped import ADDRESS_ONLY, HOW_TO_COPY, DragBytes, Dropped, new_received_file

# The file itself where it is offered; then what has lost nothing.
_PREFERRED = ("application/octet-stream", "image/png", "image/webp", "image/jpeg")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_LONGEST_NAME = 80  # characters, for a file name
_PORTION = 1 << 18  # characters of Tk's words for bytes, that are read together
_BYTES = {f"0x{value:x}": value for value in range(256)}


def with_bytes(
    dropped: Dropped, offered: Sequence[str], read: Callable[[str], str | bytes | None]
) -> Dropped:
    """Add to a dropped address the picture that the drag brought along.

    Args:
        dropped: what its text came to.
        offered: the types that the drag offers.
        read: gives its data of one type, perhaps as Tk writes bytes: ``0xff 0xd8``; None where it
            is not handed over.

    Returns:
        ``dropped`` where it is no address, or nothing came with it but a sentence.
    """
    if dropped.paths or not dropped.address:
        if dropped.paths or "text/html" not in offered:
            return dropped
        return Dropped((), f"That is a piece of a page, not a picture: {HOW_TO_COPY}")
    kinds = _picture_types(offered)
    for kind in kinds:
        content = read(kind)
        if content:
            return Dropped((), address=dropped.address, dragged=DragBytes(content))
    if kinds:
        return Dropped((), f"The browser did not hand the picture over: {HOW_TO_COPY}")
    return Dropped((), ADDRESS_ONLY)


def keep(dropped: Dropped) -> Dropped:
    """Write a picture that came with a drag into a file of its own, named after its address.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    assert dropped.dragged is not None
    from app.core.pictures.bmp import is_bmp
    from app.core.pictures.kinds import suffix_of

    content = dropped.dragged.content
    data = content if isinstance(content, bytes) else bytes_of(content)
    suffix = suffix_of(data) or (".bmp" if is_bmp(data) else None)
    if suffix is None:
        return Dropped((), f"That picture is of a kind that cannot be read: {HOW_TO_COPY}")
    path = new_received_file(name_from(dropped.address) + suffix)
    write_atomically(path, data)
    return Dropped((path,))


def bytes_of(words: str) -> bytes:
    """Return the bytes that Tk has written as words: ``0xff 0xd8 0x0``."""
    data, start = bytearray(), 0
    while start < len(words):
        end = words.find(" ", start + _PORTION)
        end = end if end >= 0 else len(words)
        data += bytes(map(_BYTES.__getitem__, words[start:end].split()))
        start = end
    return bytes(data)


def name_from(address: str) -> str:
    """Return what a file from there is called, without an ending."""
    from urllib.parse import unquote, urlsplit

    from app.core.pictures.kinds import SUFFIXES

    scheme, _, path, _, _ = urlsplit(address) if len(address) < 10_000 else ("data", "", "", "", "")
    last = unquote(path.rstrip("/").rpartition("/")[2]) if scheme in {"http", "https"} else ""
    name = _NOT_IN_NAMES.sub(" ", last).strip(" .")
    if Path(name).suffix.lower() in SUFFIXES:
        name = Path(name).stem
    name = name[:_LONGEST_NAME].strip(" .")
    return name or f"Dragged picture {time.strftime('%Y-%m-%d %H.%M.%S')}"


def _picture_types(offered: Sequence[str]) -> list[str]:
    wanted = [kind for kind in offered if kind == _PREFERRED[0] or kind.startswith("image/")]
    return sorted(
        wanted, key=lambda kind: _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED)
    )
