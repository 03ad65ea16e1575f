"""Stage one on cached features against plain Keras: ``make bench-training``.

Plain Keras runs the frozen base over every batch of every epoch. Both learn the same head from the
same views of the same photos in the same order, with the same batch size and learning rate, and
both validate after every epoch. Seconds an epoch are the median from one epoch's end to the next,
so that the first epoch, in which TensorFlow builds its graphs, counts for neither.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks.figures import Figure, tell
from tests.conftest import draw_photos

AT_LEAST_TIMES = 10.0
AT_MOST_APART = 0.01  # validation accuracies; float16 features may turn a photo on the edge
EPOCHS = 4


@dataclass(frozen=True)
class Timed:
    """Seconds of each epoch but the first, and the validation accuracy after each."""

    gaps: tuple[float, ...]
    accuracies: list[float]

    @property
    def seconds(self) -> float:
        """Of an epoch: the median."""
        return median(self.gaps)


def run(data: Path, base_weights: str, photos: int, side: int) -> int:
    """Print the figures; 1 when they are not reached."""
    from training.config import FitConfig
    from training.data.dataset import read_dataset
    from training.data.manifest import Manifest, make_manifest
    from training.fit.cache import Activations, cache_stamp, fill_cache
    from training.network.inception import build_base, cut_base
    from training.progress import no_progress

    config = FitConfig(base_weights=base_weights, input_size=side)
    manifest = _some(make_manifest(read_dataset(data), config.split_fractions, config.seed), photos)
    base, weights = build_base(config)
    cut = cut_base(base, 0)
    stamp = cache_stamp(config, manifest, weights)

    def features(folder: str, split: str, of: Manifest) -> Activations:
        place = Path(folder) / split
        return fill_cache(place, of, split, data, config, cut, stamp, no_progress, crossing=False)

    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        training = features(folder, "train", manifest)
        validation = features(folder, "validation", manifest)
        filling = perf_counter() - began
        cached = _cached(Path(folder), config, training, validation, len(manifest.classes))
        plain = _plain(config, data, manifest, base, training.labels, validation.labels)
    runs = training.views * len(training.labels) + len(validation.labels)
    return _report(cached, plain, filling, runs, len(training.labels), len(validation.labels))


def _some(manifest: Any, photos: int) -> Any:
    """A manifest of at most so many photos, the same part of each split."""
    part = max(1, -(-len(manifest.members) // photos))
    kept = [m for split in ("train", "validation") for m in manifest.of(split)[::part]]
    return replace(manifest, members=tuple(kept))


def _head(config: Any, classes: int, features: int) -> Any:
    import keras

    from training.network.inception import build_head

    keras.utils.set_random_seed(config.seed)
    return build_head(classes + 1, features)


def _cached(folder: Path, config: Any, training: Any, validation: Any, classes: int) -> Timed:
    from training.fit.feed import Examples
    from training.fit.stage import Stage, train_stage
    from training.network.inception import head_model
    from training.output_layout import OutputLayout
    from training.progress import Progress

    ends: list[float] = []

    def on_progress(progress: Progress) -> None:
        if progress.metrics is not None:
            ends.append(perf_counter())

    steady = replace(
        config.stage_one, epochs=EPOCHS, stop_patience=EPOCHS + 1, plateau_patience=EPOCHS + 1
    )
    layout = OutputLayout.plain(classes, background=True)
    state = train_stage(
        Stage("Stage one", 1, folder / "stage", steady, config.batch_size, config.seed, layout),
        head_model(_head(config, classes, training.features.shape[-1])),
        Examples.of_features(training),
        Examples.of_features(validation),
        on_progress,
    )
    return Timed(_gaps(ends), [entry["val_accuracy"] for entry in state.history])


def _plain(
    config: Any, data: Path, manifest: Any, base: Any, labels: Any, validation_labels: Any
) -> Timed:
    import keras

    from training.data.pictures import fitted, mapped_ahead
    from training.fit.feed import Examples, Feed
    from training.network.inception import pooled
    from training.views.augment import view

    def pixels(split: str, views: int) -> Any:
        members = manifest.of(split)

        def read(member: Any) -> Any:
            picture = fitted(data / member.path, config.input_spec)
            return [view(picture, number, member.sha256, config) for number in range(views)]

        return np.stack(list(mapped_ahead(read, members)), axis=1)

    feed = Feed(
        Examples({"": pixels("train", 1 + config.views)}, labels),
        config.batch_size,
        (config.seed, 1),
    )
    watched = Feed(Examples({"": pixels("validation", 1)}, validation_labels), config.batch_size)
    base.trainable = False
    inputs = keras.Input((config.input_size, config.input_size, 3))
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    head = _head(config, len(manifest.classes), base.output.shape[-1])
    model = keras.Model(inputs, head(pooled(base(scaled, training=False))))
    model.compile(
        optimizer=keras.optimizers.Adam(config.stage_one.learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )

    def pictures_and_labels(fed: Feed) -> Any:
        return fed.share_of(0, 1, 1).map(lambda pictures, numbers, *_: (pictures, numbers))

    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: setattr(feed, "epoch", epoch),
        on_epoch_end=lambda epoch, logs: ends.append(perf_counter()),
    )
    history = model.fit(
        pictures_and_labels(feed),
        validation_data=pictures_and_labels(watched),
        epochs=EPOCHS,
        callbacks=[clock],
        shuffle=False,
        verbose=0,
    )
    return Timed(_gaps(ends), history.history["val_accuracy"])


def _gaps(ends: Sequence[float]) -> tuple[float, ...]:
    return tuple(later - earlier for earlier, later in pairwise(ends))


def _report(
    cached: Timed, plain: Timed, filling: float, runs: int, training: int, validation: int
) -> int:
    times = plain.seconds / cached.seconds
    apart = max(abs(a - b) for a, b in zip(cached.accuracies, plain.accuracies, strict=True))
    print(f"{training} training photos, {validation} validation photos, {EPOCHS} epochs")
    print(f"{'':<28}{'seconds an epoch':>18}{'validation accuracy after each':>36}")
    for name, timed in (("plain Keras", plain), ("cached features", cached)):
        shown = " ".join(f"{value:.4f}" for value in timed.accuracies)
        print(f"{name:<28}{timed.seconds:>18.3f}{shown:>36}")
    print(f"{times:.0f} times faster an epoch (at least {AT_LEAST_TIMES:.0f} wanted)")
    print(f"Accuracies at most {apart:.4f} apart (at most {AT_MOST_APART} wanted)")
    print(
        f"Filling the cache, once: {filling:.1f} s for {runs} passes of the base, which "
        f"{filling / (plain.seconds - cached.seconds):.1f} epochs pay back."
    )
    for epochs in (20, 60):
        whole = filling + epochs * cached.seconds
        other = epochs * plain.seconds
        print(
            f"{epochs} epochs in all: {whole:.0f} s with the filling, {other:.0f} s in plain "
            f"Keras, {other / whole:.1f} times faster"
        )
    tell(
        "stage_one",
        [
            Figure("stage-one epoch, plain Keras", plain.gaps, "s"),
            Figure("stage-one epoch, cached features", cached.gaps, "s"),
            Figure(
                "stage-one epoch, times faster",
                tuple(a / b for a, b in zip(plain.gaps, cached.gaps, strict=True)),
                "x",
                f">= {AT_LEAST_TIMES:.0f}",
                f"{training} training photos and {validation} validation photos",
            ),
        ],
    )
    return int(times < AT_LEAST_TIMES or apart > AT_MOST_APART)


def main(arguments: Sequence[str]) -> int:
    """Read the options, draw photos when none are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, help="folder of class folders")
    parser.add_argument("--base-weights", default="random", metavar="imagenet|random|PATH")
    parser.add_argument("--photos", type=int, default=300, help="at most so many of them")
    parser.add_argument("--input-size", type=int, default=224)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as drawn:
        data = options.data or draw_photos(Path(drawn), 30)
        return run(data, options.base_weights, options.photos, options.input_size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
