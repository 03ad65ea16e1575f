"""Types sum to classes, in arrays and in the graph alike."""

import numpy as np
import pytest

from training.fit.calibrate import softmax
from training.network.outputs import merged_in_graph, merged_logits, shares_in_graph
from training.output_layout import OutputLayout

LAYOUT = OutputLayout(2, (0, 0, 1, 2, 2))
LOGITS = np.random.default_rng(0).normal(0, 3, (50, 5)).astype(np.float32)


def test_the_probability_of_a_class_is_the_sum_of_its_outputs() -> None:
    fine, merged = softmax(LOGITS), softmax(merged_logits(LOGITS, LAYOUT))
    assert merged == pytest.approx(fine @ LAYOUT.membership(), abs=1e-5)
    assert merged_in_graph(LOGITS, LAYOUT).numpy() == pytest.approx(
        merged_logits(LOGITS, LAYOUT), abs=1e-5
    )


def test_a_plain_layout_changes_nothing() -> None:
    plain = OutputLayout.plain(4, background=True)
    assert merged_logits(LOGITS, plain) is LOGITS
    assert plain.is_plain
    assert not LAYOUT.is_plain


def test_shares_of_a_class_sum_to_one_however_far_it_is_behind() -> None:
    behind = LOGITS.copy()
    behind[:, :2] -= 500
    for logits in (LOGITS, behind):
        shares = shares_in_graph(logits, LAYOUT, 1.7).numpy()
        assert shares[:, 0] + shares[:, 1] == pytest.approx(1, abs=1e-5)
        assert shares[:, 2] == pytest.approx(1)
    expected = softmax(LOGITS[:, :2] / 1.7)
    assert shares_in_graph(LOGITS, LAYOUT, 1.7).numpy()[:, :2] == pytest.approx(expected, abs=1e-5)
