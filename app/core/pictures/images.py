"""The one definition of pixels: from a file to the array that the network sees.

Training and serving both come through here, so they cannot drift apart. Scaling to the network's
value range is not done here: it is part of the exported graph.
"""

from __future__ import annotations

import enum
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures.decoding import decode as decode  # what its pixels are belongs here, too
from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.storage.files import NotRegularError, open_regular

Pixels: TypeAlias = npt.NDArray[np.uint8]

PAD_VALUE = 255
_DECODE_MARGIN = 2  # decode at no less than this many times the network's input


class Fitting(enum.StrEnum):
    """How a whole picture is brought to the network's input size; nothing is ever cut off."""

    PAD = "pad"
    """Keep the proportions, centre, fill the rest with white."""
    STRETCH = "stretch"
    """Scale both sides independently."""


@dataclass(frozen=True)
class InputSpec:
    """What a network takes in: ``height`` x ``width`` pixels, fitted to as ``fitting`` says."""

    height: int
    width: int
    fitting: Fitting


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; ``right`` and ``bottom`` are just outside it."""

    left: int
    top: int
    right: int
    bottom: int


def load(path: Path, *, at_least: int | None = None, limits: Limits = DEFAULT_LIMITS) -> Pixels:
    """Read and decode a picture file; see ``decode``.

    Raises:
        PictureError: ``not_found``, ``not_a_file``, ``no_permission``, ``too_large``, ``empty``,
            ``not_a_picture`` or ``damaged``.
    """
    return decode(read_bytes(path, limits), path.name, at_least=at_least, limits=limits)


def load_for(path: Path, spec: InputSpec, limits: Limits = DEFAULT_LIMITS) -> Pixels:
    """Read a picture that is going to be fitted to a network's input.

    Training and serving both load so; errors as ``load``.
    """
    return load(path, at_least=enough_for(spec), limits=limits)


def enough_for(spec: InputSpec) -> int:
    """Return how long a picture's longer side is decoded at least to be fitted to an input."""
    return _DECODE_MARGIN * max(spec.height, spec.width)


def read_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a regular file that is not too large; errors as ``load``."""
    try:
        with open_regular(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            limits.check_bytes(size, path.name)
            return stream.read(size)  # what has been added since is left out
    except NotRegularError as error:
        raise PictureError("not_a_file", f"{path} is not a file; choose a picture file.") from error
    except FileNotFoundError as error:
        raise PictureError(
            "not_found", f"{path} does not exist; check the name and the place."
        ) from error
    except PermissionError as error:
        raise PictureError(
            "no_permission", f"{path} may not be read; change its permissions or copy it elsewhere."
        ) from error
    except (OSError, ValueError) as error:
        raise PictureError("not_found", f"{path} could not be read ({error}).") from error


def fit(pixels: Pixels, spec: InputSpec) -> Pixels:
    """Bring a whole picture to the network's input size.

    Args:
        pixels: RGB, uint8, [any, any, 3].

    Returns:
        RGB, uint8, [spec.height, spec.width, 3].
    """
    box = fitted_box(pixels.shape[0], pixels.shape[1], spec)
    size = (box.right - box.left, box.bottom - box.top)
    shrinks = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    resized = cv2.resize(
        pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    )
    if size == (spec.width, spec.height):
        return np.ascontiguousarray(resized, dtype=np.uint8)
    canvas = np.full((spec.height, spec.width, 3), PAD_VALUE, np.uint8)
    canvas[box.top : box.bottom, box.left : box.right] = resized
    return canvas


def fitted_box(picture_height: int, picture_width: int, spec: InputSpec) -> Box:
    """Where ``fit`` places a picture inside the network's input."""
    height, width = spec.height, spec.width
    if spec.fitting is Fitting.STRETCH:
        return Box(0, 0, width, height)
    scale = min(height / picture_height, width / picture_width)
    fitted_height = min(height, max(1, round(picture_height * scale)))
    fitted_width = min(width, max(1, round(picture_width * scale)))
    top, left = (height - fitted_height) // 2, (width - fitted_width) // 2
    return Box(left, top, left + fitted_width, top + fitted_height)
