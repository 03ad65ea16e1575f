"""Starts Ray on this machine, or joins a cluster that is there; what it says stays out of sight."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import SetupError
from app.core.machine import cores

AUTO, LOCAL = "auto", "local"
_FOLDER = "ray-sw-"  # then the process that made it
_LONGEST_FOLDER = 30  # characters: Ray puts sockets below it, whose names the system bounds
_STORE_BYTES = 256 * 1024 * 1024  # the model, and what parts come to
_KNOCK_SECONDS = 10
# Read by Ray when it is imported or started.
_ALWAYS = {"RAY_USAGE_STATS_ENABLED": "0"}
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # its name for: the loopback address alone


@dataclass(frozen=True)
class Session:
    """A cluster that takes work.

    Attributes:
        ray: the module.
        cpus: how many there are now.
        dashboard: its address; empty if there is none.
    """

    ray: Any
    cpus: int
    dashboard: str


@contextlib.contextmanager
def joined(where: str) -> Iterator[Session]:
    """Have Ray ready in this block.

    Args:
        where: ``local`` starts it on this machine, for nobody else; ``auto`` joins the one that
            runs here; anything else is the address of one.

    Raises:
        SetupError: ``no_cluster``: there is none.
    """
    os.environ.update(_ALWAYS)
    if where == LOCAL:
        os.environ.update(_ALONE)
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    with contextlib.ExitStack() as stack:
        stack.enter_context(_native_notes_hidden())
        stack.enter_context(_notes_hidden())
        import ray
        import ray.data

        options: dict[str, Any] = {"address": where}
        if where == LOCAL:
            folder = stack.enter_context(_short_folder())
            options = {
                "address": LOCAL,
                "num_cpus": cores(),
                "include_dashboard": False,
                "object_store_memory": _STORE_BYTES,
                "_temp_dir": str(folder),
            }
        _silence_loggers()
        stack.callback(ray.shutdown)
        try:
            _knock(where)
            context = ray.init(**options, log_to_driver=False, configure_logging=False)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise _no_cluster(where, error) from error
        _silence_bars(ray)
        cpus = int(ray.cluster_resources().get("CPU", 0))
        yield Session(ray, cpus, context.dashboard_url or "")


def _knock(where: str) -> None:
    """Raise OSError where nobody answers at an address: Ray itself would wait for ever."""
    host, found, port = where.rpartition("://")[2].rpartition(":")
    if found and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()


def _silence_loggers() -> None:
    """Leave what Ray notes to its log files."""
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.INFO)
        for handler in logging.getLogger(name).handlers:
            if type(handler).__name__ == "PlainRayHandler":
                handler.setLevel(logging.CRITICAL + 1)


def _silence_bars(ray: Any) -> None:
    """Progress is told in our own words."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.enable_operator_progress_bars = False
    context.print_on_execution_start = False


@contextlib.contextmanager
def _native_notes_hidden() -> Iterator[None]:
    """Keep what Ray's parts print themselves off standard error, which goes on for this program."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    before = sys.stderr
    with (
        os.fdopen(kept, "w", encoding="utf-8", errors="backslashreplace", buffering=1) as own,
        Path(os.devnull).open("wb") as nowhere,
    ):
        before.flush()
        if before is sys.__stderr__:  # else somebody reads it already
            sys.stderr = own
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            sys.stderr = before


@contextlib.contextmanager
def _notes_hidden() -> Iterator[None]:
    """Keep what Ray prints of lost actors out of standard output, which is for results."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
    ):
        yield


@contextlib.contextmanager
def _short_folder() -> Iterator[Path]:
    usual = tempfile.gettempdir()
    place = usual if len(usual) <= _LONGEST_FOLDER or os.name == "nt" else "/tmp"
    _remove_leftovers(Path(place))
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(place: Path) -> None:
    """Remove the folders of runs that were ended before they could do it themselves."""
    if not Path("/proc/self").exists():  # only there it is easily told who lives
        return
    for folder in place.glob(f"{_FOLDER}*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _no_cluster(where: str, error: Exception) -> SetupError:
    reason = " ".join(str(error).split())[:200]
    match where:
        case "local":
            what = f"Ray could not be started on this machine ({reason}); close other programs."
        case "auto":
            what = (
                f"No Ray cluster of this machine can be joined ({reason}); start one "
                "(ray start --head), or use --cluster local."
            )
        case _:
            what = f"There is no Ray cluster at {where} ({reason}); check the address."
    return SetupError("no_cluster", what)
