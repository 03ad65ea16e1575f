"""A verdict follows from the answer and the threshold in force, whatever was said before."""

from pathlib import Path

import pytest

from app.core.answers import Region, Row, Verdict, judge


@pytest.mark.parametrize(
    ("confidence", "familiar", "sure", "verdict"),
    [
        (0.80, True, 0.8, Verdict.SURE),
        (0.79, True, 0.8, Verdict.UNSURE),
        (0.80, True, 0.9, Verdict.UNSURE),
        (0.60, True, 0.55, Verdict.SURE),
        (0.99, False, 0.5, Verdict.NOT_ONE_OF_THESE),
    ],
)
def test_a_person_may_want_more_or_less_before_it_is_sure(confidence, familiar, sure, verdict):
    assert judge(confidence, familiar, sure) is verdict


@pytest.mark.parametrize(
    ("before", "confidence", "after"),
    [
        (Verdict.SURE, 0.89, Verdict.UNSURE),
        (Verdict.UNSURE, 0.90, Verdict.SURE),
        (Verdict.NOT_ONE_OF_THESE, 0.99, Verdict.NOT_ONE_OF_THESE),
        (None, 0.0, None),
    ],
)
def test_a_row_is_judged_by_the_threshold_in_force(before, confidence, after):
    row = Row(Path("/shop/a.jpg"), before, "bags", (confidence,), 0.1, decided="pens")
    assert row.judged(0.9) == row._replace(verdict=after)


def test_nothing_but_the_verdict_is_judged():
    part = Region(1, 2, 3, 4, (9, 9))
    row = Row(
        *(Path("/shop/a.jpg"), Verdict.SURE, "bags", (0.6, 0.4), 0.1, ("odd", "Odd."), "pens"),
        *((1, 2, 3, 4), False, ("tote",), 0.5, part),
    )
    assert row.judged(0.9) == row._replace(verdict=Verdict.UNSURE)


def test_a_row_without_its_answer_keeps_what_the_person_decided():
    row = Row(Path("/shop/a.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, decided="pens")
    assert row.without_answer() == Row(Path("/shop/a.jpg"), decided="pens")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_where_everything_is_a_product_what_is_refused_is_unsure_and_back_again(verdict):
    row = Row(Path("a.jpg"), verdict, "bags", (0.95, 0.05), decided="pens")
    shown = row.judged(0.5, everything=True)
    refused = verdict is Verdict.NOT_ONE_OF_THESE
    assert shown.verdict is (Verdict.UNSURE if refused else Verdict.SURE)
    assert shown.suggested == "bags"
    assert shown.judged(0.9, everything=True).refused is refused
    back = shown.with_decision(None).with_decision("pens").judged(0.5)
    assert back == row.judged(0.5)
