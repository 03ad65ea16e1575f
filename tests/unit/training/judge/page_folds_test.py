"""Pages are asked about by the networks that saw neither them nor the shops on them."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.models.folder import Thresholds
from tests.support.drawn_pages import shop_page, texture
from training.cli import main
from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.data.product_types import product_types
from training.data.sources import source_of
from training.fit import learner
from training.fit.calibrate import Calibration
from training.fit.logistic import Rows
from training.fit.pages import PageActivations, page_rows
from training.judge import out_of_fold
from training.judge.out_of_fold_answers import FoldHead, OutOfFold, read_out_of_fold
from training.judge.page_folds import answer_pages, folds_of_pages, judge_pages, with_pages
from training.output_layout import OutputLayout
from training.pages.render import PageFacts, write_list

SIZE = (800, 600)


def facts(file: str, photo: str, class_name: str) -> PageFacts:
    box = ((56, 63, 300, 300),) if class_name != "other" else ()
    return PageFacts(
        *(file, "test-drawn", class_name, Path(photo).parent.name, photo, box, box, SIZE, SIZE),
        *(1.0, 0.33, "light", "ltr", False),
    )


def draw_pages(photos: Path, out: Path) -> Path:
    """A page for every third photo, and two with nothing on them."""
    listed = []
    for number, file in enumerate(sorted(photos.rglob("*.png"))[::3]):
        photo = cv2.resize(cv2.imread(str(file)), (300, 300)) // 2 + texture(300, 300, number) // 2
        page = shop_page(*SIZE, photo).pixels
        path = file.relative_to(photos)
        listed.append(facts(f"{number}.png", path.as_posix(), path.parts[0]))
        out.mkdir(exist_ok=True)
        cv2.imwrite(str(out / f"{number}.png"), page)
    for number in range(2):
        cv2.imwrite(str(out / f"none-{number}.png"), np.full((*SIZE[::-1], 3), 250, np.uint8))
        listed.append(facts(f"none-{number}.png", "", "other"))
    write_list(out, listed)
    return out


@pytest.mark.usefixtures("small_network")
def test_pages_train_and_judge_without_the_sources_of_a_fold(
    tiny_photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: dict[str, list[set[str]]] = {"fit": [], "fold": []}

    def watched(where: str):
        def rows(config, manifest, types, pages, chosen, photos) -> Rows:
            members = [pages.members[row] for row in chosen]
            assert all(member.split == "train" for member in members)
            taught[where].append({source_of(member.path) for member in members})
            return page_rows(config, manifest, types, pages, chosen, photos)

        return rows

    monkeypatch.setattr(learner, "page_rows", watched("fit"))
    monkeypatch.setattr(out_of_fold, "page_rows", watched("fold"))
    pages = draw_pages(tiny_photos, tmp_path / "pages")
    run = tmp_path / "run"
    options = ("--l2", "5", "--unfreeze-layers", "0", "--base-weights", "random", "--views", "0")
    arguments = [str(tiny_photos), "--out", str(run), "--input-size", "75", *options]
    arguments += ["--pages", str(pages), "--types", "folders"]
    assert main(["fit", *arguments, "--keep-cache"]) == 0
    assert taught["fit"] == [{"shop0", "shop1", "shop2", ""}]
    folds = ("--least", "4", "--folds", "3", "--judge-pages", str(pages))
    assert main(["leave-sources-out", *arguments, *folds]) == 0
    kept = read_out_of_fold(run)
    assert kept is not None
    answers, heads = kept
    assert answers.on_page.any() and not answers.on_page.all()
    for number, sources in zip(sorted(heads), taught["fold"], strict=True):
        asked = set(answers.sources[answers.folds == number])
        assert sources and asked - {""} and not sources & (asked - {""})
    with (run / "pages.csv").open(encoding="utf-8-sig") as stream:
        rows = {row["pages"]: row for row in csv.DictReader(stream)}
    lines = (pages / "pages.jsonl").read_text().splitlines()
    products = [page for page in map(json.loads, lines) if page["boxes"]]
    assert int(rows["all"]["number"]) == len(products)
    assert rows["all"]["right verdict, photo alone"]


def test_pages_need_a_last_layer_that_is_solved(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["fit", str(tiny_photos), "--out", str(tmp_path), "--pages", str(tmp_path)]
    assert main(arguments) == 2
    assert "--pages needs --l2" in capsys.readouterr().err


LAYOUT = OutputLayout(2, (0, 1, 2))
FOLDS = {"a": 0, "b": 1}
PAGES = (
    facts("0.png", "pens/a__1.jpg", "pens"),
    facts("1.png", "pens/b__1.jpg", "pens"),
    facts("2.png", "pens/small__1.jpg", "pens"),
    facts("3.png", "", "other"),
)


def activations(found: tuple[bool, ...] = (True, True, True, True)) -> PageActivations:
    members = tuple(Member(p.photo, p.class_name, "", "train", n, "") for n, p in enumerate(PAGES))
    features = np.zeros((2, 4, 1), np.float16)
    features[0] = 1
    return PageActivations(PAGES, members, features, np.array(found))


def test_a_page_is_answered_by_the_network_that_left_its_source_out() -> None:
    heads = {
        number: FoldHead(np.array([[number * 10.0, 0, 0]], "f4"), np.array([0, 1, 0], "f4"))
        for number in (0, 1)
    }
    labels = np.array([1, 1, 1, 2])
    assert folds_of_pages(PAGES, FOLDS).tolist() == [0, 1, -1, 1]
    given = answer_pages(activations(), FOLDS, heads, LAYOUT, labels)
    assert [page.file for page in given.pages] == ["0.png", "1.png", "3.png"]
    assert given.logits[0].tolist() == [[0, 1, 0], [10, 1, 0], [10, 1, 0]]
    assert given.logits[1].tolist() == [[0, 1, 0]] * 3  # the whole page has other features


def test_what_is_no_product_has_no_part_in_the_thresholds() -> None:
    heads = {n: FoldHead(np.ones((1, 3), "f4"), np.zeros(3, "f4")) for n in (0, 1)}
    pages = activations(found=(True, False, True, True))
    given = answer_pages(pages, FOLDS, heads, LAYOUT, np.array([1, 1, 1, 2]))
    photos = OutOfFold(
        ("pens/a__1.jpg", "pens/b__1.jpg"),
        np.array([1, 1]),
        np.array([0, 1]),
        np.zeros((2, 3), "f4"),
        2,
        1,
    )
    both = with_pages(photos, given)
    assert both.paths == ("pens/a__1.jpg", "pens/b__1.jpg", "pens/a__1.jpg", "3.png")
    assert both.on_page.tolist() == [False, False, True, True]
    assert both.products.tolist() == [True, True, False, False]


def test_verdicts_about_pages_take_the_bounds_of_their_fold() -> None:
    heads = {n: FoldHead(np.zeros((1, 3), "f4"), np.array([0, 2, 0], "f4")) for n in (0, 1)}
    given = answer_pages(activations(), FOLDS, heads, LAYOUT, np.array([1, 1, 1, 2]))
    photos = OutOfFold(
        ("pens/a__1.jpg",), np.array([1]), np.array([0]), np.array([[3, 0, 0]], "f4"), 2, 1
    )

    strict = Calibration(1.0, Thresholds(sure=0.9, familiar=9.0), True)
    mild = replace(strict, thresholds=Thresholds(sure=0.9, familiar=0.0))
    first, second, nothing = judge_pages(given, photos, {0: mild, 1: strict})
    assert first.right and first.accepted and first.right_alone is False
    assert second.right and not second.accepted and second.right_alone is None
    assert not nothing.right and not nothing.accepted
    assert not given.cut.any()


def test_what_is_cut_out_has_the_bound_of_parts() -> None:
    heads = {0: FoldHead(np.array([[0, 1, 0]], "f4"), np.array([0, 2, 0], "f4"))}
    given = answer_pages(activations(), {"a": 0}, heads, LAYOUT, np.array([1, 1, 1, 2]))
    photos = OutOfFold((), np.zeros(0, int), np.zeros(0, int), np.zeros((0, 3), "f4"), 2, 1)
    bounds = Calibration(1.0, Thresholds(sure=0.9, familiar=9.0, familiar_part=0.0), True)
    page, _ = judge_pages(given, photos, {0: bounds})
    assert given.cut.all()
    assert page.accepted and not page.accepted_whole


def test_whole_pages_count_a_quarter_of_all_photos() -> None:
    members = (
        *(Member(f"pens/a__{n}.jpg", "pens", "", "train", n, "") for n in range(4)),
        *(Member(f"bags/a__{n}.jpg", "bags", "", "train", 9 + n, "") for n in range(4)),
        Member("other/a__1.jpg", "other", "", "train", 20, ""),
    )
    manifest = Manifest(("bags", "pens"), "other", 0, members, ())
    types = product_types(manifest, "")
    rows = page_rows(FitConfig(), manifest, types, activations(), np.array([0, 1, 3]), 100)
    assert rows.labels.tolist() == [1, 1, 2]
    assert not rows.features.any()  # what is cut out has other features
    assert rows.weights.sum() == pytest.approx(25)
    assert rows.weights[2] == pytest.approx(rows.weights[:2].sum())
