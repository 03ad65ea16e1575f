"""What a network is fed with: cached activations, in an order that the seed alone decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from training.fit.cache import Activations
from training.fit.frozen import Halves
from training.network.inception import cut_name

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Examples:
    """A network's inputs and labels: V views of N pictures.

    Attributes:
        inputs: input name -> float16 [V, N, ...]; the name "" stands for a network's only input.
        labels: int64 [N].
        positions: int [N], the place of each picture among all of its split, when another worker
            holds the rest; empty when all are here.
        of: how many pictures the split has, here and elsewhere; 0 when all are here.
        weights: float32 [N], how much each picture counts in the loss; None: all the same.
        chosen: int [N], where each picture lies in ``inputs``; None: in this order.
    """

    inputs: dict[str, Halves]
    labels: npt.NDArray[np.int64]
    positions: Indices = field(default_factory=lambda: np.zeros(0, np.intp))
    of: int = 0
    weights: npt.NDArray[np.float32] | None = None
    chosen: Indices | None = None

    @classmethod
    def of_features(cls, activations: Activations) -> Examples:
        """For the head alone."""
        inputs = {"": activations.features}
        return cls(inputs, activations.labels, activations.positions, activations.of)

    @classmethod
    def of_crossing(cls, activations: Activations) -> Examples:
        """For the layers above the cut."""
        named = {cut_name(i): values for i, values in enumerate(activations.crossing)}
        return cls(named, activations.labels, activations.positions, activations.of)

    @property
    def views(self) -> int:
        """V."""
        return int(next(iter(self.inputs.values())).shape[0])

    @property
    def count(self) -> int:
        """How many pictures there are, here and with other workers."""
        return self.of or len(self.labels)

    def only(self, rows: Indices) -> Examples:
        """Some of the pictures, as if there were no others."""
        weights = None if self.weights is None else self.weights[rows]
        chosen = rows if self.chosen is None else self.chosen[rows]
        return Examples(self.inputs, self.labels[rows], weights=weights, chosen=chosen)

    def rows(self) -> Indices:
        """Row of each picture of the split, -1 for those that another worker holds."""
        if not self.of:
            return np.arange(len(self.labels))
        rows = np.full(self.of, -1, np.intp)
        rows[self.positions] = np.arange(len(self.positions))
        return rows

    def take(self, views: Indices, rows: Indices) -> Any:
        """Network input for the pictures in ``rows`` in their ``views``: float32."""
        places = rows if self.chosen is None else self.chosen[rows]
        taken = {
            name: values[views, places].astype(np.float32) for name, values in self.inputs.items()
        }
        return taken.get("", taken)

    def blank(self) -> Any:
        """Network input for one picture that is none: zeros."""
        zeros = {
            name: np.zeros((1, *values.shape[2:]), np.float32)
            for name, values in self.inputs.items()
        }
        return zeros.get("", zeros)

    def input_specs(self) -> Any:
        """``tf.TensorSpec`` of what ``take`` gives."""
        import tensorflow as tf

        specs = {
            name: tf.TensorSpec((None, *values.shape[2:]), tf.float32)
            for name, values in self.inputs.items()
        }
        return specs.get("", specs)


class Feed:
    """Batches of an epoch. Order and views follow from seed, stage and epoch alone, so a resumed
    run sees what an undisturbed one would have seen, and several workers what one would have."""

    def __init__(
        self, examples: Examples, batch_size: int, seed: tuple[int, int] | None = None
    ) -> None:
        """``seed`` shuffles and chooses views, for training; without it: view 0, in order."""
        self.epoch = 0
        self.examples = examples
        self._batch_size, self._seed = batch_size, seed

    @property
    def steps(self) -> int:
        """Batches of an epoch."""
        return -(-self.examples.count // self._batch_size)

    def share_of(self, first: int, own: int, replicas: int) -> Any:
        """The same batches, cut up: a ``tf.data.Dataset`` for one worker.

        Every batch becomes one part for each of the worker's replicas, in order. Picture i of the
        split is replica (i mod ``replicas``)'s. A part without pictures gets a blank one of weight
        0 and position -1: convolutions do not take empty batches.

        Args:
            first, own: the worker has the replicas numbered ``first`` to ``first + own - 1``.
            replicas: of all workers together.

        Returns:
            (inputs, labels, weights, positions): the weights of a whole batch are the pictures'
            over the batch's size, so that the weighted losses of all parts sum to its mean loss.
        """
        import tensorflow as tf

        examples = self.examples
        rows = examples.rows()

        def parts() -> Iterator[tuple[Any, ...]]:
            for positions, views in self._order():
                for replica in range(first, first + own):
                    mine = positions % replicas == replica
                    taken = rows[positions[mine]]
                    labels = examples.labels[taken]
                    if not labels.size:
                        yield examples.blank(), [0], [0.0], [-1]
                        continue
                    weights = (
                        np.ones(len(taken), np.float32)
                        if examples.weights is None
                        else examples.weights[taken]
                    )
                    inputs = examples.take(views[mine], taken)
                    yield inputs, labels, weights / len(positions), positions[mine]

        numbers = tf.TensorSpec((None,), tf.int64)
        weights = tf.TensorSpec((None,), tf.float32)
        signature = (examples.input_specs(), numbers, weights, numbers)
        dataset = tf.data.Dataset.from_generator(parts, output_signature=signature)
        return dataset.apply(tf.data.experimental.assert_cardinality(self.steps * own)).prefetch(2)

    def _order(self) -> Iterator[tuple[Indices, Indices]]:
        """Positions and views of each batch of the epoch in ``self.epoch``."""
        count = self.examples.count
        order, views = np.arange(count), np.zeros(count, np.intp)
        if self._seed is not None:
            random = np.random.default_rng([*self._seed, self.epoch])
            order = random.permutation(count)
            views = random.integers(0, self.examples.views, count)
        for start in range(0, count, self._batch_size):
            chosen = order[start : start + self._batch_size]
            yield chosen, views[chosen]
