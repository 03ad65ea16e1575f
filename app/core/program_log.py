"""The program's own log: what went wrong, for whoever repairs it.

One rotating file in the platform's log folder, for the window and the command line. It is set up
when the first line is written, so that a start does not wait for it.
"""

from __future__ import annotations

import contextlib
import logging
import platform
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from app import __version__
from app.core.errors import ShelfwiseError
from app.core.places import log_file

_MAX_BYTES = 1_000_000
_OLDER_FILES = 2
_MOST_OF_A_REPORT = 100_000
CRASH_NAME = "crash.txt"
"""What a crash writes, beside the log; empty while the program runs well."""
_LINE = "%(asctime)s %(levelname)s %(threadName)s: %(message)s"


def logger() -> logging.Logger:
    """Return the program's logger, whose file appears with its first line.

    A log that cannot be written is no reason for another error: its lines are dropped.
    """
    return _logging_to(log_file())


@lru_cache(maxsize=1)
def _logging_to(file: Path) -> logging.Logger:
    from logging.handlers import RotatingFileHandler

    class ProgramLog(RotatingFileHandler):
        def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 # logging's name
            """Drop the line."""

    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = ProgramLog(
        file,
        maxBytes=_MAX_BYTES,
        backupCount=_OLDER_FILES,
        encoding="utf-8",
        delay=True,
        errors="backslashreplace",
    )
    handler.setFormatter(logging.Formatter(_LINE))
    logger = logging.getLogger("shelfwise")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for earlier in logger.handlers[:]:
        logger.removeHandler(earlier)
        earlier.close()
    logger.addHandler(handler)
    return logger


def watch_threads() -> None:
    """Log what ends a thread, besides printing it."""
    tell = threading.excepthook
    if getattr(tell, "__module__", "") == __name__:
        return

    def hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            log_error(arguments.exc_value)
        tell(arguments)

    threading.excepthook = hook


def watch_crashes() -> Path | None:
    """Keep a report of where the program stood when native code ends it, beside the log.

    Where nothing can be written, nothing is kept.

    Returns:
        The report of the program that ran before, if that one crashed; it is in the log, too.
    """
    import faulthandler

    file = log_file().with_name(CRASH_NAME)
    report = None
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stream = file.open("a+", encoding="utf-8", errors="backslashreplace")
        stream.seek(0)
        if earlier := stream.read(_MOST_OF_A_REPORT):
            logger().error("The program crashed when it ran last:\n%s", earlier)
            report = file.with_name("crash-before.txt")
            report.write_text(earlier, encoding="utf-8")
            stream.truncate(0)
        faulthandler.enable(stream)  # keeps it open
    return report


def let_go() -> None:
    """Close the log's file, so that it can be deleted; the next line opens it anew."""
    for handler in logger().handlers:
        handler.close()


def log_start() -> None:
    """Write what runs here: the first question about a report from the field."""
    logger().info(
        "Shelfwise %s, Python %s, %s", __version__, platform.python_version(), platform.platform()
    )


def log_error(error: BaseException) -> None:
    """Write an error: a sentence for people as it is, one of the program with its trace."""
    if isinstance(error, ShelfwiseError):
        logger().warning("%s: %s", error.code, error.message)
    else:
        logger().error("%s", type(error).__name__, exc_info=error)


def crash_sentence(report: Path, show: Callable[[Path], str]) -> str:
    """Return what people read at the start after a crash; ``show`` as in ``sentence``."""
    return f"Shelfwise crashed when it ran last; {show(report)} has a report."


def sentence(error: BaseException, show: Callable[[Path], str]) -> str:
    """Return what people read about an error of the program that is in the log.

    Args:
        show: how a path is shown to them.
    """
    where = show(log_file())
    return (
        f"Something went wrong inside Shelfwise ({type(error).__name__}); {where} has the details."
    )
