"""Draws the program's icon: three products on a shelf. Run it to make the files beside it again."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
UNITS = 64  # the drawing's own grid
FINER = 32  # pixels of the large drawing per unit

TOP, BOTTOM = (99, 91, 255), (55, 48, 163)
BOARD = (255, 255, 255)
CUP, PENCILS = (94, 234, 212), ((255, 255, 255), (153, 246, 228))
BAG, CLASP = (251, 191, 36), (180, 120, 8)
SHIRT, COLLAR = (216, 204, 255), (79, 71, 200)
SHIRT_MIDDLE = 48.5
RAISED = 3  # the drawing stands a little above the middle of its grid


def draw() -> Image.Image:
    """The icon, very large, on a transparent ground."""
    side = UNITS * FINER
    tile = Image.new("RGBA", (side, side))
    for y in range(side):
        share = y / side
        color = tuple(round(a + (b - a) * share) for a, b in zip(TOP, BOTTOM, strict=True))
        tile.paste((*color, 255), (0, y, side, y + 1))
    pen = ImageDraw.Draw(tile)
    _draw_shelf(pen)
    _draw_cup(pen)
    _draw_bag(pen)
    _draw_shirt(pen)
    mask = Image.new("L", (side, side))
    edge = 2 * FINER
    ImageDraw.Draw(mask).rounded_rectangle(
        (edge, edge, side - edge - 1, side - edge - 1), 14 * FINER, fill=255
    )
    icon = Image.new("RGBA", (side, side))
    icon.paste(tile, mask=mask)
    return icon


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
    up = RAISED
    return left * FINER, (top - up) * FINER, right * FINER - 1, (bottom - up) * FINER - 1


def _draw_shelf(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle(_box(8, 45, 56, 49), 2 * FINER, fill=BOARD)
    for left in (14, 46):
        pen.rounded_rectangle(_box(left, 45, left + 4, 54), 2 * FINER, fill=BOARD)


def _draw_cup(pen: ImageDraw.ImageDraw) -> None:
    for left, top, color in ((11.8, 19, PENCILS[0]), (16.6, 23, PENCILS[1])):
        pen.polygon(_points((left, top + 3), (left + 1.75, top - 1), (left + 3.5, top + 3)), color)
        pen.rectangle(_box(left, top + 3, left + 3.5, 36), fill=color)
    pen.rounded_rectangle(_box(10, 31, 21.5, 45), 2 * FINER, fill=CUP)
    pen.rectangle(_box(10, 40, 21.5, 45), fill=CUP)


def _draw_bag(pen: ImageDraw.ImageDraw) -> None:
    pen.arc(_box(27.5, 22.5, 35.5, 36.5), 180, 360, fill=BAG, width=round(2.2 * FINER))
    pen.rounded_rectangle(_box(24.7, 30, 38.3, 45), 2.5 * FINER, fill=BAG)
    pen.rectangle(_box(24.7, 41, 38.3, 45), fill=BAG)
    pen.rounded_rectangle(_box(29.5, 34.5, 33.5, 37), 1 * FINER, fill=CLASP)


def _draw_shirt(pen: ImageDraw.ImageDraw) -> None:
    right = [(51.5, 19), (57.5, 24.5), (55, 29), (53.2, 28), (53.2, 45)]
    left = [(2 * SHIRT_MIDDLE - x, y) for x, y in reversed(right)]
    pen.polygon(_points(*right, *left), SHIRT)
    pen.pieslice(_box(SHIRT_MIDDLE - 2.8, 15.6, SHIRT_MIDDLE + 2.8, 22.4), 0, 180, fill=COLLAR)


def _points(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * FINER, (y - RAISED) * FINER) for x, y in points]


def main() -> None:
    """Write ``shelfwise-<size>.png`` and ``shelfwise.ico``."""
    large = draw()
    pictures = {size: large.resize((size, size), Image.Resampling.LANCZOS) for size in SIZES}
    for size, picture in pictures.items():
        picture.save(FOLDER / f"shelfwise-{size}.png", optimize=True)
    pictures[256].save(
        FOLDER / "shelfwise.ico",
        sizes=[(size, size) for size in SIZES if size <= 256],
        append_images=[pictures[size] for size in SIZES if size < 256],
    )


if __name__ == "__main__":
    main()
