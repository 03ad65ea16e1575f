"""Keywords for photo managers: an XMP file beside each photo, with its class and product type."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from app.core.answers import OTHER, Row
from app.core.errors import FileAccessError
from app.core.review.results import UNSURE, shelf_of
from app.core.storage.files import write_atomically
from app.core.text import counted

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/">
   <dc:subject>
    <rdf:Bag>
{keywords}
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>{path}</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True)
class Written:
    """What became of the photos.

    Attributes:
        done: XMP files that were written.
        there: photos that had one already, which is left as it is.
        left: photos without a class that is sure or decided.
    """

    done: int
    there: int
    left: int


def keywords_of(row: Row, written: Mapping[str, str] | None = None) -> list[str]:
    """Return the class that a photo belongs to, and its product type where that is clear.

    Args:
        written: class -> what people read for it.
    """
    shelf = shelf_of(row, written)
    if shelf in {"", UNSURE, OTHER}:
        return []
    return [shelf, *(row.shown_types if len(row.shown_types) == 1 else ())]


def write_keywords(
    folder: Path, rows: Sequence[Row], written: Mapping[str, str] | None = None
) -> Written:
    """Write ``photo.jpg.xmp`` for each photo of a list that has a class; none is overwritten.

    Args:
        folder: where they go, laid out as the photos are below the folder that holds all of
            them; that folder itself puts each beside its photo.
        written: class -> what people read for it.

    Raises:
        FileAccessError: ``cannot_write``: names the first that could not be; the rest are there.
    """
    root = photos_folder(rows)
    done = there = left = 0
    failed: FileAccessError | None = None
    for row in rows:
        keywords = keywords_of(row, written)
        if not keywords:
            left += 1
            continue
        place = row.path.absolute()
        inner = place.relative_to(root) if root is not None else Path(place.name)
        target = folder / inner.with_name(f"{inner.name}.xmp")
        if os.path.lexists(target):
            there += 1
            continue
        try:
            write_atomically(target, _packet(keywords))
            done += 1
        except FileAccessError as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return Written(done, there, left)


def photos_folder(rows: Sequence[Row]) -> Path | None:
    """Return the folder that holds all photos; None where they lie on several drives."""
    try:
        return Path(os.path.commonpath({row.path.absolute().parent for row in rows}))
    except ValueError:
        return None


def _packet(keywords: Sequence[str]) -> bytes:
    lines = "\n".join(f"     <rdf:li>{escape(keyword)}</rdf:li>" for keyword in keywords)
    return _PACKET.format(keywords=lines, path=escape("|".join(keywords))).encode()


def keyword_words(written: Written) -> list[str]:
    """Say what became of the photos, a sentence for each kind."""
    lines = [f"Keywords of {counted(written.done, 'picture')} were written."]
    if written.there:
        left = "was left as it is" if written.there == 1 else "were left as they are"
        lines.append(f"{written.there:,} had keywords already and {left}.")
    if written.left:
        has = "has" if written.left == 1 else "have"
        lines.append(f"{written.left:,} {has} no class that is sure or decided.")
    return lines
