"""How many decisions learning at once saves: ``python -m tests.benchmarks.learning PHOTOS``.

Shops are played that the model has never seen. Sources (what stands before ``__`` in a file's name)
are left out in folds; a last layer on the shipped model's features is fitted to all others by
scikit-learn, and answers for theirs. Then somebody decides about the source's products, the least
sure first, with what is learnt from the decisions and without. Half of the sources chose
``learning.layer.PULL``; the figures are of the other half.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from app.core.learning.gate import learn_if_better
from app.core.learning.layer import Answers, Floats, Labels
from tests.benchmarks.shipped import shipped
from training.data.sources import source_of
from training.judge.predict import LabelledPhoto, outputs_for

_FOLDS = 6
_PRODUCTS = range(20, 121)  # of a source that is played
_REFUSED = 5.0  # per cent of the products of sources left out, as thresholds are fitted
_OTHER = "other"


def main(photos: Path) -> int:
    """Play every source with and without learning, and print the sums."""
    engine, spec, _ = shipped()
    classes = sorted(entry.name for entry in photos.iterdir() if entry.is_dir())
    classes = [name for name in classes if name != _OTHER]
    paths = sorted(path for path in photos.rglob("*") if path.is_file() and source_of(path))
    names = (*classes, _OTHER)
    truth = np.array([names.index(path.relative_to(photos).parts[0]) for path in paths], np.int64)
    sources = np.array([source_of(path) for path in paths])
    labelled = [
        LabelledPhoto(path.relative_to(photos), "", int(label))
        for path, label in zip(paths, truth, strict=True)
    ]
    features = np.concatenate(
        [part.features for part in outputs_for(engine, photos, labelled, spec)]
    )
    answers, played = answers_of_strangers(features, truth, sources, len(classes))
    totals = np.zeros((2, 3), np.int64)
    for source in played[1::2]:
        rows = np.flatnonzero((sources == source) & (truth < len(classes)))
        for number, learning in enumerate((False, True)):
            totals[number] += play(answers.take(rows), truth[rows], learning=learning)
    print(f"{len(played[1::2])} sources, {totals[0, 2]} of their photos wrong at first")
    print(
        "| | decisions until all the rest is right | until four fifths of the mistakes are gone |"
    )
    print("|---|---|---|")
    for name, (all_right, most, _) in zip(("without learning", "with it"), totals, strict=True):
        print(f"| {name} | {all_right} | {most} |")
    return 0


def answers_of_strangers(
    features: Floats, truth: Labels, sources: np.ndarray, classes: int
) -> tuple[Answers, list[str]]:
    """Answer for every photo by a layer that saw no photo of its source.

    Returns:
        The answers, [N], and the sources that are played.
    """
    sizes = Counter(sources[truth < classes].tolist())
    played = sorted(name for name, count in sizes.items() if count in _PRODUCTS)
    order = sorted(set(sources.tolist()), key=lambda name: (-sizes[name], name))
    fold = np.array([order.index(name) % _FOLDS for name in sources])
    scaled = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-6)
    scores = np.zeros((len(truth), classes + 1))
    for number in range(_FOLDS):
        left_out = fold == number
        layer = LogisticRegression(C=1e-3, class_weight="balanced", max_iter=60)
        layer.fit(scaled[~left_out], truth[~left_out])
        scores[left_out] = layer.decision_function(scaled[left_out])
        print(f"fold {number + 1} of {_FOLDS}", file=sys.stderr, flush=True)
    known = scores[:, :classes]
    whole = logsumexp(known, axis=1)
    margin = whole - scores[:, classes]
    margin -= np.percentile(margin[truth < classes], _REFUSED)
    return (
        Answers(
            features.astype(np.float16),
            (known - whole[:, None]).astype(np.float32),
            margin.astype(np.float32),
        ),
        played,
    )


def play(answers: Answers, truth: Labels, *, learning: bool) -> tuple[int, int, int]:
    """Decide about pictures, the least sure first, until what is left is right by itself.

    Returns:
        Decisions until all the rest is right; until four fifths of the first mistakes are gone;
        and how many mistakes there were.
    """
    published = np.exp(answers.log_probabilities), answers.margin
    probabilities, margins = published
    decided = np.zeros(len(truth), bool)
    first, most = -1, -1
    for count in range(len(truth) + 1):
        given = np.where(margins < 0, probabilities.shape[1], probabilities.argmax(axis=1))
        wrong = int(((given != truth) & ~decided).sum())
        first = wrong if first < 0 else first
        most = count if most < 0 and wrong <= first / 5 else most
        if not wrong:
            break
        sure = np.minimum(probabilities.max(axis=1), 1 / (1 + np.exp(-np.abs(margins))))
        decided[np.where(decided, np.inf, sure).argmin()] = True
        rows = np.flatnonzero(decided)
        layer = learn_if_better(answers.take(rows), truth[rows])[0] if learning else None
        probabilities, margins = layer.apply(answers) if layer is not None else published
    return count, most, first


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
