"""Disk space, taken before it is needed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def take_space(path: Path, size: int) -> None:
    """A file of zeros whose blocks are the file's own: a full disk shows now, as an error.

    Otherwise it would show later, as a signal that kills the program, at the write into the map.
    """
    with path.open("wb") as stream:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(stream.fileno(), 0, size)
        else:
            if shutil.disk_usage(path.parent).free < size:
                raise OSError(None, "not enough free space")
            stream.truncate(size)
