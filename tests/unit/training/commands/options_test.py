"""The options of ``fit`` and ``distill`` follow from their configs."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.pictures.images import Fitting
from training.commands.options import add_config_options, config_of
from training.commands.publish import add_publish
from training.config import FitConfig
from training.distillation.config import DistillConfig
from training.errors import RunError

DEFAULT = FitConfig()
EVERY_OPTION = {
    "--base-weights random": {"base_weights": "random"},
    "--input-size 75": {"input_size": 75},
    "--fitting stretch": {"fitting": Fitting.STRETCH},
    "--seed 3": {"seed": 3},
    "--views 2": {"views": 2},
    "--hard-views 2": {"hard_views": 2},
    "--batch-size 8": {"batch_size": 8},
    "--unfreeze-layers 9": {"unfreeze_layers": 9},
    "--no-class-weights": {"class_weights": False},
    "--source-balancing 0.25": {"source_balancing": 0.25},
    "--epochs 2": {"stage_one": replace(DEFAULT.stage_one, epochs=2)},
    "--learning-rate 0.1": {"stage_one": replace(DEFAULT.stage_one, learning_rate=0.1)},
    "--fine-tune-epochs 2": {"stage_two": replace(DEFAULT.stage_two, epochs=2)},
    "--fine-tune-learning-rate 0.1": {"stage_two": replace(DEFAULT.stage_two, learning_rate=0.1)},
    "--fine-tune-cosine": {"stage_two": replace(DEFAULT.stage_two, cosine=True)},
    "--weight-interpolation 0.5": {
        "stage_two": replace(DEFAULT.stage_two, weight_interpolation=0.5)
    },
    "--bfloat16": {"bfloat16": True},
    # What scripts and settings of earlier versions hold.
    "--rough-views 2": {"hard_views": 2},
    "--even-sources 0.25": {"source_balancing": 0.25},
    "--fine-tune-part 0.5": {"stage_two": replace(DEFAULT.stage_two, weight_interpolation=0.5)},
}
OLD = ("--rough-views", "--even-sources", "--fine-tune-part")


def parser(default: Any, **choices: Any) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    add_config_options(parser, default, **choices)
    return parser


def parsed(text: str) -> FitConfig:
    return config_of(parser(DEFAULT).parse_args(text.split()), DEFAULT)


@pytest.mark.parametrize("text", EVERY_OPTION)
def test_an_option_sets_its_field_alone(text: str) -> None:
    assert parsed(text) == replace(DEFAULT, **EVERY_OPTION[text])


def test_no_option_gives_the_defaults() -> None:
    assert parsed("") == DEFAULT


def test_both_stages_are_set_together() -> None:
    config = parsed("--epochs 3 --learning-rate 0.5 --fine-tune-epochs 4 --fine-tune-cosine")
    assert (config.stage_one.epochs, config.stage_one.learning_rate) == (3, 0.5)
    assert (config.stage_two.epochs, config.stage_two.cosine) == (4, True)


def test_the_help_explains_every_option_and_hides_old_names() -> None:
    shown = parser(DEFAULT).format_help()
    for text in EVERY_OPTION:
        name = text.split()[0]
        assert (name in shown) is (name not in OLD)
    for action in parser(DEFAULT)._actions:
        assert action.help


@pytest.mark.parametrize("text", ["--views x", "--fitting cropped", "--seed"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(SystemExit):
        parsed(text)


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(RunError, match="--source-balancing"):
        parsed("--even-sources 2")


def test_a_command_may_take_some_of_the_fields() -> None:
    some = parser(DEFAULT, only=("seed",))
    assert config_of(some.parse_args(["--seed", "5"]), DEFAULT) == replace(DEFAULT, seed=5)
    with pytest.raises(SystemExit):
        some.parse_args(["--views", "2"])


def test_a_distillation_has_options_of_its_own() -> None:
    default = DistillConfig()
    options = ["--view-seed", "5", "--fitting", "stretch", "--epochs", "2"]
    config = config_of(parser(default).parse_args(options), default)
    assert config == replace(default, view_seed=5, fitting=Fitting.STRETCH, epochs=2)


def test_publish_understands_the_option_of_earlier_versions() -> None:
    parser = argparse.ArgumentParser()
    add_publish(parser)
    assert parser.parse_args(["run", "--harder", "tables"]).stress_tests == Path("tables")
    assert parser.parse_args(["run", "--stress-tests", "tables"]).stress_tests == Path("tables")
    assert "--harder" not in parser.format_help()
