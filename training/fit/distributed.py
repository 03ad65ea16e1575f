"""A stage's training loop for several replicas, on ``tf.distribute``'s own interface.

Keras 3's ``fit`` does not run under MultiWorkerMirroredStrategy (keras issue 20585: "Does Keras 3
work with tf.distribute.MultiWorkerMirroredStrategy?"), and under MirroredStrategy it takes the mean
of the replicas' mean losses, which is another number when their shares of a batch differ in size.
Here the losses are summed and divided by the size of the whole batch, so any number of replicas
takes the same steps as one. Keras' callbacks are called as ``fit`` calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.fit.cluster import Cluster
from training.fit.feed import Feed
from training.fit.product_accuracy import right_products
from training.network.inception import Floats, KerasModel


@dataclass(frozen=True)
class _Pass:
    """Sums over the pictures of one pass."""

    loss: float
    right: int
    products: int
    pictures: int

    def logs(self, prefix: str = "") -> dict[str, float]:
        return {
            f"{prefix}loss": self.loss / self.pictures,
            f"{prefix}accuracy": self.right / max(self.products, 1),
        }


def fit_distributed(
    cluster: Cluster,
    model: KerasModel,
    training: Feed,
    validation: Feed,
    callbacks: Sequence[Any],
    *,
    classes: int,
    epochs: int,
    initial_epoch: int,
) -> None:
    """What ``model.fit`` does, epoch by epoch, until a callback or the last epoch ends it.

    Args:
        model: compiled inside the cluster's scope.
    """
    import keras

    model.optimizer.build(model.trainable_variables)  # no replica may make variables in a step
    batches, step = _training_step(cluster, model, training, classes)
    watched, measure = _measuring_step(cluster, model, validation, classes)
    listening = keras.callbacks.CallbackList(
        list(callbacks), model=model, epochs=epochs, steps=training.steps
    )
    model.stop_training = False
    listening.on_train_begin()
    for epoch in range(initial_epoch, epochs):
        listening.on_epoch_begin(epoch)
        logs = _run_through(batches, step, listening).logs()
        logs |= _run_through(watched, measure).logs("val_")
        listening.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    listening.on_train_end(logs)


def measure_distributed(
    cluster: Cluster, model: KerasModel, feed: Feed, classes: int
) -> dict[str, float]:
    """Mean loss over all pictures, accuracy over all products: ``loss``, ``accuracy``."""
    return _run_through(*_measuring_step(cluster, model, feed, classes)).logs()


def logits_distributed(cluster: Cluster, model: KerasModel, feed: Feed) -> Floats:
    """Logits of every picture as it is, float32 [N, outputs], in the split's order, everywhere."""
    import tensorflow as tf

    batches = _shares(cluster, feed)

    @tf.function(input_signature=[batches.element_spec])  # type: ignore[untyped-decorator]  # tensorflow carries no types
    def answer(batch: Any) -> tuple[Any, Any]:
        def on_replica(inputs: Any, labels: Any, weights: Any, positions: Any) -> tuple[Any, Any]:
            return model(inputs, training=False), positions

        logits, positions = cluster.strategy.run(on_replica, batch)
        return cluster.strategy.gather(logits, axis=0), cluster.strategy.gather(positions, axis=0)

    gathered: Floats = np.zeros((feed.examples.count, model.output_shape[-1]), np.float32)
    for batch in batches:
        logits, positions = answer(batch)
        real = positions.numpy() >= 0
        gathered[positions.numpy()[real]] = logits.numpy()[real]
    return gathered


def _training_step(
    cluster: Cluster, model: KerasModel, feed: Feed, classes: int
) -> tuple[Any, Callable[[Any], Any]]:
    import tensorflow as tf

    batches = _shares(cluster, feed)

    def on_replica(inputs: Any, labels: Any, weights: Any, positions: Any) -> tuple[Any, ...]:
        with tf.GradientTape() as tape:
            logits = model(inputs, training=True)
            loss = _weighted_loss(logits, labels, weights)
        variables = model.trainable_variables
        # The optimiser sums the gradients of all replicas.
        model.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss, *_counts(logits, labels, positions, classes)

    return batches, _summed_over_replicas(cluster, batches, on_replica)


def _measuring_step(
    cluster: Cluster, model: KerasModel, feed: Feed, classes: int
) -> tuple[Any, Callable[[Any], Any]]:
    batches = _shares(cluster, feed)

    def on_replica(inputs: Any, labels: Any, weights: Any, positions: Any) -> tuple[Any, ...]:
        logits = model(inputs, training=False)
        return _weighted_loss(logits, labels, weights), *_counts(logits, labels, positions, classes)

    return batches, _summed_over_replicas(cluster, batches, on_replica)


def _shares(cluster: Cluster, feed: Feed) -> Any:
    return cluster.strategy.distribute_datasets_from_function(
        lambda context: feed.share_of(cluster.first_replica, cluster.own_replicas, cluster.replicas)
    )


def _summed_over_replicas(
    cluster: Cluster, batches: Any, on_replica: Callable[..., Any]
) -> Callable[[Any], Any]:
    """A graph of one step on all replicas: batch -> the sums of what ``on_replica`` gives."""
    import tensorflow as tf

    @tf.function(input_signature=[batches.element_spec])  # type: ignore[untyped-decorator]  # tensorflow carries no types
    def step(batch: Any) -> list[Any]:
        parts = cluster.strategy.run(on_replica, batch)
        return [
            cluster.strategy.reduce(tf.distribute.ReduceOp.SUM, part, axis=None) for part in parts
        ]

    return step  # type: ignore[no-any-return]


def _run_through(batches: Any, step: Callable[[Any], Any], listening: Any = None) -> _Pass:
    loss, right, products, pictures = 0.0, 0, 0, 0
    for number, batch in enumerate(batches):
        if listening is not None:
            listening.on_train_batch_begin(number)
        mean_loss, hits, asked, count = (value.numpy() for value in step(batch))
        loss, pictures = loss + float(mean_loss) * count, pictures + count
        right, products = right + hits, products + asked
        if listening is not None:
            listening.on_train_batch_end(number)
    return _Pass(loss, int(right), int(products), int(pictures))


def _weighted_loss(logits: Any, labels: Any, weights: Any) -> Any:
    import tensorflow as tf

    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return tf.reduce_sum(losses * weights)


def _counts(logits: Any, labels: Any, positions: Any, classes: int) -> tuple[Any, ...]:
    """How many products are answered rightly, how many there are, how many pictures; int32."""
    import tensorflow as tf

    real = positions >= 0
    right, products = right_products(labels, logits, classes)
    counted = (right & real, products & real, real)
    return tuple(tf.reduce_sum(tf.cast(each, tf.int32)) for each in counted)
