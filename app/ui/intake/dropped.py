"""What is dropped, pasted, opened or named on the command line, turned into paths to look at."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from app.core.errors import FileAccessError
from app.core.places import received_folder
from app.ui.threads.messages import Found, FoundItem

_CHUNK = 250
_CHUNK_SECONDS = 0.1
_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")
_WINDOWS_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
# Folders that browsers make in the temporary folder for a drag, and remove after it.
_BROWSER_FOLDERS = ("dnd_file", "chrome_drag", "drops", ".org.chromium", "scoped_dir")
_COPIED_AT_MOST = 50
_COPY_BYTES = 64 * 1024 * 1024
_KEEP_SECONDS = 30 * 24 * 3600
_KEEP_COUNT = 500


@dataclass(frozen=True)
class Dropped:
    """What a drop or a paste brought.

    Attributes:
        paths: files and folders.
        remark: a sentence for what cannot be taken; empty when everything can.
    """

    paths: tuple[Path, ...]
    remark: str = ""


def from_entries(entries: Iterable[str]) -> Dropped:
    """Tell paths, ``file:`` URIs, addresses and plain text apart.

    Args:
        entries: as ``tk.splitlist`` gives them, or the lines of a text.
    """
    paths: list[Path] = []
    remark = ""
    for entry in entries:
        if not entry.strip():
            continue
        path = _as_path(entry)
        if path is not None:
            paths.append(path)
        elif _URL.match(entry.strip()):
            remark = (
                "That is a web address, and Shelfwise works offline: "
                "save the picture first, then drop the file."
            )
        else:
            remark = remark or "That is text, not a picture: drop picture files or folders."
    return Dropped(tuple(paths), remark)


def scan(
    intake: int,
    paths: Sequence[Path],
    post: Callable[[Found], None],
    cancel: Event,
    *,
    may_vanish: bool = False,
) -> Thread:
    """Look for pictures in a thread of its own, and post them as they are found.

    Args:
        may_vanish: the paths come from a drag: files in the temporary folder are copied first.
    """
    thread = Thread(
        target=_scan, args=(intake, paths, post, cancel, may_vanish), name="scan", daemon=True
    )
    thread.start()
    return thread


def new_received_file(name: str) -> Path:
    """A path for a picture without a file of its own; nothing is there yet.

    Pictures received more than 30 days ago make room, all but the newest 500: a clock that jumps
    takes none of those.

    Raises:
        FileAccessError: ``cannot_write``: there is no place for it.
    """
    folder = received_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccessError(
            "cannot_write",
            f"The picture could not be kept in {folder} ({error.strerror}); save it as a file and "
            "drop that.",
        ) from error
    _remove_old_received()
    stem, suffix = Path(name).stem, Path(name).suffix
    path, number = folder / name, 2
    while path.exists():
        path, number = folder / f"{stem} ({number}){suffix}", number + 1
    return path


def _remove_old_received() -> None:
    limit = time.time() - _KEEP_SECONDS
    try:
        ages = [(path.stat().st_mtime, path) for path in received_folder().iterdir()]
        for modified, path in sorted(ages)[:-_KEEP_COUNT]:
            if modified < limit and path.is_file():
                path.unlink()
    except OSError:
        return


def _as_path(entry: str) -> Path | None:
    text = entry.strip() if entry.strip().startswith("file:") else entry
    if text.startswith("file:"):
        return _path_of_uri(text)
    if _WINDOWS_DRIVE.match(text) or text.startswith(("/", "\\\\")):
        return Path(text)
    return None


def _path_of_uri(uri: str) -> Path:
    """The path of a ``file:`` URI (RFC 8089)."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(uri)
    path = unquote(parts.path, errors="surrogateescape")
    if sys.platform == "win32":
        host = f"//{parts.netloc}" if parts.netloc not in {"", "localhost"} else ""
        return Path(host + path.removeprefix("/") if not host else host + path)
    return Path(path)


def _scan(
    intake: int,
    paths: Sequence[Path],
    post: Callable[[Found], None],
    cancel: Event,
    may_vanish: bool,
) -> None:
    copies = _copy_temporary(paths) if may_vanish else {}

    from app.core.answers import row_from
    from app.core.pictures.find import find_pictures

    chunk: list[FoundItem] = []
    last = time.perf_counter()
    any_picture = False
    for found in find_pictures(
        [copies.get(path, (path, path))[0] for path in paths], cancel=cancel
    ):
        if isinstance(found, Path):
            any_picture = True
            copy = next((copy for shown, copy in copies.values() if shown == found), None)
            chunk.append(FoundItem(found, copy=copy if copy != found else None))
        else:
            chunk.append(FoundItem(found.path, failed=row_from(found)))
        now = time.perf_counter()
        # What could not be read waits for a picture: alone, it is a remark and no list.
        if any_picture and (len(chunk) >= _CHUNK or (now - last > _CHUNK_SECONDS and chunk[1:])):
            post(Found(intake, tuple(chunk), complete=False))
            chunk, last = [], now
    post(Found(intake, tuple(chunk), complete=True))


def _copy_temporary(paths: Sequence[Path]) -> dict[Path, tuple[Path, Path]]:
    """Copy files of the temporary folder: dropped path -> (path to show, copy to read).

    A file that a browser made for the drag is known by its copy from then on.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    copies: dict[Path, tuple[Path, Path]] = {}
    for path in paths[:_COPIED_AT_MOST]:
        try:
            resolved = path.resolve()
            if not resolved.is_relative_to(temporary) or not resolved.is_file():
                continue
            if resolved.stat().st_size > _COPY_BYTES:
                continue
            copy = new_received_file(path.name)
            shutil.copyfile(resolved, copy)
        except (OSError, FileAccessError):
            continue
        by_browser = resolved.parent.name.startswith(_BROWSER_FOLDERS)
        copies[path] = (copy if by_browser else path, copy)
    return copies
