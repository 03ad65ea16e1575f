"""Moves files to the bin of the desktop, from where a person gets them back."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import FileAccessError


def move_to_bin(path: Path) -> None:
    """Move a file to the bin; it may take a while.

    Raises:
        FileAccessError: ``cannot_bin``: it is where it was; a folder is refused.
    """
    from send2trash import send2trash

    if path.is_dir() and not path.is_symlink():
        raise FileAccessError(
            "cannot_bin", f"{path} is a folder; only files are moved to the bin. It was left alone."
        )
    try:
        send2trash(path)
    except OSError as error:
        if not path.exists():
            why = "it is not there any more"
        else:
            why = error.strerror or str(error) or "there is no bin for its drive"
        raise FileAccessError(
            "cannot_bin", f"{path} could not be moved to the bin ({why}); it was left alone."
        ) from error
