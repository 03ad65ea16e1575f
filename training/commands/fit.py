"""``shelfwise-train fit``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from app.core.text import printable
from training.commands.options import (
    add_config_options,
    add_progress,
    config_of,
    for_a_program,
    progress_of,
)
from training.config import FitConfig


def add_fit(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    add = parser.add_argument
    parser.set_defaults(command=run_fit)
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add("--out", type=Path, default=Path("runs/latest"), help="run folder (default: %(default)s)")
    add(
        "--corrections",
        type=Path,
        metavar="FOLDER",
        help="folder of class folders with corrected pictures, which train, too",
    )
    add_progress(parser)
    add("--resume", action="store_true", help="go on with the run in --out")
    add(
        "--strategy",
        choices=["none", "mirrored", "multi-worker"],
        default="none",
        help="mirrored: all GPUs of this machine; multi-worker: the machines that the environment "
        "variable TF_CONFIG names, each of which listens on all its network interfaces "
        "(default: %(default)s)",
    )
    add(
        "--scratch",
        type=Path,
        metavar="FOLDER",
        help="multi-worker: where a worker that is not the chief keeps what it computes, so that "
        "--resume finds it (default: a temporary folder)",
    )
    add_config_options(parser, FitConfig())
    add(
        "--display-name",
        type=_display_name,
        action="append",
        default=[],
        metavar="FOLDER=NAME",
        help="what people read for a class (default: the folder name in title case; "
        "stationary=Stationery)",
    )
    add("--keep-cache", action="store_true", help="keep the activations in the run folder")


def _warn(options: argparse.Namespace) -> None:
    """Say what the workers open to others, before they do."""
    from training.fit.cluster import OPEN_PORT_WARNING

    if for_a_program(options):
        from training.commands.json_progress import write_event

        write_event("note", message=OPEN_PORT_WARNING)
    else:
        print(OPEN_PORT_WARNING, file=sys.stderr)


def run_fit(options: argparse.Namespace) -> None:
    """Train, tell how it went; errors as ``fit.run.fit``."""
    from training.commands.console import print_validation
    from training.fit.cluster import Strategy
    from training.fit.run import fit
    from training.fit.run_folder import load_base_weights_record

    if options.strategy == Strategy.MULTI_WORKER:
        _warn(options)
    with progress_of(options) as on_progress:
        result = fit(
            replace(
                config_of(options, FitConfig()),
                display_names=FitConfig().display_names | dict(options.display_name),
                keep_cache=options.keep_cache,
            ),
            options.data,
            options.out,
            resume=options.resume,
            corrections=options.corrections,
            on_progress=on_progress,
            strategy=Strategy(options.strategy),
            scratch=options.scratch,
        )
    if for_a_program(options):
        from training.commands.json_progress import write_event

        for sentence in result.skipped:
            write_event("note", message=sentence)
        base = load_base_weights_record(options.out).sentence if result.is_chief else ""
        write_event("finished", run=str(options.out), base=base)
        return
    for sentence in result.skipped:
        print(printable(sentence), file=sys.stderr)
    if result.is_chief and result.validation is not None:
        print_validation(*result.validation)
    if result.is_chief:
        print(load_base_weights_record(options.out).sentence)
        run = printable(options.out)
        print(f"The run is finished; publish it with: shelfwise-train publish {run}")
    else:
        print("This worker has done its share; the chief has the run.")


def _display_name(text: str) -> tuple[str, str]:
    folder, separator, shown = text.partition("=")
    if not (folder and separator and shown):
        raise argparse.ArgumentTypeError(f"{text!r} is not FOLDER=NAME")
    return folder, shown
