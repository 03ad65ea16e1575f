"""Right-to-left names as Tk on X11 must be given them."""

import subprocess
import sys

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
        ("מוצר (2).jpg", "(2) רצומ.jpg"),
        ("a (מוצר) 3", "a (רצומ) 3"),
        ("מוצר [a (ב)].jpg", "רצומ [a (ב)].jpg"),
        ("מוצר (.jpg", "רצומ (.jpg"),
        ("日本語 é.jpg", "日本語 é.jpg"),
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


def test_marks_stay_on_their_letters():
    assert reordered("כִתָב") == "בָתִכ"
    assert "\u064e" in reordered("كَتب")


def test_a_persian_letter_joins_on_both_sides():
    assert reordered("پیر") == "\ufeae\ufbff\ufb58"


def test_nothing_is_loaded_for_names_that_need_nothing():
    code = (
        "import sys; from app.ui.look.bidi import visual; visual('a.jpg'); visual('é.jpg');"
        "sys.exit('bidi' in sys.modules or 'arabic_reshaper' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
