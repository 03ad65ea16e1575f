"""Only products count, and only their classes are looked at."""

import numpy as np
import pytest

from training.fit.product_accuracy import product_accuracy

LOGITS = np.eye(4, dtype=np.float32)[[0, 1, 3, 2, 3]] + [0.5, 0, 0, 0]
LABELS = np.array([0, 2, 0, 3, 3])


def test_other_things_are_not_counted_and_take_no_product_away() -> None:
    metric = product_accuracy(3)
    metric.update_state(LABELS, LOGITS)
    assert float(metric.result()) == pytest.approx(2 / 3)  # the third is 0 among the classes


def test_batches_weigh_as_many_products_as_they_have() -> None:
    metric = product_accuracy(3)
    for part in (slice(0, 1), slice(1, 3), slice(3, 5)):
        metric.update_state(LABELS[part], LOGITS[part])
    assert float(metric.result()) == pytest.approx(2 / 3)
