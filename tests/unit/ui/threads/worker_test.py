"""The thread that owns the model answers for every picture once, whatever happens meanwhile."""

import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from app.core import batch
from app.core.answers import Prediction, Verdict
from app.core.errors import ModelFolderError, PictureError
from app.core.models import classifier as classifiers
from app.core.models import in_use as model_in_use
from app.ui.threads.messages import Answered, ModelReady, ModelRefused
from app.ui.threads.worker import Task, Worker

GOOD, BAD, OTHER = Path("/models/good"), Path("/models/bad"), Path("/models/other")
PREDICTION = Prediction(Verdict.SURE, "bags", {"bags": 1.0}, 1.0, np.zeros((1, 1, 1), np.float32))


class Model:
    """Answers at once, or waits for ``gate``."""

    lanes = 2

    def __init__(self) -> None:
        self.gate = Event()
        self.gate.set()
        self.asked = Event()
        self.folder: object = None
        self.opened = 0
        self.seen: list[str] = []
        self.contract = SimpleNamespace(thresholds=SimpleNamespace(sure=0.5), input_spec=None)

    def classify(self, name: str, *, part: bool = False) -> Prediction:
        self.asked.set()
        self.gate.wait(10)
        self.seen.append(name)
        return PREDICTION


class Decoders:
    """Takes a picture's name for its pixels."""

    most = 2

    def to_judge(self, path: Path, *size: object) -> tuple[str, None, tuple[()]]:
        if path.name == "bad.jpg":
            raise PictureError("damaged", f"{path.name} is damaged.")
        return path.name, None, ()


@pytest.fixture
def model(monkeypatch) -> Model:
    model = Model()

    def open_in_use(location: Path):
        if location == BAD:
            raise ModelFolderError("model_damaged", "The model is damaged.")
        return SimpleNamespace(path=location, contract=model.contract), []

    def opened(cls: type, folder: object, *, eager: bool) -> Model:
        assert eager  # or the window stands still when a batch begins
        model.folder, model.opened = folder, model.opened + 1
        return model

    monkeypatch.setattr(model_in_use, "open_in_use", open_in_use)
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


def test_each_picture_gets_its_own_answer_in_whatever_order_they_come(
    worker, model, posted, monkeypatch
):
    """Two lanes end in no fixed order: an answer is known by its key, not by its turn."""
    in_order = batch.classify_keyed

    def scrambled(*args: object) -> Iterator[object]:
        outcomes = list(in_order(*args))
        yield from reversed(outcomes)

    monkeypatch.setattr(batch, "classify_keyed", scrambled)
    monkeypatch.setattr(model, "classify", lambda name, **_: prediction_of(name))
    worker.enqueue(tasks(*(f"{number}.jpg" for number in range(1, 21))))
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    answers = [next_of(posted, Answered) for _ in range(20)]
    assert {answer.item: answer.row.label for answer in answers} == {
        number: f"{number}.jpg" for number in range(1, 21)
    }
    assert all(answer.row.path.name == answer.row.label for answer in answers)


def prediction_of(name: str) -> Prediction:
    """An answer that tells whose it is."""
    return Prediction(Verdict.SURE, name, {name: 1.0}, 1.0, np.zeros((1, 1, 1), np.float32))


def test_a_hurried_picture_is_classified_once(worker, model, posted):
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    worker.enqueue(tasks("a.jpg", "b.jpg", "c.jpg"))
    model.gate.clear()
    worker.enqueue([Task(number, Path(f"/{number}"), Path(f"/{number}")) for number in (8, 9)])
    worker.hurry(9)
    worker.hurry(9)
    model.gate.set()
    answered = [next_of(posted, Answered).item for _ in range(5)]
    assert sorted(answered) == [1, 2, 3, 8, 9]
    worker.enqueue([Task(10, Path("/10"), Path("/10"))])
    assert next_of(posted, Answered).item == 10, "something was classified twice"


def test_a_run_that_is_cancelled_draws_nothing_more(worker, model, posted):
    """What waits at that moment is for the run after it, from its first picture on."""
    worker.load_model(GOOD)
    next_of(posted, ModelReady)
    model.gate.clear()
    worker.enqueue(tasks(*(f"{number}.jpg" for number in range(30))))
    assert model.asked.wait(10)
    drawing = worker._cancel
    worker.cancel()
    worker.enqueue([Task(77, Path("/shop/a.jpg"), Path("/shop/a.jpg"))])
    assert drawing.is_set()
    assert list(worker._draw(drawing)) == []
    model.gate.set()
    while next_of(posted, Answered).item != 77:
        pass


def test_a_model_that_is_told_of_twice_is_loaded_once(worker, model, posted):
    """After a training the window asks for the new model, and so does whoever watches its place."""
    for _ in range(2):
        worker.load_model(GOOD)
        next_of(posted, ModelReady)
    assert model.opened == 1
    worker.load_model(OTHER)
    next_of(posted, ModelReady)
    assert model.opened == 2
