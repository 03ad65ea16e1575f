"""What the model said of pictures that it has seen, so that a list of yesterday can be judged anew.

One file a model, of records of one size, only ever appended to: half a record at its end, which a
crash leaves, is passed over. It is a cache: what is lost is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.answers import Evidence
from app.core.storage.files import state_key

_MAGIC = b"shelfwise-seen-1"
_KEY_BYTES = 16  # of ``state_key``
_MAX_RECORDS = 50_000
"""Some 200 MB; beyond it the file is begun anew."""


class SeenPictures:
    """The evidence of pictures, by their place, size and time; belongs to one thread.

    Args:
        folder: where the files of all models lie.
        identity: of the model folder.
        classes: how many the model has.
    """

    def __init__(self, folder: Path, identity: str, classes: int) -> None:
        self._file = folder / f"{identity[:32]}.seen"
        self._classes = classes

    def remember(self, pictures: Mapping[Path, Evidence]) -> None:
        """Keep the evidence of pictures.

        Raises:
            OSError: it cannot be written.
        """
        records = []
        for path, evidence in pictures.items():
            if (key := state_key(path)) is not None:
                numbers = np.array([*evidence.log_probabilities, evidence.margin], np.float32)
                records.append(key + numbers.tobytes() + evidence.features.tobytes())
        if not records:
            return
        size = len(records[0])
        head = _MAGIC + size.to_bytes(8, "little")
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._file.open("ab") as stream:
            self._file.chmod(0o600)
            there = stream.tell()
            if there < len(head) or not self._fits(size) or there > _MAX_RECORDS * size:
                stream.truncate(0)
                stream.write(head)
            elif torn := (there - len(head)) % size:
                stream.truncate(there - torn)
            stream.write(b"".join(records))

    def recall(self, paths: Iterable[Path]) -> dict[Path, Evidence]:
        """Find the evidence of those pictures that have not changed since."""
        keys = {key: path for path in paths if (key := state_key(path)) is not None}
        found: dict[Path, Evidence] = {}
        for record in self._records() if keys else ():
            path = keys.get(record[:_KEY_BYTES].tobytes())
            if path is not None:
                numbers = record[_KEY_BYTES:][: 4 * (self._classes + 1)].view(np.float32)
                features = record[_KEY_BYTES + numbers.nbytes :].view(np.float16)
                if np.isfinite(numbers).all() and np.isfinite(features).all():
                    *known, margin = numbers.tolist()
                    found[path] = Evidence(features, tuple(known), margin)
        return found

    def forget(self) -> None:
        """Remove the file.

        Raises:
            OSError: it cannot be removed.
        """
        self._file.unlink(missing_ok=True)

    def _fits(self, size: int) -> bool:
        with self._file.open("rb") as stream:
            return stream.read(len(_MAGIC) + 8) == _MAGIC + size.to_bytes(8, "little")

    def _records(self) -> npt.NDArray[np.uint8]:
        """Read all records, uint8 [N, size]; none where the file is none of ours."""
        nothing = np.zeros((0, 0), np.uint8)
        try:
            content = self._file.read_bytes()
        except OSError:
            return nothing
        start = len(_MAGIC) + 8
        size = int.from_bytes(content[len(_MAGIC) : start], "little")
        least = _KEY_BYTES + 4 * (self._classes + 1) + 2
        if not content.startswith(_MAGIC) or not least <= size <= len(content) - start or size % 2:
            return nothing
        count = (len(content) - start) // size
        return np.frombuffer(content, np.uint8, count * size, start).reshape(count, size)
