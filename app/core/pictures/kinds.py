"""Kinds of picture files: the endings a folder scan takes, and how the bytes of each begin."""

from __future__ import annotations

_JPEG = {"jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "mpo", "jps"}
_OTHER = {"png", "apng", "webp", "bmp", "dib", "tif", "tiff", "ptif", "ptiff", "btf", "tf8", "gif"}
_HEIF = {"avif", "avifs", "heic", "heif", "heics", "heifs", "hif"}
# Sites that keep a picture in several sizes append the size: photo.jpg_large, photo.jpg-large.
_SIZED = {
    f"{ending}{mark}{size}"
    for ending in ("jpg", "jpeg", "png", "webp")
    for mark in "_-"
    for size in ("large", "medium", "small", "orig", "thumb")
}
SUFFIXES = frozenset(f".{ending}" for ending in _JPEG | _OTHER | _HEIF | _SIZED)
"""File name endings that a folder scan takes for pictures, lower case."""

HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_TIFF_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
    (b"BM", ".bmp"),
    *((beginning, ".tif") for beginning in _TIFF_BEGINNINGS),
)


def is_tiff(data: bytes) -> bool:
    """Tell whether a file begins as a TIFF or BigTIFF does."""
    return data[:4] in _TIFF_BEGINNINGS


def is_heif(data: bytes) -> bool:
    """Tell whether a file begins as HEIC and HEIF do."""
    return data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS


def suffix_of(data: bytes) -> str | None:
    """Return the usual ending of what the bytes begin like; None: no kind that is read."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if is_heif(data):
        return ".heic"
    if data[4:8] == b"ftyp" and data[8:12] in _AVIF_BRANDS:
        return ".avif"
    return next((suffix for start, suffix in _BEGINNINGS if data.startswith(start)), None)
