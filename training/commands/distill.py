"""``shelfwise-train distill``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from training.commands.options import (
    add_config_options,
    add_progress,
    config_of,
    for_a_program,
    progress_of,
)
from training.distillation.config import DistillConfig


def add_distill(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_distill)
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add("--teacher", type=Path, required=True, metavar="FILE", help="ONNX network to learn from")
    add(
        "--out",
        type=Path,
        default=Path("runs/distilled"),
        metavar="FOLDER",
        help="where the weights go, and what is computed on the way (default: %(default)s)",
    )
    add(
        "--pool",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="show these pictures, too: they need no label; may be given several times",
    )
    add_config_options(parser, DistillConfig())
    add(
        "--leave-out",
        action="append",
        default=[],
        metavar="SOURCE",
        help="show no photo whose name begins with SOURCE__; may be given several times",
    )
    add_progress(parser)


def run_distill(options: argparse.Namespace) -> None:
    """Distil, tell where the weights are; errors as ``distill.distill``."""
    from training.distillation.distill import distill
    from training.errors import report_shortages

    config = replace(config_of(options, DistillConfig()), left_out_sources=tuple(options.leave_out))
    with progress_of(options) as on_progress, report_shortages(options.out):
        weights = distill(
            config, options.data, options.teacher, options.out, on_progress, pool=options.pool
        )
    if for_a_program(options):
        from training.commands.json_progress import write_event

        write_event("distilled", weights=str(weights))
    else:
        print(f"The weights: {weights}; fit takes them with --base-weights.")
