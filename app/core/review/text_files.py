"""The text of a file that a spreadsheet may have saved: its encoding is told from its bytes."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.storage.files import open_regular

_MAX_BYTES = 256 * 1024 * 1024  # a hundred thousand pictures take 15 MB
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp932")
_WORKBOOK = (b"PK\3\4", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, and .xls of old
_PATHS_LOOKED_FOR = 20
_NOT_ASCII = 0x80


def read_text(path: Path) -> str:
    """Read UTF-8, UTF-16 or an ANSI code page, without the mark that stands before it.

    Bytes that are no UTF-8 in a file that is marked as UTF-8 are parts of file names, and come out
    as Python has them in paths.

    Raises:
        FileAccessError: ``not_found``: it cannot be read; ``bad_results``: it is too large, or a
            workbook.
        UnicodeDecodeError: it says that it is UTF-16 and is not.
    """
    data = _read(path)
    if data.startswith(_WORKBOOK):
        raise FileAccessError(
            "bad_results",
            f"{path} is a workbook, which is written but not read; save it as CSV in your "
            "spreadsheet program, and open that.",
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(_code_page(data), errors="surrogateescape")


def _read(path: Path) -> bytes:
    try:
        with open_regular(path) as stream:
            if os.fstat(stream.fileno()).st_size <= _MAX_BYTES:
                return stream.read(_MAX_BYTES)
    except OSError as error:
        raise FileAccessError(
            "not_found", f"The results {path} could not be read ({error.strerror})."
        ) from error
    raise FileAccessError(
        "bad_results",
        f"{path} is too large for a results file ({_MAX_BYTES // 2**20} MB are read at most); "
        "choose another.",
    )


def _code_page(data: bytes) -> str:
    """Tell the encoding of bytes that are no UTF-8.

    Code pages cannot be told from each other by their bytes alone, but the files that the names
    stand for are there in one of them only. Where none is there, UTF-8 with odd file names has
    more that is UTF-8 than not, and what is left is taken for Western European.
    """
    lines = [line for line in data.splitlines() if any(byte >= _NOT_ASCII for byte in line)]
    for encoding in ("utf-8", *_CODE_PAGES):
        if any(_names_a_file(line, encoding) for line in lines[:_PATHS_LOOKED_FOR]):
            return encoding
    letters = [piece for piece in data.decode(errors="replace") if ord(piece) >= _NOT_ASCII]
    return "utf-8" if letters.count("\ufffd") * 2 < len(letters) else _CODE_PAGES[0]


def _names_a_file(line: bytes, encoding: str) -> bool:
    try:
        text = line.decode(encoding, errors="surrogateescape")
        name = text.replace(";", ",").replace("\t", ",").split(",")[0].strip('"')
        return os.path.lexists(name)
    except (UnicodeError, ValueError, OSError):
        return False
