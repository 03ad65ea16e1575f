"""Bring samples of other than 8 bits to 8: one rule for every format.

Files seldom say what is black and what is white, so the type of the samples does, and their values:

- Integers use the range of their type: 0 to 2**n - 1, or 0 to 2**(n-1) - 1 where they are signed.
  If none is above 255, they are taken for 8 bits; if of more than 16 bits none is above 65,535, for
  16. What is signed and for more than 1 in 100 below minus a quarter of its range uses all of it.
- Floating-point numbers go from 0 to 1, 255, 65,535 or 2**32 - 1: the first that is at least a
  quarter of 999 in 1,000 of them. So what sharpening or a bright light drove above 1 is white, and
  a few wild values change nothing. If more than 1 in 100 is below minus a quarter of that, they go
  from minus that.

What lies outside is black or white, what is no number is black. Of integers the upper eight bits
are taken, so 16 bits give the same in every format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[Any]
Pixels: TypeAlias = npt.NDArray[np.uint8]

_FLOAT_TOPS = (1.0, 255.0, 65_535.0, 2.0**32 - 1)
_LOOKED_AT = 4_000_000  # floating-point numbers; more would change nothing
_NEARLY_ALL, _FEW = 0.999, 0.01


@dataclass(frozen=True)
class Scale:
    """What is black and what is white.

    Attributes:
        low, top: samples of these values become 0 and 255.
        whole: they are integers, and ``top - low + 1`` is a power of two.
    """

    low: float
    top: float
    whole: bool

    def to_bytes(self, samples: Samples) -> Pixels:
        """Bring samples of any shape to 8 bits."""
        if self.whole:
            low, top = int(self.low), int(self.top)
            if samples.dtype.itemsize < 8:
                samples = samples.astype(np.int64)
            shift = (top - low + 1).bit_length() - 9
            clipped = np.clip(samples, low, top) - low
            return np.asarray(clipped >> shift, np.uint8)
        numbers = np.nan_to_num(samples.astype(np.float64), nan=self.low)
        inside = np.clip(numbers, self.low, self.top) - self.low
        return np.asarray(np.rint(inside * (255 / (self.top - self.low))), np.uint8)


def scale_of(
    bands: Iterable[Samples], count: int, bits: int, *, signed: bool = False
) -> Scale | None:
    """Find the scale from the type of the samples and their values, by the rule above.

    Args:
        bands: all samples, in parts.
        count: how many there are.
        bits: of an integer; fewer than its dtype has where they are packed.

    Returns:
        None where floating-point numbers are too large for any usual range.
    """
    step = max(1, count // _LOOKED_AT)
    quarter = -(2 ** (bits - 1)) / 4
    top = below = 0
    numbers: list[Samples] = []
    for band in bands:
        if band.dtype.kind == "f":
            some = band.reshape(-1)[::step]
            numbers.append(some[np.isfinite(some)])
        else:
            top = max(top, int(band.max(initial=0)))
            below += int(np.count_nonzero(band < quarter)) if signed else 0
    if numbers:
        return _float_scale(np.concatenate(numbers))
    if below > _FEW * count:
        return _whole(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    bits -= signed
    if top <= 255 < 2**bits:
        bits = 8
    elif top <= 65_535 < 2**bits:
        bits = 16
    return _whole(0, 2**bits - 1)


def _whole(low: int, top: int) -> Scale:
    return Scale(low, top, whole=top - low >= 255)


def _float_scale(numbers: Samples) -> Scale | None:
    if not numbers.size:
        return Scale(0, 1, whole=False)
    high = float(np.quantile(numbers, _NEARLY_ALL))
    top = next((top for top in _FLOAT_TOPS if high <= 4 * top), None)
    if top is None:
        return None
    signed = float(np.quantile(numbers, _FEW)) < -top / 4
    return Scale(-top if signed else 0, top, whole=False)
