"""How large a picture may be, before it is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import PictureError

MEGAPIXEL_RANGE = (1, 1000)
MEGABYTE_RANGE = (1, 2000)
_ALLOWED_SCANS = 20
_ALLOWED_SCANNED_PIXELS = 2_000_000_000


@dataclass(frozen=True)
class Limits:
    """What is refused, since it would take too much memory or time.

    Attributes:
        megapixels: of the picture, in millions. A JPEG that is decoded at reduced size may have
            four times as many, and a format whose decoder keeps several copies half as many.
        megabytes: of the file, in units of 2**20 bytes.
    """

    megapixels: int = 100
    megabytes: int = 200

    def check_bytes(self, size: int, name: str) -> None:
        """Raise ``PictureError`` (``too_large``) for a file of ``size`` bytes if need be."""
        if size > self.megabytes << 20:
            raise _too_large(f"{name} is larger than {self.megabytes} MB")

    def check_pixels(self, width: int, height: int, name: str, *, share: float = 1) -> None:
        """As ``check_bytes``, for a picture that may have ``share`` of the usual pixels."""
        most = self.megapixels * share
        if width * height > most * 1_000_000:
            raise _too_large(f"{name} has {width} x {height} pixels, more than {most:g} million")

    def check_scans(self, width: int, height: int, scans: int, name: str) -> None:
        """As ``check_bytes``, for a progressive JPEG, every scan of which is a pass over all.

        Real ones have about ten; a few kilobytes of empty scans keep a decoder busy for minutes.
        """
        if scans > _ALLOWED_SCANS and width * height * scans > _ALLOWED_SCANNED_PIXELS:
            raise PictureError(
                "too_large",
                f"{name} is stored in {scans} passes over {width} x {height} pixels, which would "
                "take too long; save it again in another program.",
            )


DEFAULT_LIMITS = Limits()


def _too_large(what: str) -> PictureError:
    return PictureError(
        "too_large", f"{what}; save a smaller copy, or raise the limit in the settings."
    )
