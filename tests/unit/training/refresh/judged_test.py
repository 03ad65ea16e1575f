"""The gate of a refresh: what may be used by itself, what a person decides, what is refused."""

from dataclasses import replace

import pytest

from training.refresh.judged import Difference, Judged, Kept

MANY = Difference(120, 114, 108, 8, 2, 35)
FEW = replace(MANY, fewest=29)
KEPT = Kept(500, 200, 0.95, 0.03, 0.9, 0.97, 0.02)
SAME = Difference(500, 475, 475, 3, 3, 100)
GOOD = Judged(MANY, SAME, KEPT, KEPT)


def test_enough_photos_and_nothing_worse_decide() -> None:
    assert GOOD.worse == ""
    assert GOOD.decides


@pytest.mark.parametrize("own", [FEW, Difference(0, 0, 0, 0, 0, 0)])
def test_few_photos_never_decide(own: Difference) -> None:
    judged = replace(GOOD, own=own)
    assert judged.worse == ""
    assert not judged.decides


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kept": Difference(500, 472, 475, 0, 3, 100)}, "photos that came with the model"),
        ({"new": replace(KEPT, refused=0.08)}, "not one of these"),
        ({"new": replace(KEPT, auroc=0.95)}, "other things"),
        ({"new": replace(KEPT, calibration_error=0.05)}, "honest"),
        ({"own": Difference(120, 107, 108, 1, 2, 35)}, "107 of 120 new photos"),
        ({"own": Difference(40, 20, 36, 0, 16, 10)}, "20 of 40 new photos"),
    ],
)
def test_whatever_is_worse_is_refused(changes: dict[str, Difference | Kept], why: str) -> None:
    judged = replace(GOOD, **changes)  # type: ignore[arg-type]
    assert why in judged.worse
    assert not judged.decides


def test_a_little_less_on_few_photos_is_for_a_person_to_decide() -> None:
    judged = replace(GOOD, own=Difference(40, 35, 36, 1, 2, 10))
    assert judged.worse == ""
    assert not judged.decides


def test_of_few_kept_photos_one_says_nothing() -> None:
    few = Difference(20, 17, 18, 0, 1, 5)
    assert replace(GOOD, kept=few).worse == ""
    assert replace(GOOD, kept=replace(few, only_old=9, new_right=9)).worse


def test_the_interval_is_that_of_the_pairs() -> None:
    low, high = Difference(100, 60, 50, 10, 0, 30).interval
    assert 0.04 <= low <= 0.06
    assert 0.15 <= high <= 0.17
    assert Difference(100, 60, 60, 0, 0, 30).interval == (0.0, 0.0)
    assert Difference(0, 0, 0, 0, 0, 0).interval == (-1.0, 1.0)
