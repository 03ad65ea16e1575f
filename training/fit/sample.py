"""What a model keeps of the photos that it was trained on, so that a refresh does not forget them.

Photos themselves do not travel with a model. The features of some do, drawn evenly from every
product type and source, with the last layer that reads them: enough to hold a new last layer to
what the old one said (Li and Hoiem 2016, "Learning without Forgetting", with stored features in the
place of new photos), and to tell whether it has become worse.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.data.manifest import Member
from training.data.product_types import ProductTypes, types_document, types_of
from training.data.sources import source_of
from training.errors import RunError
from training.network.inception import Floats

SAMPLE_PATH = Path("assets.extra") / "sample.npz"
MOST_TRAINED, MOST_JUDGING = 1540, 640
"""Photos of each part: with 2,048 features of two bytes and the last layer less than 10 MB."""


@dataclass(frozen=True)
class Sample:
    """Features of N photos, and the last layer that reads them.

    Attributes:
        features: float16 [N, F], pooled.
        labels: int64 [N], outputs.
        judging: bool [N], those that the model was neither trained nor tuned on, and never will be
            by a refresh: they judge. Their sources did train it.
        trained: how many photos the others stand for.
        kernel, bias: float32 [F, O] and [O]; features @ kernel + bias are the logits of outputs.
        types: what the outputs stand for.
        background: name of the folder of pictures of nothing that is sold; empty without.
    """

    features: npt.NDArray[np.float16]
    labels: npt.NDArray[np.int64]
    judging: npt.NDArray[np.bool_]
    trained: int
    kernel: Floats
    bias: Floats
    types: ProductTypes
    background: str

    def logits(self, features: npt.NDArray[np.floating]) -> Floats:
        """Compute the logits of the outputs, float32 [M, O], for features [M, F]."""
        return np.asarray(features.astype(np.float32) @ self.kernel + self.bias, np.float32)


def draw_evenly(labels: Sequence[int], sources: Sequence[str], most: int) -> npt.NDArray[np.intp]:
    """Draw up to ``most`` of N photos so that every label, and every source of it, takes part.

    Labels take turns, the rare ones until they are used up, and so do the sources of a label.

    Returns:
        The drawn ones, ascending; the same for the same arguments.
    """
    random = np.random.default_rng(0)
    strata: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index in random.permutation(len(labels)).tolist():
        strata[labels[index]][sources[index]].append(index)
    turns = {label: _in_turns(list(found.values())) for label, found in sorted(strata.items())}
    return np.sort(np.array(_in_turns(list(turns.values()))[:most], np.intp))


def drawn_members(members: Sequence[Member], types: ProductTypes, most: int) -> list[Member]:
    """Draw members of a manifest as ``draw_evenly`` does."""
    labels = types.labels(members).tolist() if members else []
    rows = draw_evenly(labels, [source_of(member.path) for member in members], most)
    return [members[row] for row in rows]


def sample_bytes(sample: Sample) -> bytes:
    """The file of a sample; the same sample gives the same bytes."""
    about = {
        "types": types_document(sample.types),
        "background": sample.background,
        "trained": sample.trained,
    }
    stream = io.BytesIO()
    np.savez(
        stream,
        features=sample.features.astype(np.float16),
        labels=sample.labels.astype(np.int64),
        judging=sample.judging.astype(np.bool_),
        kernel=sample.kernel.astype(np.float32),
        bias=sample.bias.astype(np.float32),
        about=np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8),
    )
    return stream.getvalue()


def write_sample(folder: Path, sample: Sample) -> None:
    """Write a sample into a version folder; errors as ``write_atomically``."""
    write_atomically(folder / SAMPLE_PATH, sample_bytes(sample))


def read_sample(folder: Path) -> Sample | None:
    """Read the sample of a version folder; None where it keeps none.

    Raises:
        RunError: ``sample``: it cannot be read.
    """
    path = folder / SAMPLE_PATH
    if not path.exists():
        return None
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            return _checked(
                Sample(
                    arrays["features"],
                    arrays["labels"],
                    arrays["judging"],
                    int(about["trained"]),
                    arrays["kernel"],
                    arrays["bias"],
                    types_of(about["types"]),
                    str(about["background"]),
                )
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise RunError(
            "sample",
            f"{path} cannot be read ({error}); copy the whole model folder again, or train from "
            "scratch.",
        ) from error


def _checked(sample: Sample) -> Sample:
    count, width = sample.features.shape
    outputs = sample.types.layout.outputs
    shapes = (sample.labels.shape, sample.judging.shape, sample.kernel.shape, sample.bias.shape)
    if shapes != ((count,), (count,), (width, outputs), (outputs,)):
        raise ValueError(f"its parts do not fit together: {shapes}")
    if count and not (sample.labels.min() >= 0 and sample.labels.max() < outputs):
        raise ValueError("a label is none of the outputs")
    return sample


def _in_turns(lists: Sequence[list[int]]) -> list[int]:
    """One of each in turn, until all are used up."""
    result: list[int] = []
    for turn in range(max((len(items) for items in lists), default=0)):
        result += [items[turn] for items in lists if turn < len(items)]
    return result
