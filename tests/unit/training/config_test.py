"""Every field of a config says what depends on it, and old run folders still open."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from app.core.pictures.images import Fitting
from training.config import (
    FitConfig,
    activation_settings,
    changed_fields,
    read_config,
    write_config,
)
from training.data.manifest import Manifest
from training.distillation.config import DistillConfig
from training.fit.cache import cache_stamp
from training.network.inception import BaseWeights

# What view pixels, and so activations, follow from: by hand here, so that a slip there shows.
ACTIVATIONS: dict[str, Any] = {
    "input_size": 75,
    "fitting": Fitting.STRETCH,
    "seed": 7,
    "views": 3,
    "hard_views": 1,
    "flip": False,
    "rotation": 0.1,
    "zoom": 0.1,
    "unfreeze_layers": 9,
    "bfloat16": True,
    "other_fitting": True,
}
OTHERS: dict[str, Any] = {
    "batch_size": 8,
    "class_weights": False,
    "source_balancing": 1.0,
    "keep_cache": True,
    "display_names": {},
}


@pytest.mark.parametrize("config", [FitConfig, DistillConfig])
def test_every_field_says_whether_activations_depend_on_it(config: type) -> None:
    silent = [item.name for item in fields(config) if "activations" not in item.metadata]
    assert not silent, f"declare {silent} with config.setting(..., activations=...)"


def test_a_field_that_does_not_say_is_refused() -> None:
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Longer(FitConfig):
        sharpness: float = 1.0

    with pytest.raises(KeyError):
        activation_settings(Longer())


def stamp(config: FitConfig) -> str:
    manifest = Manifest(("bags",), "", 42, (), ())
    return cache_stamp(config, manifest, BaseWeights("random", ""))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_activations_depend_on_changes_their_stamp(name: str) -> None:
    assert stamp(replace(FitConfig(), **{name: ACTIVATIONS[name]})) != stamp(FitConfig())


@pytest.mark.parametrize("name", OTHERS)
def test_what_they_do_not_depend_on_leaves_the_cache_in_use(name: str) -> None:
    assert stamp(replace(FitConfig(), **{name: OTHERS[name]})) == stamp(FitConfig())


def test_only_those_fields_are_in_the_stamp() -> None:
    assert set(activation_settings(FitConfig())) == set(ACTIVATIONS)


def test_a_config_comes_back_as_it_was_written(tmp_path: Path) -> None:
    config = replace(FitConfig(), hard_views=2, source_balancing=0.25, fitting=Fitting.STRETCH)
    write_config(tmp_path, config, tmp_path / "photos")
    assert read_config(tmp_path) == (config, tmp_path / "photos")


def test_a_run_of_an_earlier_version_opens(tmp_path: Path) -> None:
    write_config(tmp_path, FitConfig(), tmp_path / "photos")
    document = json.loads((tmp_path / "config.json").read_text())
    del document["hard_views"], document["source_balancing"]
    document |= {"rough_views": 3, "even_sources": 0.75}
    for stage, part in (("stage_one", 1.0), ("stage_two", 0.5)):
        del document[stage]["weight_interpolation"]
        document[stage]["part"] = part
    (tmp_path / "config.json").write_text(json.dumps(document))
    config, _ = read_config(tmp_path)
    assert (config.hard_views, config.source_balancing) == (3, 0.75)
    assert config.stage_two.weight_interpolation == 0.5
    assert changed_fields(config, FitConfig()) == ["hard_views", "source_balancing", "stage_two"]
