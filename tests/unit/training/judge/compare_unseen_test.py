"""A model takes the place of another only if it does no worse on shops that neither has seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.models.engines import Outputs
from app.core.pictures.images import Fitting, InputSpec
from training.judge.compare_unseen import UnseenComparison
from training.judge.out_of_fold_answers import FoldHead, OutOfFold
from training.output_layout import OutputLayout
from training.publish.twin_unseen import UnseenPhotos, UnseenTwin

EQUAL = UnseenComparison(
    version=3,
    sources=9,
    photos=100,
    new_macro=0.9,
    current_macro=0.9,
    new_refused=0.04,
    current_refused=0.04,
    only_new=2,
    only_current=2,
)


@pytest.mark.parametrize(
    "changes, no_worse",
    [
        ({}, True),
        ({"new_macro": 0.89}, False),
        ({"new_refused": 0.05}, True),
        ({"new_refused": 0.06}, False),
        ({"new_refused": 0.2, "current_refused": 0.25}, True),
    ],
)
def test_it_must_be_right_as_often_and_refuse_little(
    changes: dict[str, float], no_worse: bool
) -> None:
    assert replace(EQUAL, **changes).no_worse is no_worse  # type: ignore[arg-type]
    assert "100 product photos of 9 sources" in EQUAL.sentence()


@pytest.mark.parametrize("fewest, enough", [(0, False), (29, False), (30, True)])
def test_figures_decide_only_where_each_class_has_enough_photos(fewest: int, enough: bool) -> None:
    assert replace(EQUAL, fewest=fewest).enough is enough


@pytest.mark.parametrize(
    "changes, agrees",
    [
        ({}, True),
        ({"accuracy": 0.896}, False),
        ({"refused": 0.044}, False),
        ({"refused": 0.0}, True),
    ],
)
def test_a_twin_may_lose_next_to_nothing(changes: dict[str, float], agrees: bool) -> None:
    twin = UnseenTwin(1000, 0.9, 0.9, 0.04, 0.04)
    assert replace(twin, **changes).agrees is agrees  # type: ignore[arg-type]


def test_a_twins_features_are_judged_by_the_last_layer_of_their_fold(
    tiny_photos: Path,
) -> None:
    photos = sorted(tiny_photos.rglob("*.png"))[:6]
    head = np.eye(3, dtype=np.float32)
    heads = {0: FoldHead(head, np.zeros(3, "f4")), 1: FoldHead(head[::-1], np.zeros(3, "f4"))}
    answers = OutOfFold(
        paths=tuple(path.relative_to(tiny_photos).as_posix() for path in photos),
        labels=np.zeros(6, np.int64),
        folds=np.array([0, 0, 0, 1, 1, 1]),
        logits=np.tile(np.array([5, 0, 0], np.float32), (6, 1)),
        classes=2,
        stages=1,
    )

    class FirstFeature:
        lanes = 1

        def run(self, pictures: np.ndarray) -> Outputs:
            count = len(pictures)
            features = np.tile(np.array([5, 0, 0], np.float32), (count, 1))
            return Outputs(
                np.full((count, 2), 0.5, np.float32),
                np.zeros((count, 1, 1, 2), np.float32),
                features,
                np.zeros(count, np.float32),
            )

    asked = UnseenPhotos.draw(answers, heads, OutputLayout.plain(2, background=True), 0.0)
    spec = InputSpec(75, 75, Fitting.PAD)
    found = asked.judge(FirstFeature(), tiny_photos, spec, lambda _: None)
    # The other fold's layer takes the first feature for the background.
    assert found == UnseenTwin(6, 1.0, 1.0, 0.5, 0.0)
