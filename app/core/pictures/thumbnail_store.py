"""Small pictures that were made once: a folder that was seen before is on screen at once.

One SQLite file in the cache, private to the user. Whatever is wrong with it, pictures are made
anew; it is begun anew where it is damaged, and the oldest go where it grows too large.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import cv2
import numpy as np

from app.core.pictures.images import Pixels
from app.core.pictures.thumbnails import jpeg
from app.core.storage.files import state_key

SIDE = 256
"""Longer side of what is kept, in pixels."""
_QUALITY = 88
_MOST = 30_000  # pictures, some 300 MB
_PATIENCE = 0.2  # seconds to wait for another window
_TABLE = "CREATE TABLE IF NOT EXISTS pictures (key BLOB PRIMARY KEY, jpeg BLOB NOT NULL)"


class ThumbnailStore:
    """What is kept in one file; belongs to one thread."""

    def __init__(self, file: Path, most: int = _MOST) -> None:
        self._file = file
        self._most = most
        self._database = self._open()

    def find(self, path: Path) -> Pixels | None:
        """The picture as it is now, RGB uint8 [any, any, 3], its longer side at most ``SIDE``.

        None where it is not known, or has changed.
        """
        key = state_key(path)
        if self._database is None or key is None:
            return None
        try:
            row = self._database.execute("SELECT jpeg FROM pictures WHERE key = ?", (key,))
            found = row.fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if found is None:
            return None
        pixels = cv2.imdecode(np.frombuffer(found[0], np.uint8), cv2.IMREAD_COLOR_RGB)
        return None if pixels is None else np.asarray(pixels, np.uint8)

    def keep(self, path: Path, pixels: Pixels) -> None:
        """Keep a picture, RGB uint8, its longer side at most ``SIDE``."""
        key = state_key(path)
        if self._database is None or key is None:
            return
        try:
            self._database.execute(
                "INSERT OR REPLACE INTO pictures VALUES (?, ?)", (key, jpeg(pixels, _QUALITY))
            )
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> sqlite3.Connection | None:
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            database = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error):
            return None
        self._database = database
        try:
            # It is only a cache: nothing waits for the disk.
            database.execute("PRAGMA journal_mode = MEMORY")
            database.execute("PRAGMA synchronous = OFF")
            database.execute(_TABLE)
            self._drop_oldest(database)
        except sqlite3.Error as error:
            self._give_up(error)
        return self._database

    def _drop_oldest(self, database: sqlite3.Connection) -> None:
        (count,) = database.execute("SELECT COUNT(*) FROM pictures").fetchone()
        if count > self._most:
            database.execute(
                "DELETE FROM pictures WHERE rowid IN "
                "(SELECT rowid FROM pictures ORDER BY rowid LIMIT ?)",
                (count - self._most * 3 // 4,),
            )

    def _give_up(self, error: sqlite3.Error) -> None:
        """Do without it; what is no database is begun anew the next time."""
        if isinstance(
            error, sqlite3.OperationalError
        ):  # the disk is full, or another window has it
            return
        self.close()
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
