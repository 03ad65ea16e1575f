"""Draw the sample pictures in ``assets/samples``: products of no shop, free to show anywhere.

Run it again with ``python assets/make_samples.py``; the pictures come out the same. With the name
of a folder it draws them there, in class folders.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = 640
SCALE = 3  # drawn larger, then reduced: smooth edges
Point = tuple[float, float]
Colour = tuple[int, int, int]


class Scene:
    """A white photo table, 100 units wide and high, that things with shadows are laid on."""

    def __init__(self, background: Colour = (250, 250, 249)) -> None:
        self.picture = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), background)
        self.random = np.random.default_rng(42)

    def shape(
        self,
        points: Sequence[Point],
        colour: Colour,
        *,
        smooth: bool = False,
        cloth: float = 0.0,
        shadow: float = 0.0,
        shine: float = 0.25,
    ) -> Image.Image:
        """Fill an outline, shaded from the upper left; returns its mask."""
        outline = spline(points) if smooth else points
        mask = Image.new("L", self.picture.size)
        ImageDraw.Draw(mask).polygon([self._pixel(point) for point in outline], fill=255)
        if shadow:
            self._shadow(mask, shadow)
        self.picture.paste(self._shaded(colour, cloth, shine, mask), (0, 0), mask)
        return mask

    def ellipse(self, centre: Point, radii: Point, colour: Colour, **options: float) -> Image.Image:
        """Fill an ellipse; options as ``shape``."""
        turns = [2 * math.pi * step / 90 for step in range(90)]
        points = [
            (centre[0] + radii[0] * math.cos(t), centre[1] + radii[1] * math.sin(t)) for t in turns
        ]
        return self.shape(points, colour, **options)  # type: ignore[arg-type]

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line with round ends, ``width`` units wide."""
        draw = ImageDraw.Draw(self.picture)
        pixels = [self._pixel(point) for point in points]
        thick = max(1, round(width * SIZE * SCALE / 100))
        draw.line(pixels, fill=colour, width=thick, joint="curve")
        for x, y in (pixels[0], pixels[-1]):
            half = thick / 2
            draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def ring(self, centre: Point, radius: float, colour: Colour, width: float) -> None:
        """A metal ring."""
        turns = [2 * math.pi * step / 60 for step in range(61)]
        points = [
            (centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns
        ]
        dark: Colour = tuple(int(part * 0.7) for part in colour)  # type: ignore[assignment]
        self.line([(x + 0.4, y + 0.5) for x, y in points], dark, width)
        self.line(points, colour, width)

    def save(self, path: Path) -> None:
        """Reduce and write."""
        self.picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(path, quality=90)

    def _pixel(self, point: Point) -> Point:
        unit = SIZE * SCALE / 100
        return point[0] * unit, point[1] * unit

    def _shadow(self, mask: Image.Image, strength: float) -> None:
        moved = ImageChops.offset(mask, 6 * SCALE, 10 * SCALE)
        soft = moved.filter(ImageFilter.GaussianBlur(12 * SCALE)).point(lambda v: v * strength)
        self.picture.paste((40, 40, 50), (0, 0), soft)

    def _shaded(self, colour: Colour, cloth: float, shine: float, mask: Image.Image) -> Image.Image:
        left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
        height, width = mask.size[1], mask.size[0]
        rows = (np.arange(height)[:, None] - top) / max(1, bottom - top)
        columns = (np.arange(width)[None, :] - left) / max(1, right - left)
        light = 1 + shine * (0.5 - (0.6 * rows + 0.4 * columns))
        if cloth:
            folds = np.sin(columns * 9 + 2 * rows) * 0.5 + np.sin(rows * 7 - columns * 4) * 0.5
            grain = self.random.normal(0, 0.02, (height, width))
            light = light + cloth * 0.12 * folds + grain
        pixels = np.clip(np.array(colour)[None, None, :] * light[:, :, None], 0, 255)
        return Image.fromarray(pixels.astype(np.uint8))


def spline(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    count = len(points)
    curve = []
    for index in range(count):
        a, b, c, d = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    0.5
                    * (
                        2 * b[axis]
                        + (c[axis] - a[axis]) * t
                        + (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t**2
                        + (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t**3
                    )
                    for axis in (0, 1)
                )
            )
    return curve  # type: ignore[return-value]


def mirrored(half: Sequence[Point]) -> list[Point]:
    """An outline from its left half, top to bottom, about the middle of the table."""
    return [*half, *((100 - x, y) for x, y in reversed(half) if x != 50)]


def notebook(scene: Scene) -> None:
    scene.shape([(26, 12), (78, 12), (78, 90), (26, 90)], (238, 236, 228), shadow=0.5)
    cover = scene.shape([(24, 11), (76, 11), (76, 89), (24, 89)], (36, 92, 110))
    pattern = Image.new("RGB", scene.picture.size, (36, 92, 110))
    draw = ImageDraw.Draw(pattern)
    unit = SIZE * SCALE / 100
    for row in range(12):
        for column in range(10):
            x, y = (26 + column * 6 + 3 * (row % 2)) * unit, (14 + row * 7) * unit
            for turn in range(6):
                angle = turn * math.pi / 3
                dx, dy = 1.6 * unit * math.cos(angle), 1.6 * unit * math.sin(angle)
                box = (x + dx - unit, y + dy - unit, x + dx + unit, y + dy + unit)
                draw.ellipse(box, fill=(236, 186, 92) if (row + column) % 3 else (228, 120, 96))
            draw.ellipse((x - unit, y - unit, x + unit, y + unit), fill=(250, 240, 214))
    scene.picture.paste(pattern, (0, 0), cover)
    scene.shape([(36, 36), (66, 36), (66, 56), (36, 56)], (250, 246, 236), shine=0.05)
    scene.line([(41, 43), (61, 43)], (60, 70, 80), 0.7)
    scene.line([(41, 49), (55, 49)], (60, 70, 80), 0.7)
    for step in range(17):
        y = 14.5 + step * 4.5
        scene.ellipse((28, y), (0.9, 0.9), (40, 44, 50))
        scene.line([(21.5, y - 0.6), (28, y)], (150, 154, 160), 0.8)


def pencils(scene: Scene) -> None:
    colours = [(214, 60, 56), (240, 160, 40), (70, 150, 80), (50, 110, 180), (120, 70, 150)]
    for index, colour in enumerate(colours):
        x = 24 + index * 11.5
        top = 14 + (index % 2) * 5
        scene.shape([(x, top + 14), (x + 7, top + 14), (x + 7, 84), (x, 84)], colour, shadow=0.4)
        scene.shape(
            [(x + 2.2, top + 14), (x + 4.6, top + 14), (x + 4.6, 84), (x + 2.2, 84)],
            tuple(min(255, part + 28) for part in colour),
            shine=0,
        )
        scene.shape([(x, top + 14), (x + 7, top + 14), (x + 3.5, top)], (232, 200, 158))
        scene.shape([(x + 2.4, top + 4.4), (x + 4.6, top + 4.4), (x + 3.5, top)], colour)
        scene.shape([(x, 84), (x + 7, 84), (x + 7, 88), (x, 88)], (190, 194, 200))
        scene.shape([(x, 88), (x + 7, 88), (x + 7, 92), (x, 92)], (226, 140, 140))


def sticky_notes(scene: Scene) -> None:
    for offset, colour in ((8, (120, 200, 190)), (4, (248, 170, 160)), (0, (252, 222, 110))):
        left, top = 22 + offset, 20 + offset
        scene.shape(
            [
                (left, top),
                (left + 48, top),
                (left + 48, top + 44),
                (left + 38, top + 49),
                (left, top + 49),
            ],
            colour,
            shadow=0.35,
            shine=0.12,
        )
    scene.shape([(70, 64), (70, 64), (60, 69)], (226, 190, 70))
    for row, width in ((32, 30), (40, 34), (48, 22)):
        scene.line([(29, row), (29 + width, row)], (90, 80, 50), 0.9)


def hoodie(scene: Scene) -> None:
    grey = (116, 128, 142)
    sleeve = [(29, 27), (20, 33), (12, 60), (10, 80), (20, 83), (24, 66), (31, 50)]
    for points in (sleeve, [(100 - x, y) for x, y in sleeve]):
        scene.shape(points, grey, smooth=True, cloth=1.0, shadow=0.4)
    body = mirrored([(43, 22), (31, 26), (27, 34), (30, 55), (29, 86)])
    scene.shape(body, grey, cloth=1.0, shadow=0.35)
    scene.shape(mirrored([(29, 84), (29, 90)]), (100, 111, 124), cloth=0.4)
    for points in (
        [(10, 79), (20, 82), (19, 87), (9, 84)],
        [(90, 79), (80, 82), (81, 87), (91, 84)],
    ):
        scene.shape(points, (100, 111, 124))
    hood = mirrored([(50, 8), (40, 10), (34, 19), (37, 28), (44, 33)])
    scene.shape(hood, (126, 138, 152), smooth=True, cloth=0.8)
    scene.shape(
        mirrored([(50, 14), (44, 16), (41, 22), (44, 29), (50, 33)]), (70, 78, 88), smooth=True
    )
    scene.shape([(36, 62), (64, 62), (70, 80), (30, 80)], (108, 120, 134), cloth=0.5)
    for x in (46.5, 53.5):
        scene.line([(x, 31), (x + (x - 50) * 0.2, 48)], (238, 238, 236), 0.9)


def tshirt(scene: Scene) -> None:
    blue = (44, 96, 168)
    outline = mirrored(
        [(41, 16), (31, 20), (22, 26), (10, 44), (21, 52), (29, 43), (30, 60), (29, 88)]
    )
    scene.shape(outline, blue, cloth=1.0, shadow=0.45)
    scene.shape(mirrored([(41, 15.5), (44, 21), (50, 23)]), (30, 70, 128), smooth=False)
    scene.line([(41, 16), (44, 21.6), (50, 23.6), (56, 21.6), (59, 16)], (34, 80, 144), 1.6)
    scene.ellipse((50, 46), (11, 11), (244, 206, 90), shine=0.1)
    scene.shape([(39, 50), (47, 40), (52, 47), (56, 43), (61, 50)], (236, 112, 84), shine=0.1)


def dress(scene: Scene) -> None:
    red = (176, 52, 72)
    bodice = mirrored([(40, 12), (37, 22), (36, 34), (40, 46)])
    skirt = mirrored([(40, 45), (34, 60), (26, 78), (22, 90), (36, 93), (50, 92)])
    scene.shape(skirt, red, cloth=1.6, shadow=0.45)
    scene.shape(bodice, red, cloth=0.8, shadow=0.2)
    scene.shape(mirrored([(41, 11), (44, 20), (50, 24)]), (250, 250, 249), shine=0)
    scene.shape([(39.6, 44), (60.4, 44), (60.4, 48), (39.6, 48)], (60, 24, 34))


def tote_bag(scene: Scene) -> None:
    for shift in (0.0, 1.6):
        arc = [(37 + 26 * t / 20, 38 - 30 * math.sin(math.pi * t / 20) + shift) for t in range(21)]
        scene.line(arc, (206, 190, 160), 3.0)
    scene.shape([(24, 36), (76, 36), (79, 90), (21, 90)], (232, 220, 194), cloth=0.9, shadow=0.5)
    scene.shape([(24, 36), (76, 36), (76.2, 40), (23.8, 40)], (220, 206, 178))
    for step in range(7):
        angle = math.pi * (0.15 + step * 0.117)
        end = (50 - 15 * math.cos(angle), 74 - 20 * math.sin(angle))
        scene.line([(50, 76), end], (52, 108, 84), 1.0)
        scene.ellipse(end, (3.0, 3.0), (52, 128, 94), shine=0.2)


def keychain(scene: Scene) -> None:
    scene.ring((50, 24), 13, (196, 200, 206), 2.0)
    for step in range(4):
        scene.ring((50, 40 + step * 4), 2.4, (182, 186, 194), 1.0)
    heart = mirrored([(50, 60), (44, 54), (34, 55), (30, 64), (36, 76), (50, 90)])
    scene.shape(heart, (206, 44, 66), smooth=True, shadow=0.5, shine=0.5)
    scene.ellipse((41, 64), (3.2, 4.4), (238, 150, 160), shine=0)
    scene.ring((50, 57), 2.6, (196, 200, 206), 1.1)


def cap(scene: Scene) -> None:
    navy = (38, 56, 96)
    crown = [(24, 62), (24, 46), (34, 30), (52, 25), (68, 32), (76, 48), (76, 62)]
    scene.shape([*spline(crown)[:80], (76, 62), (50, 66), (24, 62)], navy, cloth=0.7, shadow=0.45)
    scene.shape(
        [(26, 60), (50, 65), (76, 60), (93, 67), (94, 72), (70, 74), (40, 71)],
        (28, 44, 78),
        smooth=True,
        shadow=0.4,
    )
    for points in ([(50, 26), (44, 44), (42, 64)], [(52, 26), (62, 42), (66, 63)]):
        scene.line(points, (26, 40, 72), 0.6)
    scene.ellipse((51, 25.5), (2.4, 1.4), (28, 44, 78))
    scene.ellipse((52, 48), (7, 7), (240, 238, 230), shine=0.1)
    scene.shape([(48, 52), (52, 43), (56, 52)], (206, 60, 56), shine=0.1)


def sunglasses(scene: Scene) -> None:
    frame = (38, 34, 36)
    for side in (-1, 1):
        points = [(50 + side * x, y) for x, y in ((6, 42), (34, 40), (36, 52), (28, 64), (14, 64))]
        scene.shape(points, frame, smooth=True, shadow=0.4)
        lens = [
            (50 + side * x, y) for x, y in ((9, 45), (31, 43.5), (32.5, 52), (26, 61), (15, 61))
        ]
        scene.shape(lens, (92, 74, 60), smooth=True, shine=0.9)
        scene.line([(50 + side * 35, 43), (50 + side * 42, 36), (50 + side * 40, 30)], frame, 1.8)
    scene.line([(43, 46), (47, 43), (53, 43), (57, 46)], frame, 2.0)


def plant(scene: Scene) -> None:
    for step in range(9):
        angle = math.pi * (0.1 + step * 0.1)
        tip = (50 - 34 * math.cos(angle), 58 - 46 * math.sin(angle))
        side = (50 - 12 * math.cos(angle + 0.4), 58 - 20 * math.sin(angle + 0.4))
        other = (50 - 12 * math.cos(angle - 0.4), 58 - 20 * math.sin(angle - 0.4))
        scene.shape([(50, 62), side, tip, other], (56, 128 + step * 6, 70), smooth=True, shine=0.5)
    scene.shape([(34, 58), (66, 58), (61, 90), (39, 90)], (196, 104, 68), shadow=0.5)
    scene.shape([(32, 55), (68, 55), (68, 62), (32, 62)], (210, 118, 80))


SAMPLES = {
    "stationary": {"notebook": notebook, "pencils": pencils, "sticky notes": sticky_notes},
    "fashion": {"hoodie": hoodie, "t-shirt": tshirt, "dress": dress},
    "accessories": {
        "tote bag": tote_bag,
        "keychain": keychain,
        "cap": cap,
        "sunglasses": sunglasses,
    },
    "other": {"potted plant": plant},
}


def main() -> None:
    """Draw all samples: into one folder, or into class folders of the folder that is named."""
    by_class = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for class_name, things in SAMPLES.items():
        folder = by_class / class_name if by_class else Path(__file__).parent / "samples"
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in things.items():
            scene = Scene()
            draw(scene)
            scene.save(folder / f"{name}.jpg")


if __name__ == "__main__":
    main()
