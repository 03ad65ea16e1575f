"""Ways to tell *not one of these*, on the validation photos of the shipped model.

``python -m tests.benchmarks.familiarity PHOTOS``: for a choice, so no test photo is asked about.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from tests.benchmarks.shipped import shipped
from training.judge.metrics import auroc, false_positive_rate
from training.judge.predict import BACKGROUND, labelled_photos, outputs_for, true_labels
from training.network.inception import Floats

_NEAREST = 5
_MAIN_DIRECTIONS = 200  # of 2,048; the others hold hardly any variance


def main(photos: Path) -> int:
    """Print how well each score tells products from other things."""
    engine, shape, manifest = shipped()

    def answers(split: str) -> tuple[Floats, Floats, Floats, Floats]:
        labelled = labelled_photos(manifest, split)
        said = list(outputs_for(engine, photos, labelled, shape))
        features, probabilities, familiarity = (
            np.concatenate([getattr(part, name) for part in said])
            for name in ("features", "probabilities", "familiarity")
        )
        return features, probabilities.max(axis=1), familiarity, true_labels(labelled)

    known, _, _, labels = answers("train")
    features, highest, familiarity, truth = answers("validation")
    products = truth != BACKGROUND
    near = nearest(features, known[labels != BACKGROUND])
    nearer = near - nearest(features, known[labels == BACKGROUND])
    scores = {
        "background logit (used)": familiarity,
        "highest probability": highest,
        f"{_NEAREST} nearest products": near,
        f"{_NEAREST} nearest products against other things": nearer,
        "the same and the background logit": standard(familiarity) + standard(nearer),
        "Mahalanobis distance": -mahalanobis(features, known, labels),
    }
    print("| score | AUROC | others accepted at 95 % of products |\n|---|---|---|")
    for name, score in scores.items():
        given = score[products], score[~products]
        print(f"| {name} | {auroc(*given):.4f} | {false_positive_rate(*given, 0.95):.4f} |")
    return 0


def nearest(features: Floats, known: Floats) -> Floats:
    """Mean cosine to the nearest of the known, [N]."""
    cosines = unit(features) @ unit(known).T
    return np.sort(cosines, axis=1)[:, -_NEAREST:].mean(axis=1)


def unit(features: Floats) -> Floats:
    """Rows of length 1."""
    return features / np.linalg.norm(features, axis=1, keepdims=True)


def standard(score: Floats) -> Floats:
    """Mean 0, standard deviation 1."""
    return (score - score.mean()) / score.std()


def mahalanobis(features: Floats, known: Floats, labels: Floats) -> Floats:
    """Squared distance to the nearest class (Lee et al. 2018, "A Simple Unified Framework for
    Detecting Out-of-Distribution Samples", section 2.1), in the main directions, [N]."""
    own = labels != BACKGROUND
    means = np.stack([known[labels == label].mean(axis=0) for label in np.unique(labels[own])])
    spread = known[own] - means[labels[own]]
    _, sizes, directions = np.linalg.svd(spread, full_matrices=False)
    kept = slice(_MAIN_DIRECTIONS)
    scaled = directions[kept].T / (sizes[kept] / np.sqrt(len(spread)))
    distances = [(((features - mean) @ scaled) ** 2).sum(axis=1) for mean in means]
    return np.min(distances, axis=0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
