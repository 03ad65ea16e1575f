"""Colours that hold contrast, and live in one place."""

import re
from pathlib import Path

import pytest

import app.ui
from app.core import places
from app.core.models.folder import open_current
from app.ui.look import theme
from app.ui.look.theme import contrast

_GROUNDS = (theme.BACKGROUND, theme.SURFACE, theme.HOVER, theme.ACCENT_TINT)
_TEXTS = [
    *((ink, ground) for ink in (theme.TEXT, theme.TEXT_MUTED) for ground in _GROUNDS),
    (theme.TEXT, theme.TRACK),
    (theme.TEXT_MUTED, theme.TRACK),
    (theme.TEXT, theme.WARNING_TINT),
    (theme.TEXT, theme.DANGER_TINT),
    (theme.WARNING, theme.WARNING_TINT),
    (theme.DANGER, theme.DANGER_TINT),
    (theme.DANGER, theme.SURFACE),
    (theme.DANGER, theme.ACCENT_TINT),
    (theme.DANGER, theme.HOVER),
    (theme.ACCENT_TEXT, theme.ACCENT_TINT),
    (theme.ACCENT_TEXT, theme.BACKGROUND),
    (theme.ON_ACCENT, theme.ACCENT),
    (theme.ON_ACCENT, theme.ACCENT_HOVER),
    *(  # badges of the grid
        (theme.SURFACE, pill)
        for pill in (theme.WARNING, theme.GOOD, theme.ACCENT, theme.TEXT_MUTED)
    ),
]
_SIGNS = [
    (theme.ACCENT, theme.SURFACE),
    (theme.ACCENT, theme.BACKGROUND),
    *(
        (theme.BORDER_STRONG, ground)
        for ground in (
            theme.SURFACE,
            theme.BACKGROUND,
            theme.ACCENT_TINT,
            theme.WARNING_TINT,
            theme.DANGER_TINT,
        )
    ),
    (theme.DANGER, theme.SURFACE),
    (theme.WARNING, theme.SURFACE),
    (theme.TEXT_MUTED, theme.SURFACE),
]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_texts_and_signs_hold_their_contrast(mode):
    weak = {
        (ink[mode], ground[mode]): round(contrast(ink[mode], ground[mode]), 2)
        for least, pairs in ((4.5, _TEXTS), (3.0, _SIGNS))
        for ink, ground in pairs
        if contrast(ink[mode], ground[mode]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_the_frames_of_classes_are_seen_on_every_tile(mode):
    classes = open_current(places.shipped_models())[0].contract.classes
    for kind in classes:
        frame = (kind.color_light, kind.color_dark)[mode]
        for ground in (theme.SURFACE, theme.ACCENT_TINT):
            assert contrast(frame, ground[mode]) >= 3, (kind.name, ground)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_other_module_names_a_colour():
    folder = Path(app.ui.__file__).parent
    found = {
        file.name
        for file in folder.rglob("*.py")
        if file.name != "theme.py" and re.search(r"[\"']#[0-9a-fA-F]{6}[\"']", file.read_text())
    }
    assert found == set()
