"""Photos for benchmarks, drawn: 12 megapixels with the texture of photographs."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT = 4000, 3000
_QUALITY = 90


def draw_large_photos(folder: Path, different: int = 6, names: int = 60) -> list[Path]:
    """JPEGs of 12 megapixels and about 3 MB, as phones make them.

    Noise whose power falls with the square of the frequency, as it does in photographs (Field
    1987, "Relations between the statistics of natural images"), behind a product-like shape.

    Args:
        different: so many are drawn; the others are hard links to them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoded = [_photo(np.random.default_rng(number)) for number in range(different)]
    paths = []
    for number in range(names):
        path = folder / f"photo {number}.jpg"
        if number < different:
            path.write_bytes(encoded[number])
        else:
            path.hardlink_to(paths[number % different])
        paths.append(path)
    return paths


def draw_small_photos(folder: Path, count: int, *, side: int = 64) -> list[Path]:
    """JPEGs of noise, a thousand to a folder; those of a folder are hard links to one."""
    random = np.random.default_rng(1)
    pixels = cv2.resize(random.integers(0, 256, (6, 6, 3)).astype(np.uint8), (side, side))
    encoded = cv2.imencode(".jpg", pixels)[1].tobytes()
    paths: list[Path] = []
    for number in range(count):
        place = folder / f"{number // 1000:03d}"
        path = place / f"photo {number}.jpg"
        if number % 1000 == 0:
            place.mkdir(parents=True)
            path.write_bytes(encoded)
        else:
            path.hardlink_to(paths[number // 1000 * 1000])
        paths.append(path)
    return paths


def _photo(random: np.random.Generator) -> bytes:
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for octave in range(10):
        size = (WIDTH >> octave or 1, HEIGHT >> octave or 1)
        strength = min(1.0, (octave + 1) / 5)  # lenses and noise filters take the finest detail
        grey = random.normal(0, 14 * strength, (size[1], size[0], 1))
        colour = random.normal(0, 4 * strength, (size[1], size[0], 3))
        layer = (grey + colour).astype(np.float32)
        picture += cv2.resize(layer, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    hue = random.integers(60, 200, 3)
    shape = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.ellipse(shape, (WIDTH // 2, HEIGHT // 2), (1300, 900), 20, 0, 360, 1, -1)
    picture = 150 + picture + shape[:, :, None] * (hue - 150) * 0.7
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
