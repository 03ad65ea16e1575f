"""Only products count, only their classes are looked at, and the steps are those of Keras' fit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from training.fit.cluster import ALONE
from training.fit.feed import Examples, Feed
from training.fit.training_loop import logits_of, measure, train_epochs
from training.output_layout import OutputLayout

LOGITS = np.eye(4, dtype=np.float32)[[0, 1, 3, 2, 3]] + np.array([0.5, 0, 0, 0], np.float32)
LABELS = np.array([0, 2, 0, 3, 3])


def examples_of(inputs: np.ndarray, labels: np.ndarray) -> Examples:
    return Examples({"": inputs[None].astype(np.float16)}, labels)


def unchanged() -> Any:
    """A network whose logits are its inputs."""
    import keras

    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Identity()(inputs))


@pytest.mark.parametrize("batch_size", [1, 2, 5])
def test_other_things_are_not_counted_and_take_no_product_away(batch_size: int) -> None:
    feed = Feed(examples_of(LOGITS, LABELS), batch_size)
    measured = measure(ALONE, unchanged(), feed, OutputLayout.plain(3, background=True))
    assert measured["accuracy"] == pytest.approx(2 / 3)  # the third is 0 among the classes
    exact = np.log(np.exp(LOGITS).sum(axis=1)) - LOGITS[np.arange(5), LABELS]
    assert measured["loss"] == pytest.approx(exact.mean(), rel=1e-3)


def test_an_answer_is_right_where_the_types_of_its_class_have_most_together() -> None:
    layout = OutputLayout(2, (0, 0, 1, 2))
    logits = np.array([[1, 1, 1.2, 0], [0, 0, 2, 0], [0, 0, 0, 9]], np.float32)
    feed = Feed(examples_of(logits, np.array([1, 0, 3])), 3)
    assert measure(ALONE, unchanged(), feed, layout)["accuracy"] == pytest.approx(1 / 2)


def test_logits_come_in_the_order_of_the_pictures() -> None:
    inputs = np.arange(280, dtype=np.float32).reshape(70, 4)  # more than one batch
    examples = examples_of(inputs, np.zeros(70, np.int64))
    assert np.array_equal(logits_of(unchanged(), examples), inputs)
    assert np.array_equal(logits_of(unchanged(), examples.only(np.array([69, 3]))), inputs[[69, 3]])


def test_it_takes_the_steps_of_keras() -> None:
    import keras

    random = np.random.default_rng(0)
    inputs = random.normal(0, 1, (50, 6)).astype(np.float16)
    labels = random.integers(0, 3, 50)
    weights = random.uniform(0.5, 1.5, 50).astype(np.float32)

    def network() -> Any:
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(0.01), loss=loss)
        return model

    ours, theirs = network(), network()
    feed = Feed(replace(examples_of(inputs, labels), weights=weights), 16)
    watched = Feed(examples_of(inputs[:20], labels[:20]), 16)
    said = keras.callbacks.History()
    train_epochs(
        ALONE,
        ours,
        feed,
        watched,
        [said],
        layout=OutputLayout.plain(3, background=False),
        epochs=3,
        initial_epoch=0,
    )
    history = theirs.fit(
        *(inputs.astype(np.float32), labels),
        sample_weight=weights,
        validation_data=(inputs[:20].astype(np.float32), labels[:20]),
        **{"batch_size": 16, "epochs": 3, "shuffle": False, "verbose": 0},
    ).history
    for name in ("loss", "val_loss"):
        assert said.history[name] == pytest.approx(history[name], rel=1e-4)
    for mine, reference in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        assert mine == pytest.approx(reference, abs=1e-5)
