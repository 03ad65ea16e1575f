"""Every choice of a training run in one frozen place, with its option on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.core.pictures.images import Fitting, InputSpec
from app.core.storage.files import write_atomically
from training.errors import RunError

CONFIG_NAME = "config.json"
AUTO = "auto"
IMAGENET = "imagenet"
SHIPPED = "shipped"
RANDOM = "random"
MIN_INPUT_SIZE = 75  # below it Inception v3 has no pixel left to pool

# What fields were called in runs that were written before they were renamed.
_OLD_FIELDS = {"rough_views": "hard_views", "even_sources": "source_balancing"}
_OLD_STAGE_FIELDS = {"part": "weight_interpolation"}


@dataclass(frozen=True)
class Option:
    """How a field of a config is given on the command line.

    Attributes:
        help: what it does; the default is added to it.
        name: with its dashes, where it does not follow from the field's name.
        metavar: what stands for its value in the help.
        old_names: those of earlier versions, still understood and no longer shown.
    """

    help: str
    name: str = ""
    metavar: str | None = None
    old_names: tuple[str, ...] = ()


def setting(
    default: Any,
    option: Option | Mapping[str, Option] | None = None,
    *,
    activations: bool,
    factory: bool = False,
) -> Any:
    """Declare a field of a config.

    Args:
        default: its value, or, with ``factory``, a function that makes it.
        option: how it is given on the command line; of a stage, an option for each of its fields
            that has one.
        activations: whether what the frozen layers say of the photos depends on it, other than by
            way of the manifest or the weights' digest. Cached activations are used again only
            while all those fields are the same.
    """
    metadata = {"option": option, "activations": activations}
    if factory:
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


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
        weight_interpolation: where the stage ends, on the straight way from the weights that it
            began with (0) to the best that it found (1). In between a network does better on photos
            unlike those it was trained on (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
            models", section 3).
    """

    epochs: int
    learning_rate: float
    stop_patience: int
    plateau_patience: int
    plateau_factor: float = 0.3
    cosine: bool = False
    weight_interpolation: float = 1.0


_STAGE_ONE_OPTIONS = {
    "epochs": Option("most epochs of stage one", name="--epochs"),
    "learning_rate": Option("learning rate of stage one", name="--learning-rate"),
}
_STAGE_TWO_OPTIONS = {
    "epochs": Option("most epochs of stage two", name="--fine-tune-epochs"),
    "learning_rate": Option("learning rate of stage two", name="--fine-tune-learning-rate"),
    "cosine": Option(
        "let stage two's learning rate follow a cosine down to zero, and keep its last weights "
        "(for many layers)",
        name="--fine-tune-cosine",
    ),
    "weight_interpolation": Option(
        "interpolate between the weights stage two began with (0) and the best it found (1); less "
        "than 1 is better for photos of other shops",
        name="--weight-interpolation",
        metavar="PART",
        old_names=("--fine-tune-part",),
    ),
}


@dataclass(frozen=True)
class FitConfig:
    """What a run depends on besides the photos themselves.

    Attributes:
        base_weights: ``imagenet`` (Keras downloads them), ``shipped`` (those of the release),
            ``auto`` (of these two, what is there), ``random``, or a ``.weights.h5`` file
            for ``keras.applications.InceptionV3(include_top=False)``.
        input_size: height and width of the network's input, in pixels; at least 75.
        fitting: how a whole picture is brought to that size.
        seed: of the split, the augmentation, the order of pictures and the new weights.
        validation_fraction, test_fraction: parts of the photos kept from training.
        background: name of the folder, beside the classes, of pictures of nothing that is sold.
        views: augmented copies of every training picture, besides the picture as it is.
        other_fitting: whether the first view is the picture as it is, stretched where ``fitting``
            pads and padded where it stretches.
        hard_views: how many of them are hard: put on a drawn shop page, or corrupted as
            ``views.corruptions`` can.
        flip: whether half of the views are mirrored left to right.
        rotation: largest turn of a view, as a part of a full circle (0.05 is 18 degrees).
        zoom: largest change of scale of a view, as a part of its size.
        batch_size: pictures per step of the optimiser.
        unfreeze_layers: layers at the end of Inception v3 that stage two trains; 0 leaves it out.
        class_weights: whether rare classes count as much in the loss as frequent ones.
        source_balancing: inside a class, 0 counts every photo the same, 1 every source (what stands
            before ``__`` in a file's name) the same; see ``fit.weighting``.
        type_balancing: the same for the product types of a class.
        types: what the outputs of the last layer tell apart besides classes, as
            ``data.product_types.product_types`` reads it; empty for nothing.
        pages: folder of rendered pages that train, too, as ``shelfwise-train pages`` writes it;
            empty for none. The last layer alone learns from them.
        l2: where above 0, stage one is no training in epochs but the optimum of a logistic
            regression with this penalty (``fit.logistic``).
        stage_one: only the new head learns.
        stage_two: the head and the last layers learn, at a lower learning rate.
        display_names: folder name -> what people read, where it is not the name in title case.
        bfloat16: whether the base computes in 16 bits while it is trained; validation photos are
            run, and the network is published, in 32 bits all the same.
        keep_cache: whether the run folder keeps the cached activations (they are large).
    """

    base_weights: str = setting(
        AUTO,
        Option(
            "weights that Inception v3 starts from; imagenet is downloaded by Keras, shipped comes "
            "with the program, auto takes imagenet only where it was downloaded before",
            metavar="auto|imagenet|shipped|random|PATH",
        ),
        activations=False,  # the digest of the weights tells, whatever their file is called
    )
    input_size: int = setting(
        224,
        Option("height and width of the network's input", metavar="PIXELS"),
        activations=True,
    )
    fitting: Fitting = setting(
        Fitting.PAD,
        Option("how a whole picture is brought to that size: with white beside it, or stretched"),
        activations=True,
    )
    seed: int = setting(
        42,
        Option("of the split, the views, the order of photos and the new weights"),
        activations=True,
    )
    validation_fraction: float = setting(
        0.15, Option("part of the photos that choose", metavar="PART"), activations=False
    )
    test_fraction: float = setting(
        0.15, Option("part of the photos that judge", metavar="PART"), activations=False
    )
    background: str = setting("other", activations=False)
    views: int = setting(4, Option("augmented views of each training photo"), activations=True)
    other_fitting: bool = setting(
        False,
        Option("let one of the views be the photo as it is, stretched where --fitting pads"),
        activations=True,
    )
    hard_views: int = setting(
        0,
        Option(
            "how many of them are hard: on a drawn shop page, or corrupted",
            old_names=("--rough-views",),
        ),
        activations=True,
    )
    flip: bool = setting(True, activations=True)
    rotation: float = setting(0.05, activations=True)
    zoom: float = setting(0.05, activations=True)
    batch_size: int = setting(
        32, Option("photos per step; fewer need less memory"), activations=False
    )
    unfreeze_layers: int = setting(
        22, Option("layers that stage two trains; 0 leaves stage two out"), activations=True
    )
    class_weights: bool = setting(
        True,
        Option("let frequent classes count more", name="--no-class-weights"),
        activations=False,
    )
    source_balancing: float = setting(
        0.5,
        Option(
            "0: every photo of a class counts the same, 1: every source of it; a source is what "
            "stands before '__' in a file's name",
            metavar="PART",
            old_names=("--even-sources",),
        ),
        activations=False,
    )
    type_balancing: float = setting(
        0.0, Option("the same for the product types of a class", metavar="PART"), activations=False
    )
    types: str = setting(
        "",
        Option(
            "tell product types apart, too: a file of lines of class, folder and type with tabs "
            "between them, or 'folders' for every folder below a class folder",
            metavar="FILE|folders",
        ),
        activations=False,
    )
    pages: str = setting(
        "",
        Option(
            "rendered pages of the photos (shelfwise-train pages --split train) that train, too, "
            "whole; needs --l2 and --unfreeze-layers 0",
            metavar="PAGES",
        ),
        activations=False,  # those of the photos do not depend on it
    )
    l2: float = setting(
        0.0,
        Option(
            "make stage one the optimum of a logistic regression with this penalty instead of "
            "training it in epochs; takes seconds",
            metavar="PENALTY",
        ),
        activations=False,
    )
    stage_one: StageConfig = setting(
        StageConfig(epochs=60, learning_rate=1e-3, stop_patience=8, plateau_patience=3),
        _STAGE_ONE_OPTIONS,
        activations=False,
    )
    stage_two: StageConfig = setting(
        StageConfig(epochs=20, learning_rate=1e-4, stop_patience=4, plateau_patience=2),
        _STAGE_TWO_OPTIONS,
        activations=False,
    )
    # "stationary" is how shops' folders are often spelt; people are shown the right word.
    display_names: dict[str, str] = setting(
        lambda: {"stationary": "Stationery"}, factory=True, activations=False
    )
    bfloat16: bool = setting(
        False,
        Option("train in 16 bits: faster on some processors with AVX512_BF16, slower on others"),
        activations=True,
    )
    keep_cache: bool = setting(False, activations=False)

    def __post_init__(self) -> None:
        """Refuse values that no run can have; raises RunError ``bad_option``."""
        for wrong, what in (
            (self.input_size < MIN_INPUT_SIZE, f"--input-size must be at least {MIN_INPUT_SIZE}"),
            (self.views < 0, "--views must be 0 or more"),
            (
                not 0 <= self.hard_views <= self.views - int(self.other_fitting),
                "--hard-views must be 0 or more, and no more than --views (less one with "
                "--other-fitting)",
            ),
            (self.batch_size < 1, "--batch-size must be 1 or more"),
            (not 0 <= self.source_balancing <= 1, "--source-balancing must be between 0 and 1"),
            (not 0 <= self.type_balancing <= 1, "--type-balancing must be between 0 and 1"),
            (self.l2 < 0, "--l2 must be 0 or more"),
            (
                bool(self.pages) and not (self.l2 and not self.unfreeze_layers),
                "--pages needs --l2 above 0 and --unfreeze-layers 0",
            ),
            (self.unfreeze_layers < 0, "--unfreeze-layers must be 0 or more"),
            (self.seed < 0, "--seed must be 0 or more"),
            (self.stage_one.epochs < 1, "--epochs must be 1 or more"),
            (self.stage_two.epochs < 1, "--fine-tune-epochs must be 1 or more"),
            (
                not 0 < self.stage_two.weight_interpolation <= 1,
                "--weight-interpolation must be above 0, and at most 1",
            ),
            (
                not (self.validation_fraction > 0 and self.test_fraction > 0)
                or self.validation_fraction + self.test_fraction >= 1,
                "the validation and test fractions must be above 0 and leave some for training",
            ),
        ):
            if wrong:
                raise RunError("bad_option", f"{what[0].upper()}{what[1:]}.")

    @property
    def input_spec(self) -> InputSpec:
        """What pictures are fitted to before the network sees them."""
        return InputSpec(self.input_size, self.input_size, self.fitting)

    @property
    def split_fractions(self) -> dict[str, float]:
        """Parts of the photos that train, choose and judge."""
        return {
            "train": 1 - self.validation_fraction - self.test_fraction,
            "validation": self.validation_fraction,
            "test": self.test_fraction,
        }


def activation_settings(config: Any) -> dict[str, Any]:
    """Name and value of every field of a config that cached activations depend on.

    Raises:
        KeyError: a field does not say whether they do.
    """
    return {
        item.name: getattr(config, item.name)
        for item in fields(config)
        if item.metadata["activations"]
    }


def write_config(run: Path, config: FitConfig, data: Path) -> None:
    """Write ``config.json`` into a run folder; errors as ``write_atomically``."""
    document = asdict(config) | {"fitting": config.fitting.value, "data": str(data)}
    write_atomically(run / CONFIG_NAME, (json.dumps(document, indent=2) + "\n").encode())


def read_config(run: Path) -> tuple[FitConfig, Path]:
    """Read the config of a run folder, and which folder its photos are in.

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
    """List the fields in which two configs differ.

    ``keep_cache`` does not count, nor base weights that the new one leaves open.
    """
    free = {"keep_cache"} | ({"base_weights"} if new.base_weights == AUTO else set())
    return [
        item.name
        for item in fields(FitConfig)
        if item.name not in free and getattr(old, item.name) != getattr(new, item.name)
    ]


def _parse(document: dict[str, Any]) -> FitConfig:
    return FitConfig(
        **_renamed(document, _OLD_FIELDS)
        | {
            "fitting": Fitting(document["fitting"]),
            "stage_one": StageConfig(**_renamed(document["stage_one"], _OLD_STAGE_FIELDS)),
            "stage_two": StageConfig(**_renamed(document["stage_two"], _OLD_STAGE_FIELDS)),
        }
    )


def _renamed(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in document.items()}
