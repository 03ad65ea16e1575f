"""``shelfwise-train``: make a model, judge it, publish it, take it back."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.core.errors import ShelfwiseError
from app.core.images import Fitting
from training.config import FitConfig

_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when it was done, 2 when it could not be; then one sentence is on standard error.
    """
    options = _parser().parse_args(arguments)
    # Before TensorFlow is imported: its notes about the machine are of no use to whoever trains.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.filterwarnings("ignore", module="keras")
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except ShelfwiseError as error:
        print(error.message, file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("Stopped; a training run goes on with --resume.", file=sys.stderr)
        return _FAILED
    return 0


def _fit(options: argparse.Namespace) -> None:
    from training.console import progress_shown
    from training.fit import fit

    with progress_shown() as listener:
        result = fit(
            _config(options), options.data, options.out, resume=options.resume, listener=listener
        )
    for sentence in result.skipped:
        print(sentence, file=sys.stderr)
    print(f"The run is finished; publish it with: shelfwise-train publish {options.out}")


def _config(options: argparse.Namespace) -> FitConfig:
    default = FitConfig()
    return FitConfig(
        base_weights=options.base_weights,
        input_size=options.input_size,
        fitting=Fitting(options.fitting),
        seed=options.seed,
        views=options.views,
        batch_size=options.batch_size,
        unfreeze_layers=options.unfreeze_layers,
        class_weights=not options.no_class_weights,
        stage_one=replace(
            default.stage_one, epochs=options.epochs, learning_rate=options.learning_rate
        ),
        stage_two=replace(
            default.stage_two,
            epochs=options.fine_tune_epochs,
            learning_rate=options.fine_tune_learning_rate,
        ),
        display_names=default.display_names | dict(options.display_name),
        keep_cache=options.keep_cache,
    )


def _display_name(text: str) -> tuple[str, str]:
    folder, separator, shown = text.partition("=")
    if not (folder and separator and shown):
        raise argparse.ArgumentTypeError(f"{text!r} is not FOLDER=NAME")
    return folder, shown


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shelfwise-train", description="Make and publish the models that Shelfwise uses."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_fit(commands.add_parser("fit", help="train on a folder of class folders"))
    return parser


def _add_fit(parser: argparse.ArgumentParser) -> None:
    default = FitConfig()
    add = parser.add_argument
    parser.set_defaults(command=_fit)
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add("--out", type=Path, default=Path("runs/latest"), help="run folder (default: %(default)s)")
    add("--resume", action="store_true", help="go on with the run in --out")
    add(
        "--base-weights",
        default=default.base_weights,
        metavar="imagenet|random|PATH",
        help="weights that Inception v3 starts from (default: %(default)s, which Keras downloads)",
    )
    add("--input-size", type=int, default=default.input_size, metavar="PIXELS")
    add("--fitting", choices=[item.value for item in Fitting], default=default.fitting.value)
    add("--views", type=int, default=default.views, help="augmented views of each training photo")
    add("--seed", type=int, default=default.seed)
    add("--batch-size", type=int, default=default.batch_size)
    add("--epochs", type=int, default=default.stage_one.epochs, help="of stage one, at most")
    add("--learning-rate", type=float, default=default.stage_one.learning_rate)
    add(
        "--unfreeze-layers",
        type=int,
        default=default.unfreeze_layers,
        help="layers that stage two trains (default: %(default)s; 0 leaves stage two out)",
    )
    add("--fine-tune-epochs", type=int, default=default.stage_two.epochs, help="of stage two")
    add("--fine-tune-learning-rate", type=float, default=default.stage_two.learning_rate)
    add("--no-class-weights", action="store_true", help="let frequent classes count more")
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
