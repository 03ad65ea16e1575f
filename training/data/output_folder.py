"""The photos' folder is only ever read: nothing may be written into it, not even by mistake."""

from __future__ import annotations

from pathlib import Path

from app.core.text import printable
from training.errors import DataError


def refuse_output_in_data(out: Path, data: Path) -> None:
    """Refuse an output folder in the data folder, or in a folder that is linked there.

    Raises:
        DataError: ``out_in_data``.
    """
    place = out.resolve()
    if any(place.is_relative_to(folder.resolve()) for folder in _folders_of(data)):
        raise DataError(
            "out_in_data",
            f"The results cannot be written to {printable(out)}, which lies inside the photos; "
            "give a folder elsewhere with --out.",
        )


def _folders_of(data: Path) -> list[Path]:
    try:
        return [data, *(entry for entry in data.iterdir() if entry.is_dir())]
    except OSError:  # what reads the data says why
        return []
