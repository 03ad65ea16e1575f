"""``shelfwise-train refresh``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import places
from app.core.text import counted, printable
from training.commands.options import add_progress, for_a_program, progress_of
from training.commands.publish import add_models, used_location

if TYPE_CHECKING:
    from training.refresh.judged import Difference, Judged
    from training.refresh.refresh import Refreshed


def add_refresh(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_refresh)
    add = parser.add_argument
    add(
        "data",
        type=Path,
        nargs="?",
        metavar="DATA",
        help="folder of class folders with new photos; it is only read. Corrections alone are "
        "enough, too",
    )
    add(
        "--corrections",
        type=Path,
        metavar="FOLDER",
        help="folder of class folders with corrected pictures, such as the window keeps",
    )
    add(
        "--out",
        type=Path,
        default=Path("runs/refresh"),
        metavar="RUN",
        help="folder for what is computed on the way; a stopped refresh goes on there "
        "(default: %(default)s)",
    )
    add(
        "--model",
        type=Path,
        metavar="MODEL",
        help="collection or version folder to begin with (default: the model that the window uses)",
    )
    add("--force", action="store_true", help="use the new model whatever the figures say")
    add_models(parser, places.user_models())
    add_progress(parser)


def run_refresh(options: argparse.Namespace) -> None:
    """Refresh the model, tell what came of it; errors as ``refresh.refresh``."""
    from training.refresh.refresh import refresh

    with progress_of(options) as on_progress:
        refreshed = refresh(
            options.model or used_location(),
            options.models,
            options.data,
            options.corrections,
            options.out,
            force=options.force,
            on_progress=on_progress,
        )
    if for_a_program(options):
        _write(refreshed)
    else:
        _print(refreshed)


def _write(refreshed: Refreshed) -> None:
    from training.commands.json_progress import write_event

    for sentence in refreshed.remarks:
        write_event("note", message=sentence)
    write_event(
        "refreshed",
        version=refreshed.folder.contract.version,
        path=str(refreshed.folder.path),
        in_use=refreshed.in_use,
        start=refreshed.start,
        photos=refreshed.photos,
        corrections=refreshed.corrections,
        known=refreshed.known,
        judged=asdict(refreshed.judged),
        changed=[asdict(item) for item in refreshed.changed],
    )


def _print(refreshed: Refreshed) -> None:
    for sentence in refreshed.remarks:
        print(printable(sentence), file=sys.stderr)
    print(
        f"Learnt from {counted(refreshed.photos, 'new photo')} and "
        f"{counted(refreshed.corrections, 'correction')}; photos known before: {refreshed.known:,}."
    )
    for sentence in _sentences(refreshed.judged):
        print(sentence)
    version, path = refreshed.folder.contract.version, printable(refreshed.folder.path)
    if refreshed.in_use:
        print(f"Version {version} is in use: {path}")
    else:
        print(f"Version {version} is not in use, tested on too few photos: {path}")


def _sentences(judged: Judged) -> list[str]:
    found = []
    if judged.own.photos:
        found.append(_said("your new photos, answered without having learnt them", judged.own))
    if judged.kept is not None:
        found.append(_said("photos that came with the model", judged.kept))
    if judged.new is not None and judged.old is not None:
        found.append(
            f"Of these it calls {judged.new.refused:.4f} not one of these, the model before "
            f"{judged.old.refused:.4f}; AUROC {judged.new.auroc:.4f}, before "
            f"{judged.old.auroc:.4f}; calibration error {judged.new.calibration_error:.4f}, before "
            f"{judged.old.calibration_error:.4f}."
        )
    return found


def _said(which: str, both: Difference) -> str:
    low, high = both.interval
    return (
        f"On {both.photos} {which}: {both.new_right} right, the model before {both.old_right}; "
        f"difference {both.gain:+.4f}, 95 % interval {low:+.4f} to {high:+.4f}."
    )
