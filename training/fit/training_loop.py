"""The training loop of a stage, for one replica or several, on ``tf.distribute``'s own interface.

Keras 3's ``fit`` does not run under MultiWorkerMirroredStrategy (keras issue 20585: "Does Keras 3
work with tf.distribute.MultiWorkerMirroredStrategy?"), and under MirroredStrategy it takes the mean
of the replicas' mean losses, which is another number when their shares of a batch differ in size.
Here the losses are summed and divided by the size of the whole batch, so any number of replicas
takes the same steps as one. Keras' callbacks are called as ``fit`` calls them.

Products alone count in the accuracy, which chooses the best epoch. Pictures of other things train;
but those of the validation photos are of kinds that were never trained on, and how well they are
told is measured afterwards. Classes are compared among themselves, as the program answers: whether
a picture is one of them is asked apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.fit.cluster import ALONE, Cluster
from training.fit.feed import Examples, Feed
from training.network.inception import Floats, KerasModel
from training.network.outputs import merged_in_graph
from training.output_layout import OutputLayout

_ANSWERED_AT_ONCE = 32  # pictures of each replica


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


def train_epochs(
    cluster: Cluster,
    model: KerasModel,
    training: Feed,
    validation: Feed,
    callbacks: Sequence[Any],
    *,
    layout: OutputLayout,
    epochs: int,
    initial_epoch: int,
) -> None:
    """Train a model epoch by epoch, until a callback or the last epoch ends it.

    Args:
        model: compiled inside the cluster's scope.
        layout: of the outputs; only products count in the accuracy.
        initial_epoch: how many epochs are done already.
    """
    import keras

    model.optimizer.build(model.trainable_variables)  # no replica may make variables in a step
    batches, step = _training_step(cluster, model, training, layout)
    watched, measuring = _measuring_step(cluster, model, validation, layout)
    listening = keras.callbacks.CallbackList(
        list(callbacks), model=model, epochs=epochs, steps=training.steps
    )
    model.stop_training = False
    listening.on_train_begin()
    for epoch in range(initial_epoch, epochs):
        listening.on_epoch_begin(epoch)
        logs = _run_through(batches, step, listening).logs()
        logs |= _run_through(watched, measuring).logs("val_")
        listening.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    listening.on_train_end(logs)


def measure(
    cluster: Cluster, model: KerasModel, feed: Feed, layout: OutputLayout
) -> dict[str, float]:
    """Measure the mean ``loss`` over all pictures and the ``accuracy`` over all products."""
    return _run_through(*_measuring_step(cluster, model, feed, layout)).logs()


def logits_of(model: KerasModel, examples: Examples, cluster: Cluster = ALONE) -> Floats:
    """Predict the logits of every picture as it is, float32 [N, outputs], in the split's order.

    Every process of a cluster gets those of all pictures.
    """
    import tensorflow as tf

    strategy = cluster.distribution
    batches = _shares(cluster, Feed(examples, _ANSWERED_AT_ONCE * cluster.replicas))

    @tf.function(input_signature=[batches.element_spec])  # type: ignore[untyped-decorator]  # tensorflow carries no types
    def answer(batch: Any) -> tuple[Any, Any]:
        def on_replica(inputs: Any, labels: Any, weights: Any, positions: Any) -> tuple[Any, Any]:
            return model(inputs, training=False), positions

        logits, positions = strategy.run(on_replica, batch)
        return strategy.gather(logits, axis=0), strategy.gather(positions, axis=0)

    gathered: Floats = np.zeros((examples.count, model.output_shape[-1]), np.float32)
    for batch in batches:
        logits, positions = answer(batch)
        real = positions.numpy() >= 0
        gathered[positions.numpy()[real]] = logits.numpy()[real]
    return gathered


def _training_step(
    cluster: Cluster, model: KerasModel, feed: Feed, layout: OutputLayout
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
        return loss, *_counts(logits, labels, positions, layout)

    return batches, _summed_over_replicas(cluster, batches, on_replica)


def _measuring_step(
    cluster: Cluster, model: KerasModel, feed: Feed, layout: OutputLayout
) -> tuple[Any, Callable[[Any], Any]]:
    batches = _shares(cluster, feed)

    def on_replica(inputs: Any, labels: Any, weights: Any, positions: Any) -> tuple[Any, ...]:
        logits = model(inputs, training=False)
        return _weighted_loss(logits, labels, weights), *_counts(logits, labels, positions, layout)

    return batches, _summed_over_replicas(cluster, batches, on_replica)


def _shares(cluster: Cluster, feed: Feed) -> Any:
    return cluster.distribution.distribute_datasets_from_function(
        lambda context: feed.share_of(cluster.first_replica, cluster.own_replicas, cluster.replicas)
    )


def _summed_over_replicas(
    cluster: Cluster, batches: Any, on_replica: Callable[..., Any]
) -> Callable[[Any], Any]:
    """A graph of one step on all replicas: batch -> the sums of what ``on_replica`` gives."""
    import tensorflow as tf

    strategy = cluster.distribution

    @tf.function(input_signature=[batches.element_spec])  # type: ignore[untyped-decorator]  # tensorflow carries no types
    def step(batch: Any) -> list[Any]:
        parts = strategy.run(on_replica, batch)
        return [strategy.reduce(tf.distribute.ReduceOp.SUM, part, axis=None) for part in parts]

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


def right_products(labels: Any, logits: Any, layout: OutputLayout) -> tuple[Any, Any]:
    """Tell which pictures are products in their right class, and which are products; bool [N]."""
    import tensorflow as tf

    labels = tf.gather(tf.constant(layout.groups, labels.dtype), labels)
    products = labels < layout.classes
    known = merged_in_graph(logits, layout)[:, : layout.classes]
    answers = tf.argmax(known, axis=-1, output_type=labels.dtype)
    return products & (answers == labels), products


def _counts(logits: Any, labels: Any, positions: Any, layout: OutputLayout) -> tuple[Any, ...]:
    """How many products are answered rightly, how many there are, how many pictures; int32."""
    import tensorflow as tf

    real = positions >= 0
    right, products = right_products(labels, logits, layout)
    counted = (right & real, products & real, real)
    return tuple(tf.reduce_sum(tf.cast(each, tf.int32)) for each in counted)
