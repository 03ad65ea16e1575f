"""Results as one self-contained page with thumbnails, to look at offline or to send to somebody."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Event

from markupsafe import Markup

from app.core.answers import OTHER, Row
from app.core.errors import ShelfwiseError
from app.core.html.page import PAGE_END, bar, data_uri, joined, page_start, tag, tiles
from app.core.models.folder import Contract
from app.core.pictures.pool import Decoders
from app.core.pictures.thumbnails import jpeg
from app.core.review.results import UNSURE, shelf_of
from app.core.storage.files import atomic_text_writer
from app.core.text import confidence

_SIDE, _QUALITY = 180, 72
_AHEAD = 16  # bounds memory: at most this many thumbnails wait to be written


class _CancelledError(Exception):
    """Leaves the block that would put the page in place."""


def write_page(
    path: Path,
    rows: Sequence[Row],
    contract: Contract,
    decoders: Decoders,
    *,
    progress: Callable[[int], None] = lambda done: None,
    cancel: Event | None = None,
) -> bool:
    """Write the page; it appears whole, when every thumbnail is in it.

    Args:
        progress: called with the rows written.

    Returns:
        Whether it was written: not when ``cancel`` was set meanwhile.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    try:
        _write(path, rows, contract, decoders, progress, cancel)
    except _CancelledError:
        return False
    return True


def _write(
    path: Path,
    rows: Sequence[Row],
    contract: Contract,
    decoders: Decoders,
    progress: Callable[[int], None],
    cancel: Event | None,
) -> None:
    with atomic_text_writer(path) as stream:
        stream.write(page_start("Results") + _header(rows, contract))
        sections = _sections(rows, contract)
        done = 0
        for title, members in sections:
            stream.write(f'<section>{tag("h2", title)}<div class="shots">')
            for row, thumbnail in _with_thumbnails(members, decoders):
                if cancel and cancel.is_set():
                    raise _CancelledError
                stream.write(_shot(row, thumbnail, contract))
                done += 1
                progress(done)
            stream.write("</div></section>\n")
        stream.write(PAGE_END)


def _header(rows: Sequence[Row], contract: Contract) -> Markup:
    read = [row for row in rows if row.error is None]
    counts = Counter(shelf_of(row) for row in read)
    figures = {"pictures": f"{len(rows):,}"}
    verdicts = {"sure": "sure", "unsure": "not sure", "not one of these": "not one of these"}
    for verdict, words in verdicts.items():
        figures[words] = f"{sum(row.verdict == verdict for row in read):,}"
    if len(read) < len(rows):
        figures["not readable"] = f"{len(rows) - len(read):,}"
    if any(row.corrected for row in read):
        figures["corrected"] = f"{sum(row.corrected for row in read):,}"
    largest = max(counts.values(), default=1)
    lines = [
        part
        for kind in contract.classes
        for part in (
            tag("span", kind.display_name, class_="name"),
            bar(counts[kind.name] / largest, kind.color_light, kind.color_dark),
            tag("span", f"{counts[kind.name]:,}", class_="number"),
        )
    ]
    return joined(
        tag(
            "header",
            tag("h1", "Results"),
            tag("p", f"By model {contract.version} of Shelfwise.", class_="lead"),
        ),
        tiles(figures),
        tag("div", tag("div", *lines, class_="bars"), class_="card"),
    )


def _sections(rows: Sequence[Row], contract: Contract) -> list[tuple[str, list[Row]]]:
    """Rows by the shelf they belong on, least sure first; what could not be read comes last."""
    wanted = [(kind.name, kind.display_name) for kind in contract.classes]
    found = [
        (title, sorted((r for r in rows if shelf_of(r) == name), key=lambda row: row.confidence))
        for name, title in [*wanted, (UNSURE, "Not sure"), (OTHER, "Not one of these")]
    ]
    found.append(("Not readable", [row for row in rows if not shelf_of(row)]))
    return [(f"{title}: {len(members):,}", members) for title, members in found if members]


def _with_thumbnails(rows: Sequence[Row], decoders: Decoders) -> Iterator[tuple[Row, bytes | None]]:
    """Every row with its thumbnail as JPEG, None where the picture cannot be read."""
    with ThreadPoolExecutor(decoders.most, thread_name_prefix="thumbnails") as pool:
        waiting: deque[tuple[Row, Future[bytes | None]]] = deque()
        following = iter(rows)
        try:
            while True:
                more = islice(following, _AHEAD - len(waiting))
                waiting.extend((row, pool.submit(_thumbnail, row, decoders)) for row in more)
                if not waiting:
                    return
                row, thumbnail = waiting.popleft()
                yield row, thumbnail.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _thumbnail(row: Row, decoders: Decoders) -> bytes | None:
    if row.error is not None:
        return None
    try:
        return jpeg(decoders.picture(row.path, _SIDE, row.region), _QUALITY)
    except ShelfwiseError:
        return None


def _shot(row: Row, thumbnail: bytes | None, contract: Contract) -> Markup:
    if thumbnail is None:
        frame = tag("div", "no picture", class_="frame none")
    else:
        source = data_uri(thumbnail, "image/jpeg")
        frame = tag(
            "div", tag("img", src=source, alt=row.path.name, loading="lazy"), class_="frame"
        )
    return tag(
        "figure",
        frame,
        tag(
            "figcaption",
            _caption(row, contract),
            tag("bdi", row.path.name, class_="file", title=str(row.path)),
        ),
        class_="shot",
    )


def _caption(row: Row, contract: Contract) -> str:
    if row.error is not None:
        return row.error[1]
    name, share = (
        contract.display_name(row.label or ""),
        confidence(row.confidence),
    )
    said = {"sure": f"{name} {share}", "unsure": f"{name} {share}, not sure"}.get(
        row.verdict or "", f"not one of these, nearest {name}"
    )
    if row.shown_types:
        said += f": {' or '.join(row.shown_types)}"
    return f"Corrected; the model said {said}" if row.corrected else said
