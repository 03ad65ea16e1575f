"""Drawn pages of a web shop around a photo: what a screenshot of a product looks like.

Everything is drawn here; no shop's page was copied.
"""

from __future__ import annotations

import cv2
import numpy as np

from app.core.pictures.images import Pixels

_LEAST_AREA, _MOST_AREA = 0.35, 0.90  # the photo's part of the page
_TITLES = (
    "New in",
    "Best seller",
    "Summer sale",
    "Our favourite",
    "Limited edition",
    "Gift idea",
    "Back in stock",
    "Only today",
)
_BUTTONS = ("Add to cart", "Buy now", "Add to bag", "Choose size", "Details")
_CURRENCIES = ("$", "EGP ", "EUR ", "GBP ")
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)


def on_shop_page(photo: Pixels, random: np.random.Generator) -> Pixels:
    """A page, light or dark, with the photo on 35 to 90 % of its area.

    Around it: title, price, lines of text, a button, and cards of other products.

    Args:
        photo: RGB uint8 [h, w, 3].
        random: decides everything about the page.

    Returns:
        RGB uint8, larger than the photo.
    """
    height, width = photo.shape[:2]
    growth = 1 / random.uniform(_LEAST_AREA, _MOST_AREA)
    sideways = random.uniform(0, 1)
    page_height = max(height, round(height * growth ** (1 - sideways)))
    page_width = max(width, round(width * growth**sideways))
    dark = random.random() < 0.5
    paper = random.integers(12, 48, 3) if dark else random.integers(238, 256, 3)
    page = np.empty((page_height, page_width, 3), np.uint8)
    page[:] = paper
    left = round((page_width - width) * random.choice([0.0, 0.08, 0.5, 0.92]))
    top = round((page_height - height) * random.choice([0.15, 0.35, 0.5]))
    ink = (225, 225, 225) if dark else (40, 40, 40)
    unit = max(4, min(page_height, page_width) // 24)
    bands = (
        (0, 0, page_width, top),
        (0, top + height, page_width, page_height),
        (left + width, top, page_width, top + height),
        (0, top, left, top + height),
    )
    for band in bands:
        _fill(page, band, unit, ink, random)
    page[top : top + height, left : left + width] = photo
    return page


def _fill(
    page: Pixels,
    band: tuple[int, int, int, int],
    unit: int,
    ink: tuple[int, int, int],
    random: np.random.Generator,
) -> None:
    """Draw what fits into a free band (left, top, right, bottom) of the page."""
    left, top, right, bottom = band
    y = top + unit // 2
    x = left + unit // 2
    if right - left < 4 * unit:
        return
    while y + 2 * unit < bottom:
        kind = random.choice(["title", "price", "lines", "button", "cards"])
        if kind == "cards" and y + 5 * unit < bottom:
            y = _cards(page, x, y, right, min(bottom, y + 8 * unit) - unit, unit, random)
        elif kind == "button":
            accent = tuple(int(value) for value in random.integers(20, 220, 3))
            end = min(right - unit // 2, x + 8 * unit)
            cv2.rectangle(page, (x, y), (end, y + 2 * unit), accent, cv2.FILLED)
            label = str(random.choice(_BUTTONS))
            _write(page, label, x + unit // 2, y + round(1.4 * unit), unit, end, (255,) * 3, random)
            y += 3 * unit
        elif kind == "lines":
            y = _lines(page, x, y, right, bottom, unit, ink, random)
        else:
            price = f"{random.choice(_CURRENCIES)}{random.uniform(1, 900):.2f}"
            is_title = kind == "title"
            text, size = (str(random.choice(_TITLES)), 2 * unit) if is_title else (price, unit)
            _write(page, text, x, y + unit, size, right, ink, random)
            y += 2 * unit


def _lines(
    page: Pixels,
    left: int,
    top: int,
    right: int,
    bottom: int,
    unit: int,
    ink: tuple[int, int, int],
    random: np.random.Generator,
) -> int:
    """Text too small to read, as far as it fits; returns where all of it would end."""
    grey = tuple((3 * channel + 384) // 6 for channel in ink)
    count = int(random.integers(2, 5))
    for y in range(top, min(top + count * unit, bottom - unit), unit):
        end = left + round((right - left - unit) * random.uniform(0.5, 1))
        middle = y + unit // 2
        cv2.line(page, (left, middle), (end, middle), grey, max(1, unit // 5))
    return top + count * unit


def _cards(
    page: Pixels,
    left: int,
    top: int,
    right: int,
    bottom: int,
    unit: int,
    random: np.random.Generator,
) -> int:
    """A row of cards of other products, whose photos have not loaded; returns where it ends."""
    side = bottom - top
    x = left
    while x + side < right:
        tint = random.integers(120, 235, 3)
        cv2.rectangle(page, (x, top), (x + side - unit // 2, bottom), tint.tolist(), cv2.FILLED)
        lighter = np.minimum(tint + 20, 255).tolist()
        cv2.ellipse(
            page,
            (x + side // 2, (top + bottom) // 2),
            (side // 4, side // 3),
            float(random.uniform(0, 180)),
            0,
            360,
            lighter,
            cv2.FILLED,
        )
        x += side
    return bottom + unit


def _write(
    page: Pixels,
    text: str,
    x: int,
    baseline: int,
    height: int,
    right: int,
    ink: tuple[int, ...],
    random: np.random.Generator,
) -> None:
    font = int(random.choice(_FONTS))
    scale = height / 30
    (width, _), _ = cv2.getTextSize(text, font, scale, 1)
    if width > right - x:
        scale *= max(0.1, (right - x) / width)
    cv2.putText(page, text, (x, baseline), font, scale, ink, max(1, height // 12), cv2.LINE_AA)
