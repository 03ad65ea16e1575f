"""The options that say how a network is trained, for every command that trains one."""

from __future__ import annotations

import argparse
from dataclasses import replace

from app.core.pictures.images import Fitting
from training.config import FitConfig


def add_fit_options(parser: argparse.ArgumentParser) -> None:
    """Give a parser an option for each choice of ``config.FitConfig``."""
    default = FitConfig()
    add = parser.add_argument
    add(
        "--base-weights",
        default=default.base_weights,
        metavar="imagenet|random|PATH",
        help="weights that Inception v3 starts from (default: %(default)s, which Keras downloads)",
    )
    add("--input-size", type=int, default=default.input_size, metavar="PIXELS")
    add("--fitting", choices=[item.value for item in Fitting], default=default.fitting.value)
    add("--views", type=int, default=default.views, help="augmented views of each training photo")
    add(
        "--rough-views",
        type=int,
        default=default.rough_views,
        help="how many of them are put on a drawn shop page, or disturbed (default: %(default)s)",
    )
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
    add(
        "--fine-tune-cosine",
        action="store_true",
        help="let stage two's learning rate follow a cosine down to zero, and keep its last "
        "weights (for many layers)",
    )
    add(
        "--fine-tune-part",
        type=float,
        default=default.stage_two.part,
        metavar="PART",
        help="end stage two on the way between the weights it began with (0) and the best it found "
        "(1); less than 1 is better for photos of other shops (default: %(default)s)",
    )
    add("--no-class-weights", action="store_true", help="let frequent classes count more")
    add(
        "--even-sources",
        type=float,
        default=default.even_sources,
        metavar="PART",
        help="0: every photo of a class counts the same, 1: every source of it; a source is what "
        "stands before '__' in a file's name (default: %(default)s)",
    )
    add(
        "--bfloat16",
        action="store_true",
        help="train in 16 bits: faster on some processors with AVX512_BF16, slower on others",
    )


def config_of(options: argparse.Namespace) -> FitConfig:
    """What the options of ``add_fit_options`` say.

    Raises:
        RunError: ``bad_option``.
    """
    default = FitConfig()
    return FitConfig(
        base_weights=options.base_weights,
        input_size=options.input_size,
        fitting=Fitting(options.fitting),
        seed=options.seed,
        views=options.views,
        rough_views=options.rough_views,
        batch_size=options.batch_size,
        unfreeze_layers=options.unfreeze_layers,
        class_weights=not options.no_class_weights,
        even_sources=options.even_sources,
        stage_one=replace(
            default.stage_one, epochs=options.epochs, learning_rate=options.learning_rate
        ),
        stage_two=replace(
            default.stage_two,
            epochs=options.fine_tune_epochs,
            learning_rate=options.fine_tune_learning_rate,
            cosine=options.fine_tune_cosine,
            part=options.fine_tune_part,
        ),
        bfloat16=options.bfloat16,
    )
