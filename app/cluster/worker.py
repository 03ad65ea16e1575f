"""An actor: it holds the model, and answers for one part after the other.

It runs in a process of Ray's on any machine of the cluster. What it says goes back as plain values;
an error for people comes as its code and sentence, since what it raised would end the run with a
trace.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np

from app import __version__
from app.cluster import storage
from app.cluster.fetching import brought_here
from app.cluster.formats import FORMATS, look_at
from app.cluster.plan import PLAN, Part, part_items
from app.cluster.sources import Found
from app.core.answers import Failed, Outcome, RegionChoice
from app.core.batch import classify_keyed
from app.core.errors import ModelFolderError, SetupError, ShelfwiseError
from app.core.learning.layer import LearntLayer
from app.core.models.classifier import Classifier
from app.core.models.folder import TWIN_PATH, ModelFolder, twin_is_published
from app.core.pictures.limits import Limits
from app.core.pictures.pool import Decoders
from app.core.review.parts import part_name
from app.outcomes import as_a_product

_NO_MAPS = np.zeros((0, 0, 0), np.float32)


@dataclass(frozen=True)
class Job:
    """What every actor must know.

    Attributes:
        results: the folder of the plan and the parts.
        format: the ending of the parts.
        home: the folder that paths are seen from.
        version: of the program that asks.
    """

    results: str
    format: str
    region: RegionChoice
    everything_is_a_product: bool
    limits: Limits
    learnt: LearntLayer | None
    home: str
    version: str = __version__

    def place(self, part: Part) -> str:
        """Return where a part is written."""
        return storage.inside(self.results, part_name(part.number, self.format))


class Worker:
    """Answers for parts; made once in each actor, and asked there by one thread.

    Args:
        job: what is asked for.
        model: Ray's reference to the ``ModelFolder``, or the folder itself.
        cores: that the engine and the decoders may take.
    """

    def __init__(self, job: Job, model: Any, cores: int = 1) -> None:
        self._job = job
        self._model = model
        self._cores = cores

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Write one part, if it is not there yet.

        Args:
            row: the fields of a ``Part``.

        Returns:
            Its ``number``; ``code`` and ``message`` of an error, empty if there is none.
        """
        part = Part(**row)
        answer = {"number": part.number, "code": "", "message": ""}
        try:
            self._check_version()
            if look_back(self._job, part) is None:
                self._write(part)
        except ShelfwiseError as error:
            return answer | {"code": error.code, "message": error.message}
        return answer

    def _write(self, part: Part) -> None:
        items = part_items(storage.inside(self._job.results, PLAN), part)
        contract = self._classifier.contract
        with tempfile.TemporaryDirectory(prefix="shelfwise-") as folder:
            outcomes = list(self._outcomes(items, Path(folder)))
        write = FORMATS[self._job.format].write
        content = write(outcomes, contract.class_names, contract.written_names)
        storage.write(self._job.place(part), content)

    def _outcomes(self, items: list[Found], folder: Path) -> Iterator[Outcome]:
        with contextlib.closing(brought_here(items, folder, self._job.limits)) as here:
            for number, outcome in classify_keyed(
                self._classifier, enumerate(here), self._decoders, region=self._job.region
            ):
                shutil.rmtree(folder / str(number), ignore_errors=True)
                yield self._named(outcome, items[number].path)

    def _named(self, outcome: Outcome, path: str) -> Outcome:
        """The outcome under the name that results have for it, without what they leave out.

        The name is text: an address is no path. Nothing but text is made of it from here on.
        """
        name = cast(Path, path)
        if isinstance(outcome, Failed):
            return replace(outcome, path=name)
        slim = replace(outcome.prediction, activation_maps=_NO_MAPS, evidence=None)
        outcome = replace(outcome, path=name, prediction=slim)
        return as_a_product(outcome) if self._job.everything_is_a_product else outcome

    @cached_property
    def _classifier(self) -> Classifier:
        folder = self._folder()
        classifier = Classifier.open(folder, cores=self._cores)
        classifier.learnt = self._job.learnt
        return classifier

    @cached_property
    def _decoders(self) -> Decoders:
        with contextlib.suppress(OSError):  # not every machine has it, nor needs it
            os.chdir(self._job.home)
        decoders = Decoders(most=self._cores)
        decoders.limits = self._job.limits
        return decoders

    def _folder(self) -> ModelFolder:
        """The model as it came here, held against its digest."""
        folder = self._model
        if not isinstance(folder, ModelFolder):
            import ray

            folder = ray.get(folder)
        assert isinstance(folder, ModelFolder)
        if not twin_is_published(folder):
            raise ModelFolderError(
                "model_damaged",
                f"{TWIN_PATH.name} of {folder.path} did not reach this machine as it was sent; "
                "start the run again.",
            )
        return folder

    def _check_version(self) -> None:
        if self._job.version != __version__:
            raise SetupError(
                "other_version",
                f"A machine of the cluster has Shelfwise {__version__} and this one has "
                f"{self._job.version}; install the same everywhere.",
            )


def look_back(job: Job, part: Part) -> Counter[str] | None:
    """Read a part: what it comes to, None while it is not there with all its pictures.

    Errors as of ``storage.read``.
    """
    place = job.place(part)
    if not storage.is_file(place):
        return None
    try:
        look = look_at(job.format, storage.read(place))
    except (ValueError, KeyError):
        return None
    return look.counts if look.digest == part.digest else None
