"""Parts of a page as pictures of their own, whose names say where they lay on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.answers import Region
from app.core.pictures.pool import Decoders
from app.core.places import received_folder
from app.core.storage.files import write_atomically
from app.ui.intake.dropped import new_received_file

_WHOLE_SIDE = 1 << 20  # pixels: as large as it is
_LONGEST_STEM = 60  # characters


def name_of_part(page: Path, part: Region) -> str:
    """Return what the file of a part is called: ``page, box 12 0 400 380.png``."""
    numbers = " ".join(str(number) for number in part.box)
    return f"{page.stem[:_LONGEST_STEM].strip()}, box {numbers}.png"


def keep_parts(decoders: Decoders, page: Path, source: Path, parts: Sequence[Region]) -> list[Path]:
    """Cut parts out of a page and keep each as a file; one that is there already stays.

    Args:
        page: what people know it by.
        source: the file to read.

    Raises:
        PictureError: the page cannot be read. FileAccessError: ``cannot_write``.
    """
    from app.core.pictures.thumbnails import png

    kept = []
    for part in parts:
        content = png(decoders.picture(source, _WHOLE_SIDE, part.box))
        path = received_folder() / name_of_part(page, part)
        if not _holds(path, content):
            path = new_received_file(path.name)
            write_atomically(path, content)
        kept.append(path)
    return kept


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
