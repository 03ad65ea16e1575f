"""What is dropped, pasted, opened or named on the command line, turned into paths to look at."""

from __future__ import annotations

import re
import shlex
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.places import received_folder

_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")
_WINDOWS_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
HOW_TO_COPY = (
    "copy it in the browser (right click, Copy image) and paste it here with Ctrl+V, or save it "
    "and drop the file."
)
ADDRESS_ONLY = f"That is a web address, and Shelfwise works offline. For a picture: {HOW_TO_COPY}"
_KEEP_SECONDS = 30 * 24 * 3600
_KEEP_COUNT = 500


@dataclass(frozen=True)
class DragBytes:
    """The bytes of a picture that came with a drag, perhaps as Tk writes them: ``0xff 0xd8``."""

    content: str | bytes = field(repr=False)


@dataclass(frozen=True)
class Dropped:
    """What a drop or a paste brought.

    Attributes:
        paths: files and folders.
        remark: a sentence for what cannot be taken; empty when everything can.
        address: a web address that it is; empty when it is none.
        dragged: the picture from there, if it came along; it has no file yet.
    """

    paths: tuple[Path, ...]
    remark: str = ""
    address: str = ""
    dragged: DragBytes | None = None


def from_entries(entries: Iterable[str]) -> Dropped:
    """Tell paths, ``file:`` URIs, addresses and plain text apart.

    Args:
        entries: as ``tk.splitlist`` gives them, or the lines of a text.
    """
    paths: list[Path] = []
    remark = address = ""
    for entry in (part for whole in entries for part in _without_quotes(whole)):
        if not entry.strip():
            continue
        path = _as_path(entry)
        if path is not None:
            paths.append(path)
        elif _URL.match(entry.strip()):
            remark, address = ADDRESS_ONLY, address or entry.strip()
        else:
            remark = remark or "That is text, not a picture: drop picture files or folders."
    return Dropped(tuple(paths), remark, address)


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


def _without_quotes(entry: str) -> list[str]:
    """The paths of a line as a terminal writes them: in quotes, or from the home on."""
    text = entry.strip()
    if not text.startswith(("'", '"', "~/", "~\\")):
        return [entry]
    try:
        parts = shlex.split(text, posix=sys.platform != "win32")
    except ValueError:  # a quote that does not end
        return [entry]
    return [str(Path(part.strip("'\"")).expanduser()) for part in parts]


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
