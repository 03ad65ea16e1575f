"""The one thread that owns the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from app.core.answers import Classified, Marked, Outcome, Region, row_from
from app.core.errors import ModelFolderError, ShelfwiseError
from app.ui.threads.messages import Answered, ItemId, Message, ModelReady, ModelRefused
from app.ui.threads.priority import give_way

if TYPE_CHECKING:
    from app.core.models.classifier import Classifier
    from app.core.pictures.pool import Decoders


@dataclass(frozen=True)
class Task:
    """A picture to classify.

    Attributes:
        path: what people know it by.
        source: the file to read.
        mark: what of it a person wants to be judged; ``Marked.part``.
    """

    item: ItemId
    path: Path
    source: Path
    mark: Region | None = None

    @property
    def wanted(self) -> Path | Marked:
        """What is to be read."""
        return self.source if self.mark is None else Marked(self.source, self.mark)


class Worker:
    """Loads the model, classifies what is queued, and posts what comes of it.

    Args:
        decoders: that read the pictures.

    All methods may be called from any thread and return at once. Pictures queued before the model
    is ready wait for it.
    """

    def __init__(self, post: Callable[[Message], None], decoders: Decoders) -> None:
        self._post = post
        self._decoders = decoders
        self._wake = Condition()
        self._urgent: deque[Task] = deque()
        self._waiting: deque[Task] = deque()
        self._location: Path | None = None
        self._cancel = Event()
        self._closed = False
        self._classifier: Classifier | None = None
        self._thread = Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def load_model(self, location: Path) -> None:
        """Open the model of a version folder or collection, and use it if it answers."""
        with self._wake:
            self._location = location
            self._wake.notify()

    def enqueue(self, tasks: Sequence[Task], *, urgent: bool = False) -> None:
        """Classify these after what waits already, or (``urgent``) before it."""
        with self._wake:
            (self._urgent if urgent else self._waiting).extend(tasks)
            self._wake.notify()

    def hurry(self, item: ItemId) -> None:
        """Classify this one next, if it is still waiting: somebody looks at it."""
        with self._wake:
            task = next((task for task in self._waiting if task.item == item), None)
            if task is not None:
                self._waiting.remove(task)
                self._urgent.append(task)

    def cancel(self) -> None:
        """Forget everything queued; a picture in the engine is still answered for."""
        with self._wake:
            self._urgent.clear()
            self._waiting.clear()
            self._cancel.set()

    def close(self) -> None:
        """Let the thread end after the picture it is at."""
        with self._wake:
            self._closed = True
            self._cancel.set()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._something_to_do)
                if self._closed:
                    return
                location, self._location = self._location, None
                self._cancel = Event()
            if location is not None:
                self._open(location)
            elif self._classifier is not None:
                self._classify(self._classifier)

    def _something_to_do(self) -> bool:
        queued = self._classifier is not None and (self._urgent or self._waiting)
        return bool(self._closed or self._location is not None or queued)

    def _open(self, location: Path) -> None:
        from app.core.models.classifier import Classifier
        from app.core.models.in_use import open_in_use

        in_use = self._classifier
        try:
            folder, passed_over = open_in_use(location)
            if in_use is not None and in_use.folder == folder:
                classifier = in_use  # it was told of more than once, as after a training
            else:
                # Eager, so that the window never waits for an interpreter while a batch runs.
                classifier = Classifier.open(folder, eager=True)
        except ShelfwiseError as error:
            self._post(ModelRefused(error))
        except Exception as error:  # whatever it is, the window must hear of it
            self._post(
                ModelRefused(
                    ModelFolderError(
                        "model_damaged",
                        f"The model in {location} could not be opened "
                        f"({type(error).__name__}: {error}); choose another model.",
                    )
                )
            )
        else:
            self._classifier = classifier
            self._post(ModelReady(folder, tuple(passed_over)))

    def _classify(self, classifier: Classifier) -> None:
        from app.core.batch import classify_keyed

        cancel = self._cancel
        self._answer_urgent(classifier)
        if len(self._waiting) > 1:
            give_way()  # only now: the first answer should not wait for anybody
        found = self._draw(cancel)
        for task, outcome in classify_keyed(classifier, found, self._decoders, cancel):
            self._answer(task, outcome)
            self._answer_urgent(classifier)

    def _draw(self, cancel: Event) -> Iterator[tuple[Task, Path | Marked]]:
        """The tasks that wait, each with the file to read, until none does.

        Once this run is cancelled nothing more is drawn: what is queued then is for the next run.
        """
        while (task := self._next(self._waiting, cancel)) is not None:
            yield task, task.wanted

    def _answer_urgent(self, classifier: Classifier) -> None:
        from app.core.batch import classify_all

        while (task := self._next(self._urgent)) is not None:
            for outcome in classify_all(classifier, [task.wanted], self._decoders):
                self._answer(task, outcome)

    def _next(self, tasks: deque[Task], cancel: Event | None = None) -> Task | None:
        with self._wake:
            stopped = self._closed or self._location is not None or (cancel and cancel.is_set())
            if stopped or not tasks:
                return None
            return tasks.popleft()

    def _answer(self, task: Task, outcome: Outcome) -> None:
        row = row_from(outcome)._replace(path=task.path, mark=task.mark)
        prediction = outcome.prediction if isinstance(outcome, Classified) else None
        self._post(Answered(task.item, row, prediction, task.mark))
