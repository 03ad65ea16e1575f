"""The flows without a window: a list, a pump that is drained by hand, and fakes around them."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.answers import Row, Verdict
from app.ui.flows.classifying import Classifying
from app.ui.state.lists import Lists
from app.ui.state.screen import Screen
from app.ui.threads.messages import Answered, ItemId
from app.ui.threads.pump import Pump
from app.ui.threads.worker import Task
from tests.support.fixtures import contract as contract
from tests.support.fixtures import decoders as decoders
from tests.support.fixtures import make_version as make_version


class Told:
    """What a person was told; the last is what stands there now."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.actions: dict[str, object] = {}
        self.errors: list[BaseException] = []

    def say(self, sentence: str, tone: str = "note", *actions: tuple[str, object]) -> None:
        self.sentences.append(sentence)
        self.actions = dict(actions)

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


class FakeWorker:
    """Keeps what it is given; ``answer`` answers in the worker's place."""

    def __init__(self, pump: Pump) -> None:
        self._pump = pump
        self.queued: list[Task] = []
        self.urgent: list[Task] = []
        self.hurried: list[ItemId] = []
        self.locations: list[Path] = []

    def enqueue(self, tasks: Sequence[Task], *, urgent: bool = False) -> None:
        (self.urgent if urgent else self.queued).extend(tasks)

    def hurry(self, item: ItemId) -> None:
        self.hurried.append(item)

    def cancel(self) -> None:
        self.queued.clear()
        self.urgent.clear()

    def load_model(self, location: Path) -> None:
        self.locations.append(location)

    def answer(self, task: Task, label: str = "bags", confidence: float = 0.9) -> None:
        row = row_of(task.path, label, confidence)
        self._pump.post(Answered(task.item, row._replace(mark=task.mark), None, task.mark))


def row_of(path: Path, label: str = "bags", confidence: float = 0.9) -> Row:
    return Row(path, Verdict.SURE, label, (confidence, 1 - confidence), 0.1)


def drain(pump: Pump) -> None:
    """Deliver all that waits: each call hands on what it can in a few milliseconds."""
    while pump.drain():
        pass


def settle(pump: Pump) -> None:
    """Deliver all that waits, and what comes of the tasks that it begins."""
    drain(pump)
    for thread in threading.enumerate():
        if thread.name.startswith("task-"):
            thread.join(20)
    drain(pump)


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def lists() -> Lists:
    return Lists()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def worker(pump) -> FakeWorker:
    return FakeWorker(pump)


@pytest.fixture
def changes() -> list[None]:
    """Grows by one whenever a flow says that something changed."""
    return []


@pytest.fixture
def model() -> SimpleNamespace:
    """What is asked of the model in use."""
    kinds = [SimpleNamespace(name=name, display_name=name.title()) for name in ("bags", "pens")]
    contract = SimpleNamespace(
        classes=kinds,
        class_names=("bags", "pens"),
        display_name=str.title,
        names_by_display_name={"Bags": "bags", "Pens": "pens"},
        written_names={"bags": "bags", "pens": "pens"},
        version=1,
        created="2026-01-01",
    )
    folder = SimpleNamespace(contract=contract)
    return SimpleNamespace(contract=contract, sure=0.8, everything=False, folder=folder)


@pytest.fixture
def classifying(lists, worker, pump, screen, told, changes) -> Iterator[Classifying]:
    classifying = Classifying(lists, worker, pump, screen, told, lambda: changes.append(None))
    yield classifying
    classifying.importer.cancel()
