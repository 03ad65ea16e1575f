"""``shelfwise-train distill``."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.core.pictures.images import Fitting
from training.commands.progress_option import add_progress, for_a_program, progress_of
from training.distillation.config import DistillConfig


def add_distill(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    default = DistillConfig()
    parser.set_defaults(command=run_distill)
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add("--teacher", type=Path, required=True, metavar="FILE", help="ONNX network to learn from")
    add("--base-weights", default=default.base_weights, metavar="imagenet|random|PATH")
    add(
        "--out",
        type=Path,
        default=Path("runs/distilled"),
        metavar="FOLDER",
        help="where the weights go, and what is computed on the way (default: %(default)s)",
    )
    add("--input-size", type=int, default=default.input_size, metavar="PIXELS")
    add("--fitting", choices=[item.value for item in Fitting], default=default.fitting.value)
    add("--seed", type=int, default=default.seed, help="of the split, as in fit, and of the order")
    add("--views", type=int, default=default.views, help="of each photo (default: %(default)s)")
    add(
        "--view-seed",
        type=int,
        default=default.view_seed,
        help="another one shows new views to a base that was distilled before",
    )
    add("--epochs", type=int, default=default.epochs, help="(default: %(default)s)")
    add("--learning-rate", type=float, default=default.learning_rate)
    add("--batch-size", type=int, default=default.batch_size)
    add(
        "--leave-out",
        action="append",
        default=[],
        metavar="SOURCE",
        help="show no photo whose name begins with SOURCE__; may be given several times",
    )
    add(
        "--bfloat16",
        action="store_true",
        help="compute in 16 bits: faster on some processors with AVX512_BF16, slower on others",
    )
    add_progress(parser)


def run_distill(options: argparse.Namespace) -> None:
    """Distil, tell where the weights are; errors as ``distill.distill``."""
    from training.distillation.distill import distill
    from training.errors import shortages_told

    config = DistillConfig(
        base_weights=options.base_weights,
        input_size=options.input_size,
        fitting=Fitting(options.fitting),
        seed=options.seed,
        views=options.views,
        view_seed=options.view_seed,
        epochs=options.epochs,
        learning_rate=options.learning_rate,
        batch_size=options.batch_size,
        left_out_sources=tuple(options.leave_out),
        bfloat16=options.bfloat16,
    )
    with progress_of(options) as listener, shortages_told(options.out):
        weights = distill(config, options.data, options.teacher, options.out, listener)
    if for_a_program(options):
        from training.commands.json_progress import write_event

        write_event("distilled", weights=str(weights))
    else:
        print(f"The weights: {weights}; fit takes them with --base-weights.")
