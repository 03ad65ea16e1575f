"""The last layer is solved, and the solution is that of scikit-learn."""

import numpy as np
import pytest

from training.fit.logistic import Rows, solve_head


def problem(count: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Features float16 [1, N, 8] of three labels, and the labels."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, count)
    features = random.normal(0, 1, (count, 8)) * np.geomspace(0.1, 10, 8)
    features[:, :3] += np.eye(3)[labels] * 0.3
    return features.astype(np.float16)[None], labels


def test_it_is_the_optimum() -> None:
    from sklearn.linear_model import LogisticRegression

    features, labels = problem()
    rows = features[0].astype(np.float64)
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0) * 10 / np.sqrt(8)
    known = LogisticRegression(C=1 / 5, max_iter=1000, tol=1e-8).fit(scaled, labels)
    kernel, bias = solve_head(features, labels, np.ones(600, np.float32), 3, 5.0)
    expected = known.predict_proba(scaled)
    logits = rows @ kernel + bias
    found = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert found == pytest.approx(expected, abs=0.01)


def test_weights_count_as_copies_do_and_views_as_parts_of_a_photo() -> None:
    features, labels = problem(200)
    weights = np.where(labels == 0, 3, 1).astype(np.float32)
    weighted = solve_head(features, labels, weights, 3, 5.0)
    copies = np.repeat(np.arange(200), weights.astype(int))
    rows = features[0].astype(np.float64)
    copied = solve_head(
        features[:, copies], labels[copies], np.ones(len(copies), np.float32), 3, 5.0
    )
    first, second = (rows @ kernel + bias for kernel, bias in (weighted, copied))
    assert (first.argmax(axis=1) == second.argmax(axis=1)).mean() > 0.97
    twice = solve_head(np.concatenate([features, features]), labels, weights, 3, 5.0)
    assert rows @ twice[0] + twice[1] == pytest.approx(first, abs=0.02)


def test_a_larger_penalty_makes_smaller_weights() -> None:
    features, labels = problem()
    weights = np.ones(600, np.float32)
    sizes = [np.abs(solve_head(features, labels, weights, 3, p)[0]).sum() for p in (1.0, 100.0)]
    assert sizes[1] < 0.7 * sizes[0]


def test_further_rows_count_as_photos_of_their_weight_do() -> None:
    features, labels = problem(400)
    weights = np.where(np.arange(400) % 2, 1.5, 0.5).astype(np.float32)
    together = solve_head(features, labels, weights, 3, 5.0)
    more = Rows(features[0, 300:], labels[300:], weights[300:])
    apart = solve_head(features[:, :300], labels[:300], weights[:300], 3, 5.0, more)
    rows = features[0].astype(np.float64)
    first, second = (rows @ kernel + bias for kernel, bias in (together, apart))
    assert second == pytest.approx(first, abs=0.02)
