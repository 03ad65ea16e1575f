"""Rendered pages with the boxes of what they sell, and the list of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from app.core.answers import Region
from app.core.pictures.images import Box, Pixels, decode
from app.core.pictures.regions import overlap
from app.core.storage.files import write_atomically
from training.errors import RunError
from training.pages.chromium import Chromium
from training.pages.dressing import Dressing, chosen, dress
from training.pages.layout import Cast, filled

LIST_NAME = "pages.jsonl"
_PHONES = ((390, 844), (412, 915), (430, 932))
_TABLETS = ((820, 1180), (1024, 768))
_DESKTOPS = ((1280, 720), (1366, 768), (1440, 900), (1920, 1080), (2560, 1440))
_NARROW = ("story", "phone", "card", "chat", "selection", "snippet", "widget")
_LEAST_SEEN = 0.6  # of a product's box: pages that show less of it are drawn again
_LEAST_CONTENT = 0.05  # of a product's box
_TRIES = 6
_FOUND = 0.5  # intersection over union of a box that is found
_CORNER, _PLAIN = 2, 24  # a pixel near the corner is the margin; so much else is not
_BOXES = """(() => [...document.querySelectorAll('img.product')].map(e => {
  const r = e.getBoundingClientRect(), own = e.naturalWidth / e.naturalHeight;
  let w = r.width, h = r.height;
  if (getComputedStyle(e).objectFit === 'contain') {
    w = Math.min(w, h * own); h = Math.min(h, w / own);
  }
  return [r.x + (r.width - w) / 2, r.y + (r.height - h) / 2, w, h, e.className.includes('first')];
}))()"""


@dataclass(frozen=True)
class PageFacts:
    """One rendered page, as its list tells it. All pixels are of the picture.

    Attributes:
        file: relative to the folder of the list, POSIX.
        layout: name of its layout.
        class_name, kind: of what it sells; the background folder where that is nothing.
        photo: relative to the data folder, POSIX; empty where there is none.
        boxes: [x, y, width, height] of every photo of what it sells, the main one first.
        contents: the same without the plain margins that the photos have themselves.
        size: width, height.
        viewport: width, height in CSS pixels.
        scale: pixels of the screen per CSS pixel.
        share: of the picture that the main box takes.
        theme: ``dark`` or ``light``.
        direction: ``ltr`` or ``rtl``.
        cut: whether it was cut out as by hand.
    """

    file: str
    layout: str
    class_name: str
    kind: str
    photo: str
    boxes: tuple[tuple[int, int, int, int], ...]
    contents: tuple[tuple[int, int, int, int], ...]
    size: tuple[int, int]
    viewport: tuple[int, int]
    scale: float
    share: float
    theme: str
    direction: str
    cut: bool


@dataclass(frozen=True)
class Rendered:
    """Pixels of a page, RGB uint8 [height, width, 3], and what there is to know of it."""

    pixels: Pixels
    boxes: tuple[tuple[int, int, int, int], ...]
    viewport: tuple[int, int]
    scale: float
    dressing: Dressing
    cut: bool

    @property
    def share(self) -> float:
        """Part of the picture that the main box takes."""
        height, width = self.pixels.shape[:2]
        return self.boxes[0][2] * self.boxes[0][3] / (width * height) if self.boxes else 0.0


def render(
    browser: Chromium, layout: str, cast: Cast, random: np.random.Generator, *, sells: bool
) -> Rendered | None:
    """Render one page; None where it never showed enough of what it sells.

    Args:
        sells: whether the product of the cast is to be seen and has a box.
    """
    for _ in range(_TRIES):
        viewport, scale = _screen(layout, random)
        dressing = dress(random, viewport[0])
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.html"
            file.write_text(filled(layout, dressing, cast, random), encoding="utf-8")
            browser.show(file, *viewport, scale)
            if random.random() < 0.3:
                browser.value(f"scrollTo(0, {int(random.uniform(0.05, 0.3) * viewport[1])})")
            found = [[v * scale for v in box[:4]] + [box[4]] for box in browser.value(_BOXES)]
            pixels = decode(browser.screenshot(), layout)
        boxes = _seen(found, pixels)
        if not sells:
            return Rendered(pixels, (), viewport, scale, dressing, False)
        if boxes and _shows_something(pixels, boxes[0]):
            cut = random.random() < (0.7 if _is_narrow(layout) and viewport[0] > 500 else 0.25)
            if cut:
                pixels, boxes = _cut(pixels, boxes, random)
            return Rendered(pixels, tuple(boxes), viewport, scale, dressing, cut)
    return None


def save(page: Rendered, file: Path, random: np.random.Generator) -> Path:
    """Write a page as PNG or JPEG; returns the file."""
    jpeg = random.random() < 0.35
    file = file.with_suffix(".jpg" if jpeg else ".png")
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(60, 96))]
    options = quality if jpeg else [cv2.IMWRITE_PNG_COMPRESSION, 3]
    _, encoded = cv2.imencode(file.suffix, cv2.cvtColor(page.pixels, cv2.COLOR_RGB2BGR), options)
    write_atomically(file, encoded.tobytes())
    return file


def write_list(folder: Path, pages: Sequence[PageFacts]) -> None:
    """Write the list of a folder's pages: one JSON object a line."""
    lines = "".join(json.dumps(asdict(page)) + "\n" for page in pages)
    write_atomically(folder / LIST_NAME, lines.encode())


def read_list(folder: Path) -> list[PageFacts]:
    """Read what ``write_list`` wrote.

    Raises:
        RunError: ``no_pages``: there is none, or it is not one.
    """
    try:
        return list(_parsed((folder / LIST_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            "no_pages",
            f"{folder / LIST_NAME} is missing or is no list of pages ({error}); make one with "
            "shelfwise-train pages.",
        ) from error


def _parsed(text: str) -> Iterator[PageFacts]:
    for line in text.splitlines():
        document = json.loads(line)
        for name in ("boxes", "contents"):
            document[name] = tuple(tuple(int(v) for v in box) for box in document[name])
        document["size"], document["viewport"] = (
            tuple(document["size"]),
            tuple(document["viewport"]),
        )
        yield PageFacts(**document)


def is_found(page: PageFacts, region: Region | None) -> bool:
    """Tell whether a region is the photo of what a page sells, with or without plain margins."""
    x, y, width, height = region.box if region else (0, 0, *page.size)
    box = Box(x, y, x + width, y + height)
    products = (Box(x, y, x + w, y + h) for x, y, w, h in (*page.boxes, *page.contents))
    return any(overlap(box, product) >= _FOUND for product in products)


def content_of(pixels: Pixels, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return a photo's box without its plain margins; the box itself where all of it is plain."""
    x, y, w, h = box
    photo = pixels[y : y + h, x : x + w].astype(np.int16)
    busy = np.abs(photo - photo[_CORNER, _CORNER]).max(axis=2) > _PLAIN
    columns, rows = np.flatnonzero(busy.any(axis=0)), np.flatnonzero(busy.any(axis=1))
    if not len(rows):
        return box
    left, top = int(columns[0]), int(rows[0])
    return x + left, y + top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top


def _shows_something(pixels: Pixels, box: tuple[int, int, int, int]) -> bool:
    _, _, width, height = content_of(pixels, box)
    return width * height >= _LEAST_CONTENT * box[2] * box[3]


def _is_narrow(layout: str) -> bool:
    return any(word in layout for word in _NARROW)


def _screen(layout: str, random: np.random.Generator) -> tuple[tuple[int, int], float]:
    """Draw a viewport and its scale."""
    kind = random.random()
    on_phone = "phone" in layout or "story" in layout
    if on_phone or kind < 0.2:
        return chosen(_PHONES, random), chosen((1.0, 2.0, 3.0), random)
    if kind < 0.32:
        return chosen(_TABLETS, random), chosen((1.0, 2.0), random)
    viewport = chosen(_DESKTOPS, random)
    return viewport, chosen((1.0, 1.0, 1.25, 1.5, 2.0) if viewport[0] < 1500 else (1.0,), random)


def _seen(found: list[list[float]], pixels: Pixels) -> list[tuple[int, int, int, int]]:
    """The boxes inside the picture, the main one first; none where the main one is mostly out."""
    height, width = pixels.shape[:2]
    boxes: list[tuple[int, int, int, int]] = []
    for x, y, w, h, is_main in found:
        left, top = max(0, round(x)), max(0, round(y))
        right, bottom = min(width, round(x + w)), min(height, round(y + h))
        seen = max(0, right - left) * max(0, bottom - top) / max(1, w * h)
        if seen < _LEAST_SEEN or min(right - left, bottom - top) < 40:
            if is_main:
                return []
            continue
        box = (left, top, right - left, bottom - top)
        boxes.insert(0, box) if is_main else boxes.append(box)
    if not any(
        box[4] for box in found
    ):  # a listing: the largest, then the one nearest to the middle
        boxes.sort(key=lambda b: (-(b[2] * b[3]) // 64, abs(b[0] + b[2] / 2 - width / 2)))
    return boxes


def _cut(
    pixels: Pixels, boxes: list[tuple[int, int, int, int]], random: np.random.Generator
) -> tuple[Pixels, list[tuple[int, int, int, int]]]:
    """Cut a rectangle around the main box as a hand draws it: some of it may be missing."""
    height, width = pixels.shape[:2]
    x, y, w, h = boxes[0]
    outside = random.uniform(-0.05, 0.6, 4) * np.array([w, h, w, h])
    left, top = max(0, int(x - outside[0])), max(0, int(y - outside[1]))
    right, bottom = min(width, int(x + w + outside[2])), min(height, int(y + h + outside[3]))
    kept = []
    for bx, by, bw, bh in boxes:
        x0, y0 = max(bx, left), max(by, top)
        w0, h0 = min(bx + bw, right) - x0, min(by + bh, bottom) - y0
        if min(w0, h0) > 0 and w0 * h0 >= _LEAST_SEEN * bw * bh:
            kept.append((x0 - left, y0 - top, w0, h0))
    return np.ascontiguousarray(pixels[top:bottom, left:right]), kept
