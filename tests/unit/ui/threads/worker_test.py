"""The thread that owns the model answers for every picture once, whatever happens meanwhile."""

import time
from pathlib import Path
from queue import Queue
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from app.core.errors import ModelFolderError, PictureError
from app.core.models import classifier as classifiers
from app.core.models import folder as model_folder
from app.core.models.classifier import Prediction, Verdict
from app.ui.threads.messages import Answered, ModelReady, ModelRefused
from app.ui.threads.worker import Task, Worker

GOOD, BAD = Path("/models/good"), Path("/models/bad")
PREDICTION = Prediction(Verdict.SURE, "bags", {"bags": 1.0}, 1.0, np.zeros((1, 1, 1), np.float32))


class Model:
    """Answers at once, or waits for ``gate``."""

    lanes = 2

    def __init__(self) -> None:
        self.gate = Event()
        self.gate.set()
        self.seen: list[str] = []
        self.sure = 0.0
        self.contract = SimpleNamespace(
            thresholds=SimpleNamespace(sure=0.5), height=1, width=1, fitting=None
        )

    def classify(self, name: str) -> Prediction:
        self.gate.wait(10)
        self.seen.append(name)
        return PREDICTION


class Decoders:
    """Takes a picture's name for its pixels."""

    most = 2

    def fitted(self, path: Path, *size: object) -> str:
        if path.name == "bad.jpg":
            raise PictureError("damaged", f"{path.name} is damaged.")
        return path.name


@pytest.fixture
def model(monkeypatch) -> Model:
    model = Model()

    def open_current(location: Path):
        if location == BAD:
            raise ModelFolderError("model_damaged", "The model is damaged.")
        return SimpleNamespace(path=location, contract=model.contract), []

    def opened(cls: type, folder: object, *, eager: bool) -> Model:
        assert eager  # or the window stands still when a batch begins
        return model

    monkeypatch.setattr(model_folder, "open_current", open_current)
    monkeypatch.setattr(classifiers.Classifier, "open", classmethod(opened))
    return model


@pytest.fixture
def posted() -> Queue:
    return Queue()


@pytest.fixture
def worker(posted):
    worker = Worker(posted.put, Decoders())
    worker.start()
    yield worker
    worker.close()


def tasks(*names: str) -> list[Task]:
    paths = [Path("/shop") / name for name in names]
    return [Task(number, path, path) for number, path in enumerate(paths, start=1)]


def next_of(posted: Queue, kind: type):
    message = posted.get(timeout=10)
    assert isinstance(message, kind)
    return message


def test_pictures_wait_for_the_model(worker, model, posted):
    worker.enqueue(tasks("a.jpg", "bad.jpg"))
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    first, second = next_of(posted, Answered), next_of(posted, Answered)
    assert (first.item, first.row.label, first.prediction) == (1, "bags", PREDICTION)
    assert (second.item, second.row.error, second.prediction) == (
        2,
        ("damaged", "bad.jpg is damaged."),
        None,
    )


def test_a_copy_is_read_and_the_file_is_named(worker, model, posted):
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    worker.enqueue([Task(1, Path("/shop/a.jpg"), Path("/cache/copy.jpg"))])
    assert next_of(posted, Answered).row.path == Path("/shop/a.jpg")
    assert model.seen == ["copy.jpg"]


def test_one_picture_goes_before_a_batch(worker, model, posted):
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    model.gate.clear()
    worker.enqueue(tasks(*(f"{number}.jpg" for number in range(40))))
    worker.enqueue([Task(99, Path("/shop/now.jpg"), Path("/shop/now.jpg"))], urgent=True)
    model.gate.set()
    answers = [next_of(posted, Answered) for _ in range(41)]
    assert 99 in {answer.item for answer in answers[:3]}
    assert sorted(answer.item for answer in answers) == [*range(1, 41), 99]


def test_a_picture_that_somebody_opens_does_not_wait_its_turn(worker, model, posted):
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    model.gate.clear()
    worker.enqueue(tasks(*(f"{number}.jpg" for number in range(40))))
    worker.hurry(40)
    model.gate.set()
    answers = [next_of(posted, Answered).item for _ in range(40)]
    assert answers.index(40) < 12
    assert sorted(answers) == list(range(1, 41))


def test_what_is_queued_right_after_a_cancel_is_answered(worker, model, posted):
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    for _ in range(5):
        model.gate.clear()
        worker.enqueue(tasks(*(f"{number}.jpg" for number in range(20))))
        time.sleep(0.02)
        worker.cancel()
        worker.enqueue([Task(77, Path("/shop/a.jpg"), Path("/shop/a.jpg"))])
        worker.enqueue([Task(78, Path("/shop/b.jpg"), Path("/shop/b.jpg"))], urgent=True)
        model.gate.set()
        answered = set()
        while not {77, 78} <= answered:
            answered.add(next_of(posted, Answered).item)
        assert len(answered) < 12, "the cancelled pictures were classified after all"


def test_a_refused_model_leaves_the_one_in_use(worker, model, posted):
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    worker.load_model(BAD)
    assert next_of(posted, ModelRefused).error.message == "The model is damaged."
    worker.enqueue(tasks("a.jpg"))
    assert next_of(posted, Answered).row.label == "bags"
