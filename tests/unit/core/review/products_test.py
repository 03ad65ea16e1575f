"""Photos of one product are found by their folders or names, and answer together."""

from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.review.products import By, combined, looks_like_products, product_key

FOLDERS = [Path(f"/shop/SKU{n}/{m}.jpg") for n in range(5) for m in range(3)]
NAMES = [Path(f"/shop/{n}_{m}.jpg") for n in range(5) for m in range(1, 4)]


@pytest.mark.parametrize(
    ("paths", "by"),
    [
        (FOLDERS, By.FOLDER),
        (NAMES, By.NAME),
        ([Path(f"/shop/{n} ({m}).jpg") for n in "abc" for m in (1, 2)], By.NAME),
        ([Path(f"/shop/IMG_{n:04}.jpg") for n in range(50)], None),
        ([Path(f"/shop/{n}/photo.jpg") for n in range(50)], None),
        ([Path(f"/shop/{n}/{m:03}.jpg") for n in "abc" for m in range(200)], None),
        (FOLDERS[:6], None),
        ([], None),
    ],
)
def test_what_looks_like_products(paths: list[Path], by: By | None) -> None:
    assert looks_like_products(paths) is by


def test_photos_of_one_name_in_two_folders_are_two_products() -> None:
    keys = {product_key(Path(f"/shop/{n}/1_1.jpg"), By.NAME) for n in "ab"}
    assert len(keys) == 2


def row(*probabilities: float, verdict: Verdict = Verdict.SURE, types: str = "") -> Row:
    label = ("bags", "pens")[probabilities.index(max(probabilities))]
    return Row(
        Path("/1.jpg"), verdict, label, probabilities,
        types=(types,) if types else (), type_probability=max(probabilities),
    )  # fmt: skip


def test_a_clear_photo_outweighs_a_doubtful_one_in_logits() -> None:
    clear, doubtful = row(0.99, 0.01, types="tote"), row(0.4, 0.6, types="pencil")
    both = combined(doubtful, [clear, doubtful])
    odds = (0.99 / 0.01 * 0.4 / 0.6) ** 0.5
    assert both.probabilities == pytest.approx((odds / (1 + odds), 1 / (1 + odds)))
    assert (both.label, both.types) == ("bags", ("tote",))
    assert both.judged(0.8).verdict is Verdict.SURE
    certain = combined(clear, [row(1.0, 0.0), row(0.0, 1.0)])
    assert sum(certain.probabilities) == pytest.approx(1)


def test_a_product_is_refused_where_most_of_its_photos_are() -> None:
    refused = row(0.6, 0.4, verdict=Verdict.NOT_ONE_OF_THESE)
    known = row(0.9, 0.1)
    assert combined(known, [refused, refused, known]).judged(0.5).suggested == "other"
    assert combined(refused, [refused, known]).judged(0.5).verdict is Verdict.SURE
