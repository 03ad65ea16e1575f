"""Where errors of the program itself are written, for whoever repairs it."""

from __future__ import annotations

import time
import traceback

from app.core.places import log_file

_MAX_BYTES = 1_000_000


def write(error: BaseException) -> None:
    """Append an error with its trace; a log that has grown large is begun anew.

    A log that cannot be written is no reason for another error.
    """
    file = log_file()
    text = "".join(traceback.format_exception(error))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if file.exists() and file.stat().st_size > _MAX_BYTES else "a"
        with file.open(mode, encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
    except OSError:
        return
