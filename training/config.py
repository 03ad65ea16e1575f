"""Every choice of a training run in one frozen place."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.core.pictures.images import Fitting
from app.core.storage.files import write_atomically
from training.errors import RunError

CONFIG_NAME = "config.json"
IMAGENET = "imagenet"
RANDOM = "random"
MIN_INPUT_SIZE = 75  # below it Inception v3 has no pixel left to pool


@dataclass(frozen=True)
class StageConfig:
    """One of the two stages.

    Attributes:
        epochs: at most so many passes over the training pictures.
        learning_rate: of Adam, at the start.
        stop_patience: epochs without a better validation accuracy until the stage ends.
        plateau_patience: epochs without a lower validation loss until the learning rate falls.
        plateau_factor: what it falls to, as a part of what it was.
        cosine: whether the learning rate follows half a cosine down to zero, step by step, instead
            of falling at plateaus (Loshchilov and Hutter 2017, "SGDR", section 3, without
            restarts), and the stage goes on to its last epoch, whose weights are kept. For many
            layers in few epochs.
        part: where the stage ends, on the straight way from the weights that it began with (0) to
            the best that it found (1). In between a network does better on photos unlike those it
            was trained on (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models",
            section 3).
    """

    epochs: int
    learning_rate: float
    stop_patience: int
    plateau_patience: int
    plateau_factor: float = 0.3
    cosine: bool = False
    part: float = 1.0


@dataclass(frozen=True)
class FitConfig:
    """What a run depends on besides the photos themselves.

    Attributes:
        base_weights: ``imagenet`` (Keras downloads them), ``random``, or a ``.weights.h5`` file for
            ``keras.applications.InceptionV3(include_top=False)``.
        input_size: height and width of the network's input, in pixels; at least 75.
        fitting: how a whole picture is brought to that size.
        seed: of the split, the augmentation, the order of pictures and the new weights.
        validation_fraction, test_fraction: parts of the photos kept from training.
        background: name of the folder, beside the classes, of pictures of nothing that is sold.
        views: augmented copies of every training picture, besides the picture as it is.
        rough_views: how many of them are rougher: put on a drawn shop page, or disturbed as
            ``views.corruptions`` can.
        flip: whether half of the views are mirrored left to right.
        rotation: largest turn of a view, as a part of a full circle (0.05 is 18 degrees).
        zoom: largest change of scale of a view, as a part of its size.
        batch_size: pictures per step of the optimiser.
        unfreeze_layers: layers at the end of Inception v3 that stage two trains; 0 leaves it out.
        class_weights: whether rare classes count as much in the loss as frequent ones.
        even_sources: inside a class, 0 counts every photo the same, 1 every source (what stands
            before ``__`` in a file's name) the same; see ``fit.weighting``.
        stage_one: only the new head learns.
        stage_two: the head and the last layers learn, at a lower learning rate.
        display_names: folder name -> what people read, where it is not the name in title case.
        bfloat16: whether the base computes in 16 bits while it is trained; validation photos are
            run, and the network is published, in 32 bits all the same.
        keep_cache: whether the run folder keeps the cached activations (they are large).
    """

    base_weights: str = IMAGENET
    input_size: int = 224
    fitting: Fitting = Fitting.PAD
    seed: int = 42
    validation_fraction: float = 0.15
    test_fraction: float = 0.15
    background: str = "other"
    views: int = 4
    rough_views: int = 0
    flip: bool = True
    rotation: float = 0.05
    zoom: float = 0.05
    batch_size: int = 32
    unfreeze_layers: int = 22
    class_weights: bool = True
    even_sources: float = 0.5
    stage_one: StageConfig = StageConfig(
        epochs=60, learning_rate=1e-3, stop_patience=8, plateau_patience=3
    )
    stage_two: StageConfig = StageConfig(
        epochs=20, learning_rate=1e-4, stop_patience=4, plateau_patience=2
    )
    # "stationary" is how shops' folders are often spelt; people are shown the right word.
    display_names: dict[str, str] = field(default_factory=lambda: {"stationary": "Stationery"})
    bfloat16: bool = False
    keep_cache: bool = False

    def __post_init__(self) -> None:
        for wrong, what in (
            (self.input_size < MIN_INPUT_SIZE, f"--input-size must be at least {MIN_INPUT_SIZE}"),
            (self.views < 0, "--views must be 0 or more"),
            (
                not 0 <= self.rough_views <= self.views,
                "--rough-views must be 0 or more, and no more than --views",
            ),
            (self.batch_size < 1, "--batch-size must be 1 or more"),
            (not 0 <= self.even_sources <= 1, "--even-sources must be between 0 and 1"),
            (self.unfreeze_layers < 0, "--unfreeze-layers must be 0 or more"),
            (self.seed < 0, "--seed must be 0 or more"),
            (self.stage_one.epochs < 1, "--epochs must be 1 or more"),
            (self.stage_two.epochs < 1, "--fine-tune-epochs must be 1 or more"),
            (not 0 < self.stage_two.part <= 1, "--fine-tune-part must be above 0, and at most 1"),
            (
                not (self.validation_fraction > 0 and self.test_fraction > 0)
                or self.validation_fraction + self.test_fraction >= 1,
                "the validation and test fractions must be above 0 and leave some for training",
            ),
        ):
            if wrong:
                raise RunError("bad_option", f"{what[0].upper()}{what[1:]}.")


def write_config(run: Path, config: FitConfig, data: Path) -> None:
    """Write ``config.json`` into a run folder; errors as ``write_atomically``."""
    document = asdict(config) | {"fitting": config.fitting.value, "data": str(data)}
    write_atomically(run / CONFIG_NAME, (json.dumps(document, indent=2) + "\n").encode())


def read_config(run: Path) -> tuple[FitConfig, Path]:
    """The config of a run folder and the folder of its photos.

    Raises:
        RunError: ``no_run``: there is none, or it cannot be read.
    """
    try:
        document: dict[str, Any] = json.loads((run / CONFIG_NAME).read_text(encoding="utf-8"))
        data = Path(document.pop("data"))
        return _parse(document), data
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            "no_run",
            f"{run} is not the folder of a training run (its {CONFIG_NAME} is missing or cannot be "
            "read); choose one that shelfwise-train fit has written.",
        ) from error


def changed_fields(old: FitConfig, new: FitConfig) -> list[str]:
    """Names of the fields in which two configs differ; ``keep_cache`` does not count."""
    return [
        item.name
        for item in fields(FitConfig)
        if item.name != "keep_cache" and getattr(old, item.name) != getattr(new, item.name)
    ]


def _parse(document: dict[str, Any]) -> FitConfig:
    return FitConfig(
        **document
        | {
            "fitting": Fitting(document["fitting"]),
            "stage_one": StageConfig(**document["stage_one"]),
            "stage_two": StageConfig(**document["stage_two"]),
        }
    )
