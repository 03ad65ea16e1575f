"""Many pictures: decode ahead, classify in order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TypeAlias, TypeVar

from app.core.answers import Classified, Failed, Marked, Outcome, Region, RegionChoice
from app.core.errors import PictureError, ShelfwiseError
from app.core.models.classifier import Classifier
from app.core.pictures.images import InputSpec, Pixels
from app.core.pictures.pool import Decoders

_FEW = 12  # up to so many pictures, a second lane would cost more to make than it saves

K = TypeVar("K")
_Read: TypeAlias = tuple[Pixels, Region | None, tuple[Region, ...], float]
"""What is judged, where it lies, what was found, and the seconds that it took."""


def classify_all(
    classifier: Classifier,
    found: Iterable[Path | Marked | Failed],
    decoders: Decoders,
    cancel: Event | None = None,
    *,
    region: RegionChoice = RegionChoice.AUTO,
) -> Iterator[Outcome]:
    """Classify pictures: one outcome for every item of ``found``, in its order, until ``cancel``.

    Args:
        region: what of every picture is judged in which nothing is marked.

    Pictures are decoded ahead. Once there are many, as many are classified at a time as the
    classifier can.
    """
    keyed = ((None, item) for item in found)
    for _, outcome in classify_keyed(classifier, keyed, decoders, cancel, region=region):
        yield outcome


def classify_keyed(
    classifier: Classifier,
    found: Iterable[tuple[K, Path | Marked | Failed]],
    decoders: Decoders,
    cancel: Event | None = None,
    *,
    region: RegionChoice = RegionChoice.AUTO,
) -> Iterator[tuple[K, Outcome]]:
    """As ``classify_all``; each outcome comes with the key of what it is the outcome of."""
    items = iter(found)
    read = partial(_decode, classifier.contract.input_spec, decoders, region)
    few = islice(items, _FEW)
    yield from _classify(classifier, few, read, decoders.most, cancel, lanes=1)
    yield from _classify(classifier, items, read, decoders.most, cancel, lanes=classifier.lanes)


def _classify(
    classifier: Classifier,
    items: Iterator[tuple[K, Path | Marked | Failed]],
    read: Callable[[Path | Marked], _Read],
    most: int,
    cancel: Event | None,
    *,
    lanes: int,
) -> Iterator[tuple[K, Outcome]]:
    decoding = ThreadPoolExecutor(most, thread_name_prefix="decode")
    answering = ThreadPoolExecutor(lanes, thread_name_prefix="answer")
    waiting: deque[tuple[K, Failed] | Future[tuple[K, Outcome]]] = deque()
    try:
        while not (cancel and cancel.is_set()):
            for key, item in islice(items, most + 2 * lanes - len(waiting)):
                if isinstance(item, Failed):
                    waiting.append((key, item))
                    continue
                decoded = decoding.submit(read, item)
                path = item.path if isinstance(item, Marked) else item
                waiting.append(answering.submit(_finish, classifier, key, path, decoded))
            if not waiting:
                return
            first = waiting.popleft()
            yield first.result() if isinstance(first, Future) else first
    finally:
        decoding.shutdown(wait=False, cancel_futures=True)
        answering.shutdown(wait=False, cancel_futures=True)


def _decode(
    spec: InputSpec, decoders: Decoders, region: RegionChoice, item: Path | Marked
) -> _Read:
    start = time.perf_counter()
    path, part = (item.path, item.part) if isinstance(item, Marked) else (item, None)
    pixels, judged, found = decoders.to_judge(path, spec, region, part)
    return pixels, judged, found, time.perf_counter() - start


def _finish(
    classifier: Classifier, key: K, path: Path, decoded: Future[_Read]
) -> tuple[K, Outcome]:
    return key, _outcome(classifier, path, decoded)


def _outcome(classifier: Classifier, path: Path, decoded: Future[_Read]) -> Outcome:
    try:
        pixels, region, found, decoding_seconds = decoded.result()
        start = time.perf_counter()
        prediction = replace(
            classifier.classify(pixels, part=region is not None), region=region, found=found
        )
        return Classified(path, prediction, decoding_seconds + time.perf_counter() - start)
    except ShelfwiseError as error:
        return Failed(path, error)
    except Exception as error:  # one picture must never take the batch with it
        return Failed(
            path,
            PictureError(
                "unexpected",
                f"{path.name} could not be classified ({type(error).__name__}: {error}).",
            ),
        )
