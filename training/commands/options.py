"""Options that several commands share: those of a config, of the progress, of a model."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from training.config import CONFIG_NAME, Option, read_config
from training.progress import ProgressCallback

if TYPE_CHECKING:
    from app.core.models.engines import Engine
    from app.core.models.folder import ModelFolder
    from training.judge.unseen import JudgingPhotos

Config = TypeVar("Config")


def add_config_options(
    parser: argparse.ArgumentParser, default: Any, only: Collection[str] = ()
) -> None:
    """Add an option for each field of a config that declares one with ``config.setting``.

    Args:
        default: the config whose values stand where an option is not given.
        only: names of the fields to take; all of them if there are none.
    """
    for name, value, option in _declared(default):
        if only and name not in only:
            continue
        own = option.name or f"--{name.replace('_', '-')}"
        kind = _kind_of(value)
        help_text = option.help.replace("%", "%%")
        if not isinstance(value, bool):
            help_text += " (default: %(default)s)"
        if "type" in kind:
            kind["metavar"] = option.metavar or ("N" if isinstance(value, int) else "RATE")
        parser.add_argument(own, dest=name, help=help_text, **kind)
        for old in option.old_names:
            hidden = kind | {"default": argparse.SUPPRESS, "help": argparse.SUPPRESS}
            parser.add_argument(old, dest=name, **hidden)


def config_of(options: argparse.Namespace, default: Config) -> Config:
    """Make the config that the options of ``add_config_options`` say.

    Raises:
        RunError: ``bad_option``.
    """
    given = vars(options)
    changes: dict[str, Any] = {}
    for name, value, _ in _declared(default):
        if name not in given:
            continue
        field, _, of_stage = name.partition(".")
        chosen = type(value)(given[name]) if isinstance(value, Enum) else given[name]
        if of_stage:
            stage = changes.get(field, getattr(default, field))
            changes[field] = replace(stage, **{of_stage: chosen})
        else:
            changes[field] = chosen
    return replace(default, **changes)  # type: ignore[type-var]  # every config is a dataclass


def _declared(config: Any) -> Iterator[tuple[str, Any, Option]]:
    """Name, value and option of each field that has one; ``stage_two.epochs`` inside a stage."""
    for item in fields(config):
        declared, value = item.metadata.get("option"), getattr(config, item.name)
        if isinstance(declared, Option):
            yield item.name, value, declared
        elif isinstance(declared, Mapping):
            for name, option in declared.items():
                yield f"{item.name}.{name}", getattr(value, name), option


def _kind_of(value: Any) -> dict[str, Any]:
    """What argparse needs to know of an option, from the value that its field has by default."""
    if isinstance(value, bool):
        return {"action": "store_false" if value else "store_true"}
    if isinstance(value, Enum):
        return {"choices": [item.value for item in type(value)], "default": value.value}
    return {"type": type(value), "default": value}


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Add ``--progress``: whether a person or a program watches."""
    parser.add_argument(
        "--progress",
        choices=["bar", "json"],
        default="bar",
        help="json: one object a line on standard output, for another program",
    )


def for_a_program(options: argparse.Namespace) -> bool:
    """Tell whether another program reads what the command prints."""
    return getattr(options, "progress", "") == "json"


def progress_of(options: argparse.Namespace) -> AbstractContextManager[ProgressCallback]:
    """Show progress while the command runs, as ``--progress`` says."""
    if for_a_program(options):
        from training.commands.json_progress import progress_written

        return progress_written()
    from training.commands.console import progress_shown

    return progress_shown()


def add_model_and_data(
    parser: argparse.ArgumentParser, data: str = "DATA", help_text: str = "folder of class folders"
) -> None:
    """Add MODEL, DATA and ``--engine``, of the commands that judge a model."""
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="model folder, collection, or finished run")
    add("data", type=Path, metavar=data, help=help_text)
    add(
        "--engine",
        choices=["litert", "tensorflow"],
        default="litert",
        help="of a published model; a run has TensorFlow only",
    )
    add(
        "--trust-model",
        action="store_true",
        help="let TensorFlow run this model from now on: it can read and write files as you can",
    )


def open_model(options: argparse.Namespace) -> tuple[ModelFolder, Engine]:
    """Open a published model, or a finished run before it is published.

    Raises:
        ModelFolderError: it is neither, or cannot be read.
        RunError: ``not_finished``: the run has not come to its end.
        SetupError: TensorFlow is needed and not installed.
    """
    from app.core.models.folder import open_current
    from app.core.models.opening import EngineKind, create_engine
    from app.core.models.trust import allow_saved_model
    from training.network.tensorflow_setup import import_tensorflow

    if (options.model / CONFIG_NAME).is_file():
        return _open_run(options.model)
    folder, _ = open_current(options.model)
    kind = EngineKind(options.engine)
    if options.trust_model:
        allow_saved_model(folder)
    if kind is EngineKind.TENSORFLOW:
        import_tensorflow()
    return folder, create_engine(folder, kind)


def print_judging_photos(photos: JudgingPhotos) -> None:
    """Print which photos judged, and which could not be read."""
    from app.core.text import printable

    for sentence in photos.skipped:
        print(printable(sentence), file=sys.stderr)
    print(printable(photos.description))


def _open_run(run: Path) -> tuple[ModelFolder, Engine]:
    from training.data.manifest import MANIFEST_NAME, read_manifest
    from training.fit.calibrate import read_calibration
    from training.publish.finished_run import open_run

    config, _ = read_config(run)
    classifier, engine = open_run(
        run, config, read_calibration(run), read_manifest(run / MANIFEST_NAME)
    )
    return classifier.folder, engine
