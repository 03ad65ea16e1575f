"""Training a new model, by the training package in a process of its own.

This module only knows its command line and the lines it prints; nothing of it is imported here.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import places
from app.core.base_weights import ready_base_weights
from app.core.errors import FileAccessError, SetupError
from app.core.extras import is_frozen, outside_environment
from app.core.installing import training_python
from app.core.machine import BLAS_THREADS, end_group
from app.core.names import path_from
from app.core.storage.files import write_atomically
from app.core.storage.stamped import in_order, new_stamped

PLAN_NAME = "refresh.json"
_DONE_NAME = "refresh.done"
_ERROR_LINES = 12


@dataclass(frozen=True)
class Plan:
    """A training run that a person asked for.

    Attributes:
        run: its folder.
        data: folder of class folders; None for corrections alone.
        options: more options for ``shelfwise-train fit``.
        from_scratch: whether a new network is trained, instead of the one in use going on.
    """

    run: Path
    data: Path | None
    options: tuple[str, ...] = ()
    from_scratch: bool = False


def training_available() -> bool:
    """Whether what training needs is installed."""
    return training_python() is not None


def new_plan(data: Path | None, options: str = "", *, from_scratch: bool = False) -> Plan:
    """A run in a folder of its own.

    Args:
        data: folder of class folders; None where corrections alone are learnt from.

    Raises:
        FileAccessError: ``not_found``: there is no such data folder; ``cannot_write``.
        SetupError: ``bad_options``: the options are not a command line; ``no_base_weights``.
    """
    if (data is None and from_scratch) or (data is not None and not data.is_dir()):
        raise FileAccessError(
            "not_found",
            f"{data or 'That'} is not a folder; choose the folder that holds one folder of photos "
            "per class.",
        )
    try:
        parts = tuple(shlex.split(options)) if from_scratch else ()
    except ValueError as error:
        raise SetupError("bad_options", f"The options cannot be read ({error}).") from error
    if not any(part.startswith("--base-weights") for part in parts):
        try:
            ready_base_weights()  # training would not find what lies beside a bundle
        except SetupError:
            if from_scratch:  # a refresh needs none where the model has its SavedModel
                raise
    plan = Plan(new_stamped(places.runs_folder()), data, parts, from_scratch)
    document = {
        "data": str(data) if data else None,
        "options": plan.options,
        "from_scratch": from_scratch,
    }
    write_atomically(plan.run / PLAN_NAME, json.dumps(document).encode())
    return plan


def unfinished_plan() -> Plan | None:
    """The newest run, if it was stopped before its end."""
    for run in reversed(
        in_order(file.parent for file in places.runs_folder().glob(f"*/{PLAN_NAME}"))
    ):
        if (run / _DONE_NAME).exists():
            return None
        try:
            document = json.loads((run / PLAN_NAME).read_text(encoding="utf-8"))
            options = tuple(document["options"])
            data = None if document["data"] is None else path_from(document["data"])
            # Earlier versions knew no other way than from scratch.
            from_scratch = document.get("from_scratch", True) is True
            if all(type(option) is str and "\0" not in option for option in options):
                return Plan(run, data, options, from_scratch)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return None


def mark_done(plan: Plan) -> None:
    """There is nothing to go on with; errors as ``write_atomically``."""
    write_atomically(plan.run / _DONE_NAME, b"")


def fit_command(plan: Plan) -> list[str]:
    """Begin a run from scratch or go on with it; with the corrections that are kept."""
    command = [*_training("fit"), str(plan.data), "--out", str(plan.run), "--resume"]
    return [*command, *_corrections(), *plan.options]


def refresh_command(plan: Plan, in_use: Path | None) -> list[str]:
    """Let the model in the folder ``in_use`` learn, and publish what comes of it."""
    command = [*_training("refresh"), *([str(plan.data)] if plan.data else [])]
    command += ["--out", str(plan.run), "--models", str(places.user_models()), *_corrections()]
    return [*command, "--model", str(in_use)] if in_use else command


def audit_command(data: Path, in_use: Path | None) -> list[str]:
    """Look for mistakes in a folder, with the model in the folder ``in_use``."""
    model = ["--model", str(in_use)] if in_use else ["--no-model"]
    return [*_training("audit"), str(data), *model]


def publish_command(plan: Plan, in_use: Path | None) -> list[str]:
    """Put a finished run into use if it is no worse than the model in the folder ``in_use``.

    Where too few photos judged both, it is published and the one in use stays in use.
    """
    command = [*_training("publish"), str(plan.run), "--models", str(places.user_models())]
    command.append("--hold-back")
    return [*command, "--against", str(in_use)] if in_use else command


def report_command(plan: Plan, in_use: Path | None) -> list[str]:
    """Write the page about a run, beside the model in the folder ``in_use``."""
    command = [*_training("report"), str(plan.run)]
    return [*command, "--against", str(in_use)] if in_use else command


class TrainingProcess:
    """A command of the training package, and what it tells.

    Args:
        told: called, from another thread, with every object that it prints.
        ended: called there last, with its exit code and its last words on standard error.
    """

    def __init__(
        self,
        command: Sequence[str],
        told: Callable[[dict[str, Any]], None],
        ended: Callable[[int, str], None],
    ) -> None:
        from threading import Thread

        self._told, self._ended = told, ended
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=_environment(),
            start_new_session=True,  # a group of its own, to be ended as a whole
        )
        self._errors: list[str] = []
        self._reader = Thread(target=self._read_errors, name="training-errors", daemon=True)
        self._reader.start()
        Thread(target=self._read, name="training", daemon=True).start()

    def stop(self) -> None:
        """End it and whatever it started; a run goes on after its last finished epoch later."""
        end_group(self._process)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if isinstance(event, dict):
                    self._told(event)
        code = self._process.wait()
        self._reader.join(timeout=2)
        self._ended(code, "".join(self._errors[-_ERROR_LINES:]).strip())

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                self._errors.append(line)
                del self._errors[:-_ERROR_LINES]


def _corrections() -> list[str]:
    folder = places.corrections_folder()
    return ["--corrections", str(folder)] if folder.is_dir() else []


def _training(command: str) -> list[str]:
    python = training_python() or sys.executable
    return [python, "-m", "training", command, "--progress", "json"]


def _environment() -> dict[str, str]:
    """Let training find itself beside this package, or in its own environment, and our places.

    All cores are its; see ``machine.compute_in_one_thread``.
    """
    environment = outside_environment()
    environment.pop(BLAS_THREADS, None)
    if portable := places.portable_folder():
        environment[places.DATA_VARIABLE] = str(portable)
    if is_frozen():
        return environment | {places.CONTENT_VARIABLE: str(places.content_folder())}
    root = str(places.root())
    before = os.environ.get("PYTHONPATH")
    return environment | {"PYTHONPATH": root + (os.pathsep + before if before else "")}
