"""What folders and files of results call the classes of a model."""

from pathlib import Path

import pytest

from app.core.models.contract import Contract, ModelClass, Probe, Thresholds
from app.core.models.folder import current_version, read_contract
from app.core.pictures.images import Fitting


def contract(**classes: str) -> Contract:
    return Contract(
        version=1,
        classes=tuple(ModelClass(n, shown, "#000000", "#ffffff") for n, shown in classes.items()),
        height=75,
        width=75,
        fitting=Fitting.PAD,
        temperature=1.0,
        thresholds=Thresholds(0.7, 0.1),
        probe=Probe((0.5, 0.5), 0.01),
        created="2026-01-01T00:00:00Z",
    )


def test_the_shipped_model_is_spelt_right() -> None:
    collection = Path(__file__).parents[4] / "models" / "product_classifier"
    shipped = read_contract(collection / str(current_version(collection)))
    assert shipped.written_names == {
        "accessories": "Accessories",
        "fashion": "Fashion",
        "stationary": "Stationery",
    }


@pytest.mark.parametrize(
    "classes",
    [
        {"bags": "Bags", "t-shirts": "T Shirts", "kids_clothing": "Kids Clothing"},
        {"bags": "Bags", "home": "Home/Garden"},
        {"bags": "Things", "pens": "things "},
        {"bags": "Bags and more", "rest": "Other"},
        {"bags": "Bags and more", "rest": ".."},
    ],
)
def test_names_stay_where_they_are_a_persons_or_others_could_not_be_written(
    classes: dict[str, str],
) -> None:
    assert contract(**classes).written_names == {name: name for name in classes}
