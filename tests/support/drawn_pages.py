"""Pages and photos drawn with OpenCV, to search for products on."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from app.core.pictures.images import Box, Pixels

INK = {"light": (30, 30, 30), "dark": (230, 230, 230)}
GROUND = {"light": (255, 255, 255), "dark": (18, 18, 20)}


@dataclass
class DrawnPage:
    """A page and where its product's photo is."""

    pixels: Pixels
    box: Box


def texture(height: int, width: int, seed: int) -> Pixels:
    """A picture full of soft and hard structure, as a photo of a room or of cloth is."""
    random = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.float32)
    for cells, strength in ((3, 90), (9, 60), (40, 40)):
        noise = random.normal(0, strength, (cells, cells, 3)).astype(np.float32)
        picture += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    picture += random.normal(0, 5, picture.shape).astype(np.float32)
    return np.clip(picture + 128, 0, 255).astype(np.uint8)


def on_white(height: int, width: int, seed: int, part: float = 0.7) -> Pixels:
    """A catalogue photo: one thing on white ground."""
    photo = np.full((height, width, 3), 255, np.uint8)
    mask = np.zeros((height, width), np.uint8)
    axes = (max(2, int(width * part / 2)), max(2, int(height * part / 2)))
    cv2.ellipse(mask, (width // 2, height // 2), axes, 0, 0, 360, 255, -1)
    photo[mask > 0] = texture(height, width, seed)[mask > 0]
    return photo


def chain(height: int, width: int) -> Pixels:
    """A photo of thin jewellery on white."""
    photo = np.full((height, width, 3), 255, np.uint8)
    middle, axes = (width // 2, int(height * 0.4)), (int(width * 0.36), int(height * 0.36))
    thick = max(2, width // 90)
    cv2.ellipse(photo, middle, axes, 0, 0, 360, (190, 160, 60), thick, cv2.LINE_AA)
    cv2.circle(photo, (width // 2, int(height * 0.8)), width // 14, (150, 40, 60), -1, cv2.LINE_AA)
    return photo


def write(page: Pixels, text: str, x: int, y: int, height: int, theme: str = "light") -> None:
    """Write one line of text whose capitals are ``height`` pixels high."""
    scale, thick = height / 21, max(1, round(height / 11))
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, INK[theme], thick, cv2.LINE_AA)


def paste(page: Pixels, photo: Pixels, left: int, top: int) -> Box:
    """Put a photo onto a page and return where it is."""
    height, width = photo.shape[:2]
    page[top : top + height, left : left + width] = photo
    return Box(left, top, left + width, top + height)


def shop_page(
    width: int,
    height: int,
    photo: Pixels,
    *,
    theme: str = "light",
    mirrored: bool = False,
    thumbnails: int = 0,
) -> DrawnPage:
    """A product page: bar, photo on one side, title, price, button and text on the other."""
    page = np.full((height, width, 3), GROUND[theme], np.uint8)
    unit = max(6, width // 110)
    page[: 5 * unit] = (30, 60, 90)
    write(page, "New  Women  Men  Sale", 4 * unit, 3 * unit, unit, "dark")
    photo_width = photo.shape[1]
    left, top = 8 * unit, 9 * unit
    text_left = left + photo_width + 5 * unit
    if mirrored:
        left, text_left = width - photo_width - 8 * unit, 8 * unit
    box = paste(page, photo, left, top)
    small = cv2.resize(photo, (6 * unit, 6 * unit), interpolation=cv2.INTER_AREA)
    for index in range(thumbnails):
        x = left + index * 7 * unit
        paste(page, np.asarray(small, np.uint8), x, min(box.bottom + 2 * unit, height - 6 * unit))
    write(page, "Linen notebook", text_left, top + 3 * unit, 2 * unit, theme)
    write(page, "EUR 24.90", text_left, top + 8 * unit, round(1.5 * unit), theme)
    for line in range(8):
        y = top + (12 + 2 * line) * unit
        if y < height:
            write(page, "Soft cover with 120 pages", text_left, y, unit, theme)
    return DrawnPage(page, box)


def card(photo: Pixels, theme: str = "light") -> DrawnPage:
    """A selection around a card: photo, title, price and more beneath."""
    height, width = photo.shape[:2]
    page = np.full((height + width // 2, width + width // 6, 3), GROUND[theme], np.uint8)
    box = paste(page, photo, width // 12, width // 16)
    unit = max(5, width // 36)
    lines = ("Leather wallet with coins", "4.8  (212 reviews)", "49.00", "Free returns", "Brown")
    for number, text in enumerate(lines):
        write(page, text, width // 12, box.bottom + (3 + 3 * number) * unit, unit, theme)
    return DrawnPage(page, box)


def lightbox(width: int, height: int, photo: Pixels) -> DrawnPage:
    """A photo over a page that a dark overlay dims."""
    behind = shop_page(width, height, texture(height // 3, width // 4, 5)).pixels
    page = (behind * 0.25).astype(np.uint8)
    top, left = (height - photo.shape[0]) // 2, (width - photo.shape[1]) // 2
    return DrawnPage(page, paste(page, photo, left, top))


def phone_page(photo: Pixels, theme: str = "light") -> DrawnPage:
    """A phone's screen: status bar, the photo over the whole width, text, a bar of icons."""
    width = photo.shape[1]
    height = round(width * 2.16)
    page = np.full((height, width, 3), GROUND[theme], np.uint8)
    unit = width // 26
    write(page, "9:41", 2 * unit, 2 * unit, unit, theme)
    box = paste(page, photo, 0, 4 * unit)
    for line, text in enumerate(("Silver ring", "EUR 89", "Free returns", "Made by hand")):
        write(page, text, unit, box.bottom + (3 + 3 * line) * unit, unit, theme)
    cv2.rectangle(page, (unit, height - 4 * unit), (width - unit, height - unit), (40, 90, 160), -1)
    return DrawnPage(page, box)


def modal(width: int, height: int, photo: Pixels, dimmed: float = 0.6) -> DrawnPage:
    """A white window with a photo and text over a page that is dimmed a little."""
    behind = shop_page(width, height, texture(height // 2, width // 3, 21), thumbnails=4).pixels
    page = (behind * dimmed).astype(np.uint8)
    unit, (high, wide) = width // 110, photo.shape[:2]
    left, top = (width - wide - 44 * unit) // 2, (height - high - 6 * unit) // 2
    page[top : top + high + 6 * unit, left : left + wide + 44 * unit] = 255
    box = paste(page, photo, left + 3 * unit, top + 3 * unit)
    for line, text in enumerate(("Leather wallet", "EUR 49.00", "Brown, 12 cards", "Free returns")):
        write(page, text, box.right + 3 * unit, box.top + (3 + 4 * line) * unit, unit)
    return DrawnPage(page, box)


def own_window(photo: Pixels) -> DrawnPage:
    """A window like the program's own: the picture in a panel, and bars beside it in another."""
    page = np.full((720, 1080, 3), 244, np.uint8)
    write(page, "File  Edit  Picture  List  Review", 8, 26, 11)
    for left, right in ((16, 748), (764, 1064)):
        cv2.rectangle(page, (left, 104), (right, 688), (255, 255, 255), -1)
        cv2.rectangle(page, (left, 104), (right, 688), (225, 225, 228), 1)
    small = np.asarray(cv2.resize(photo, (560, 560), interpolation=cv2.INTER_AREA), np.uint8)
    box = paste(page, small, 102, 116)
    write(page, "Stationery", 790, 146, 20)
    for row, (text, part) in enumerate((("Accessories", 0.02), ("Fashion", 0.01), ("Other", 0.96))):
        y = 270 + 44 * row
        write(page, text, 816, y, 10)
        cv2.rectangle(page, (816, y + 12), (1038, y + 20), (226, 226, 230), -1)
        cv2.rectangle(page, (816, y + 12), (816 + int(222 * part), y + 20), (10, 130, 100), -1)
    write(page, "Accept A", 820, 452, 10)
    write(page, "640 x 640 pixels", 790, 634, 10)
    return DrawnPage(page, box)


def cards(width: int, height: int, seed: int, columns: int = 4) -> list[DrawnPage]:
    """A listing: equal photos, text beneath each; the page once for every box."""
    page = np.full((height, width, 3), 255, np.uint8)
    side = width // columns - 24
    boxes = []
    for number in range(columns * 2):
        x, y = 12 + (number % columns) * (side + 24), 60 + (number // columns) * (side + 70)
        if y + side < height:
            boxes.append(paste(page, texture(side, side, seed + number), x, y))
            write(page, "Wallet 49.00", x, y + side + 26, 12)
    write(page, "Shop  Women  Men", 20, 36, 14)
    return [DrawnPage(page, box) for box in boxes]
