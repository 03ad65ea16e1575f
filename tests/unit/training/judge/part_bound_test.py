"""The bound of refusal for parts of pages comes from pages, and goes into the model."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.models.folder import CARD_PATH, open_current
from tests.unit.training.judge.page_folds_test import draw_pages, facts
from training.cli import main
from training.errors import RunError
from training.judge.pages import PageAnswer
from training.judge.part_bound import bound_of_parts


def answer(
    familiarity: float | None, *, sells: bool, right: bool = True, accepted: bool = True
) -> PageAnswer:
    page = facts("0.png", "pens/a__1.jpg" if sells else "", "pens" if sells else "other")
    said = (True, right, accepted, right, accepted, None, None)
    return PageAnswer(page, *said, part_familiarity=familiarity)


def test_the_bound_refuses_most_without_a_product_for_the_fewest_products() -> None:
    selling = [answer(number, sells=True) for number in (-1.0, 2.0, 3.0, 4.0, 5.0)]
    nothing = [answer(number, sells=False) for number in (-3.0, -2.0, 1.0, 3.5)]
    bound = bound_of_parts([*selling, *nothing])
    assert 1 < bound.familiar <= 2
    assert (bound.verdict, bound.refused) == (0.8, 0.75)


def test_what_is_wrong_anyway_is_no_loss() -> None:
    selling = [answer(number, sells=True, right=number > 0) for number in (-1.0, 2.0)]
    bound = bound_of_parts([*selling, answer(-1.5, sells=False), answer(1.0, sells=False)])
    assert 1 < bound.familiar <= 2
    assert (bound.verdict, bound.refused) == (0.5, 1.0)


def test_no_bound_changes_what_is_said_of_whole_pages() -> None:
    cut = [answer(1.0, sells=True), answer(-1.0, sells=False)]
    whole = [answer(None, sells=True), answer(None, sells=True, accepted=False)]
    whole += [answer(None, sells=False), answer(None, sells=False, accepted=False)]
    bound = bound_of_parts([*cut, *whole])
    assert bound.verdict == pytest.approx(2 / 3) and bound.refused == pytest.approx(2 / 3)


@pytest.mark.parametrize("sells", [True, False])
def test_pages_of_one_kind_give_no_bound(sells: bool) -> None:
    with pytest.raises(RunError, match="pages with a product and pages without"):
        bound_of_parts([answer(1.0, sells=sells), answer(None, sells=not sells)])


def test_the_command_writes_contract_and_card(
    tiny_published_model: Path,
    tiny_photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from training.judge import pages as judging

    collection = tmp_path / "models"
    shutil.copytree(tiny_published_model, collection)
    pages = draw_pages(tiny_photos, tmp_path / "pages")
    predict = judging.predict_pages

    def with_a_cut_one(*arguments, **options) -> list[PageAnswer]:
        answers = predict(*arguments, **options)
        assert any(a.part_familiarity is not None for a in answers if a.page.boxes)
        return [a if a.page.boxes else replace(a, part_familiarity=-99.0) for a in answers]

    monkeypatch.setattr(judging, "predict_pages", with_a_cut_one)
    before = open_current(collection)[0].contract
    assert main(["calibrate-pages", str(collection), str(pages)]) == 0
    folder, passed_over = open_current(collection)
    after = folder.contract
    bound = after.thresholds.familiar_part
    assert not passed_over and bound is not None and bound > -99
    assert replace(after.thresholds, familiar_part=None) == replace(
        before.thresholds, familiar_part=None
    )
    assert f"(parts of pages: {bound:.4f})" in (folder.path / CARD_PATH).read_text("utf-8")
    assert f"{bound:.4f}" in capsys.readouterr().out
