"""Right-to-left names as Tk on X11 must be given them."""

import pytest

from app.ui.look.bidi import reordered


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("plain.jpg", "plain.jpg"),
        ("תמונה של מוצר.jpg", "רצומ לש הנומת.jpg"),
        ("צילום 12.jpg", "12 םוליצ.jpg"),
        ("new מוצר photo", "new רצומ photo"),
        ("מוצר (א).jpg", "(א) רצומ.jpg"),
    ],
)
def test_runs_are_turned_round_and_numbers_are_not(name, drawn):
    assert reordered(name) == drawn


def test_arabic_letters_take_the_form_their_neighbours_give_them():
    # kaf initial, teh medial, alef final, beh isolated after it; drawn from the right.
    assert reordered("كتاب") == "\ufe8f\ufe8e\ufe98\ufedb"


def test_lam_and_alef_are_one_sign():
    assert reordered("لا") == "\ufefb"
    assert reordered("بلا") == "\ufefc\ufe91"
