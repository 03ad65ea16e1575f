"""Brings pictures that lie on no disk of this machine to one, a few ahead of their turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from app.cluster import storage
from app.cluster.lists import read_contents
from app.cluster.sources import Found
from app.core.answers import Failed
from app.core.errors import PictureError, ShelfwiseError
from app.core.names import path_from
from app.core.pictures.limits import Limits

_AHEAD = 8
_Here: TypeAlias = Path | Failed


def brought_here(items: Sequence[Found], folder: Path, limits: Limits) -> Generator[_Here]:
    """Yield for each item the file of this machine to read, or why there is none.

    Args:
        folder: where copies are put, each in a folder of its number, under its own name; whoever
            takes one removes it.
    """
    contents: Iterable[bytes | None] = ()
    if items and items[0].origin is not None:
        contents = read_contents(items[0].origin)
    from_list = iter(contents)
    waiting: deque[Future[_Here]] = deque()
    with ThreadPoolExecutor(_AHEAD, thread_name_prefix="fetch") as threads:

        def start(number: int, item: Found) -> Future[_Here]:
            content = next(from_list, None) if item.origin is not None else None
            return threads.submit(_here, item, content, folder / str(number), limits)

        numbered = enumerate(items)
        try:
            waiting.extend(start(*each) for each in islice(numbered, _AHEAD))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(start(*each) for each in islice(numbered, 1))
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _here(item: Found, content: bytes | None, folder: Path, limits: Limits) -> _Here:
    path = Path(item.path)
    try:
        if item.error is not None:
            return Failed(path, ShelfwiseError(*item.error))
        if item.origin is not None:
            if content is None:
                raise PictureError(
                    "empty", f"{_name(item.path)} has no bytes in its list; write the list again."
                )
            limits.check_bytes(len(content), _name(item.path))
        elif storage.is_address(item.path):
            content = storage.read_picture(item.path, limits)
        else:
            return path
        copy = folder / _name(item.path)
        folder.mkdir(parents=True)
        copy.write_bytes(content)
        return copy
    except ShelfwiseError as error:
        return Failed(path, error)


def _name(path: str) -> str:
    """The last part of a path or address, if a file can have it as its name."""
    name = path.replace("\\", "/").rpartition("/")[2]
    try:
        return path_from(name).name or "picture"
    except ValueError:
        return "picture"
