"""Many pictures: decode ahead, classify in order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TypeVar

from app.core.answers import Classified, Failed, Outcome
from app.core.errors import PictureError, ShelfwiseError
from app.core.models.classifier import Classifier
from app.core.models.contract import Contract
from app.core.pictures import images
from app.core.pictures.pool import Decoders

_FEW = 12  # up to so many pictures, a second lane would cost more to make than it saves

K = TypeVar("K")


def classify_all(
    classifier: Classifier,
    found: Iterable[Path | Failed],
    decoders: Decoders,
    cancel: Event | None = None,
) -> Iterator[Outcome]:
    """Classify pictures: one outcome for every item of ``found``, in its order, until ``cancel``.

    Pictures are decoded ahead. Once there are many, as many are classified at a time as the
    classifier can.
    """
    keyed = ((None, item) for item in found)
    for _, outcome in classify_keyed(classifier, keyed, decoders, cancel):
        yield outcome


def classify_keyed(
    classifier: Classifier,
    found: Iterable[tuple[K, Path | Failed]],
    decoders: Decoders,
    cancel: Event | None = None,
) -> Iterator[tuple[K, Outcome]]:
    """As ``classify_all``; each outcome comes with the key of what it is the outcome of."""
    items = iter(found)
    yield from _classify(classifier, islice(items, _FEW), decoders, cancel, lanes=1)
    yield from _classify(classifier, items, decoders, cancel, lanes=classifier.lanes)


def _classify(
    classifier: Classifier,
    items: Iterator[tuple[K, Path | Failed]],
    decoders: Decoders,
    cancel: Event | None,
    *,
    lanes: int,
) -> Iterator[tuple[K, Outcome]]:
    decoding = ThreadPoolExecutor(decoders.most, thread_name_prefix="decode")
    answering = ThreadPoolExecutor(lanes, thread_name_prefix="answer")
    waiting: deque[tuple[K, Failed] | Future[tuple[K, Outcome]]] = deque()
    try:
        while not (cancel and cancel.is_set()):
            for key, item in islice(items, decoders.most + 2 * lanes - len(waiting)):
                if isinstance(item, Failed):
                    waiting.append((key, item))
                    continue
                decoded = decoding.submit(_decode, classifier.contract, item, decoders)
                waiting.append(answering.submit(_finish, classifier, key, item, decoded))
            if not waiting:
                return
            first = waiting.popleft()
            yield first.result() if isinstance(first, Future) else first
    finally:
        decoding.shutdown(wait=False, cancel_futures=True)
        answering.shutdown(wait=False, cancel_futures=True)


def _decode(contract: Contract, path: Path, decoders: Decoders) -> tuple[images.Pixels, float]:
    start = time.perf_counter()
    pixels = decoders.fitted(path, contract.input_spec)
    return pixels, time.perf_counter() - start


def _finish(
    classifier: Classifier, key: K, path: Path, decoded: Future[tuple[images.Pixels, float]]
) -> tuple[K, Outcome]:
    return key, _outcome(classifier, path, decoded)


def _outcome(
    classifier: Classifier, path: Path, decoded: Future[tuple[images.Pixels, float]]
) -> Outcome:
    try:
        pixels, decoding_seconds = decoded.result()
        start = time.perf_counter()
        prediction = classifier.classify(pixels)
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
