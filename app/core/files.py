"""Writing files so that a crash, a full disk or a second program never leaves half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from app.core.errors import FileAccessError


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside ``path``, flush to disk, then rename over it; parents are made.

    Raises:
        FileAccessError: ``cannot_write``; what was there before is untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_permissions_for(path))
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise FileAccessError(
            "cannot_write",
            f"{path} could not be written ({error.strerror or error}); "
            "free some space or choose another place.",
        ) from error


def _permissions_for(path: Path) -> int:
    """Keep the permissions of the file replaced; a new one gets what the umask allows."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
