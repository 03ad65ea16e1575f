"""Photos become products that a shop's import takes."""

import csv
from pathlib import Path

import pytest

from app.cli import main
from app.core.answers import Row, Verdict
from app.core.review.results import csv_file
from app.core.review.shop import products_of

WRITTEN = {"bags": "Bags", "pens": "Pens"}


def row(path: str, label: str = "bags", verdict: Verdict = Verdict.SURE, **more: str) -> Row:
    return Row(Path(path), verdict, label, (0.9, 0.1), 0.1, **more)


def test_a_folder_is_a_product_and_its_photos_are_in_order() -> None:
    rows = [
        row("/shop/Red_Bag 1/01.jpg"),
        row("/shop/Red_Bag 1/ö.jpg", "pens", Verdict.UNSURE),
        row("/shop/SKU2/01.jpg", "pens"),
        row("/shop/SKU3/01.jpg", verdict=Verdict.NOT_ONE_OF_THESE),
        row("/shop/SKU4/01.jpg", verdict=Verdict.NOT_ONE_OF_THESE, decided="pens"),
    ]
    products, left = products_of(rows, WRITTEN, "https://shop.example/")
    assert [(p.handle, p.title, p.shelf) for p in products] == [
        ("red-bag-1", "Red Bag 1", "Bags"),
        ("sku2", "SKU2", "Pens"),
        ("sku4", "SKU4", "Pens"),
    ]
    assert products[0].images == (
        "https://shop.example/Red_Bag%201/01.jpg",
        "https://shop.example/Red_Bag%201/%C3%B6.jpg",
    )
    assert left == 1


def test_in_one_folder_a_number_at_the_end_tells_photos_of_one_product() -> None:
    names = ["tie_1.jpg", "tie_2.jpg", "tie (3).jpg", "2024.jpg", "Tie!.jpg"]
    products, left = products_of([row(f"/shop/{name}") for name in names])
    assert [(p.handle, len(p.images)) for p in products] == [("tie", 3), ("2024", 1), ("tie-2", 1)]
    assert left == 0


@pytest.mark.parametrize(
    ("shop", "lines"),
    [
        (
            "shopify",
            [
                ["Handle", "Title", "Type", "Tags", "Image Src", "Image Position"],
                ["a", "A", "sofas", "sofas", "x/A/1.jpg", "1"],
                ["a", "", "", "", "x/A/2.jpg", "2"],
                ["b", "B", "chairs", "chairs", "x/B/1.jpg", "1"],
            ],
        ),
        (
            "woocommerce",
            [
                ["Type", "SKU", "Name", "Published", "Categories", "Tags", "Images"],
                ["simple", "a", "A", "0", "sofas", "sofas", "x/A/1.jpg, x/A/2.jpg"],
                ["simple", "b", "B", "0", "chairs", "chairs", "x/B/1.jpg"],
            ],
        ),
    ],
)
def test_the_command_writes_what_the_shop_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shop: str, lines: list[list[str]]
) -> None:
    results, file = tmp_path / "results.csv", tmp_path / "products.csv"
    with csv_file(results, ("sofas", "chairs")) as write:
        write(row("/shop/A/1.jpg", "sofas"))
        write(row("/shop/A/2.jpg", "sofas"))
        write(row("/shop/B/1.jpg", "chairs"))
        write(row("/shop/C/1.jpg", "chairs", Verdict.UNSURE))
    assert main(["export", shop, str(results), str(file), "--images", "x/"]) == 0
    assert list(csv.reader(file.read_text().splitlines())) == lines
    assert "Left out: 1 file of products" in capsys.readouterr().out
