"""The weights that a training starts from: a file of the release, taken where it is found.

Nothing is fetched: they came with the program, lie beside it as they were downloaded, or a person
names the file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.core import places
from app.core.errors import FileAccessError, SetupError
from app.core.storage.files import atomic_writer

ARCHIVE = "shelfwise-base-weights.tar.gz"
"""The release's file."""

_RECORD = "distilled.json"
_PORTION = 1 << 20
_MOST_PORTIONS = 200


def ready_base_weights() -> Path:
    """Find the base weights, taking the release's file if it lies beside the program.

    Raises:
        SetupError: ``no_base_weights``: they are nowhere; says what to get.
        FileAccessError: as ``take_base_weights``.
    """
    if (there := places.shipped_base_weights()) is not None:
        return there
    for folder in (*places.program_folders(), places.data_folder()):
        if (folder / ARCHIVE).is_file():
            return take_base_weights(folder / ARCHIVE)
    raise SetupError("no_base_weights", missing_words())


def missing_words() -> str:
    """Say which file is missing, and where to put it."""
    beside = "beside the program, or " if places.program_folders() else ""
    return (
        f"Training starts from base weights, a file of the release that is not here; get "
        f"{ARCHIVE} from where you got Shelfwise and put it {beside}into {places.data_folder()}."
    )


def take_base_weights(file: Path) -> Path:
    """Put base weights where training finds them: the release's archive, or the file in it.

    Raises:
        FileAccessError: ``not_base_weights``: it is another file, by its digest; ``cannot_read``;
            ``cannot_write``.
    """
    target, digest = places.own_base_weights(), hashlib.sha256()
    with atomic_writer(target) as to:
        for portion in _content_of(file):
            digest.update(portion)
            to.write(portion)
        if digest.hexdigest() != _expected_digest():
            raise _other(file)
    with atomic_writer(target.with_name(_RECORD)) as to:
        to.write(places.base_weights_record().read_bytes())
    return target


def _content_of(file: Path) -> Iterator[bytes]:
    try:
        with _weights_in(file) as stream:
            for _ in range(_MOST_PORTIONS):
                if not (portion := stream.read(_PORTION)):
                    return
                yield portion
    except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise _other(file) from error
    except OSError as error:
        raise FileAccessError(
            "cannot_read", f"{file} could not be read ({error.strerror or error}); get it again."
        ) from error
    raise _other(file)


@contextmanager
def _weights_in(file: Path) -> Iterator[IO[bytes]]:
    if not file.name.endswith((".tar.gz", ".tgz", ".tar")):
        with file.open("rb") as stream:
            yield stream
        return
    with tarfile.open(file, "r:*") as archive:
        for member in archive:
            if member.isreg() and Path(member.name).name == places.BASE_WEIGHTS_NAME:
                weights = archive.extractfile(member)
                assert weights is not None
                yield weights
                return
    raise _other(file)


def _expected_digest() -> str:
    record = json.loads(places.base_weights_record().read_text(encoding="utf-8"))
    return str(record["sha256"])


def _other(file: Path) -> FileAccessError:
    return FileAccessError(
        "not_base_weights",
        f"{file} is not {ARCHIVE} of this version of Shelfwise, or it is damaged; get it again.",
    )
