"""Garbage is collected on the Tk thread and on no other, and what stays is walked over once."""

import gc
import threading
from collections.abc import Iterator

import pytest

from app.ui.threads.garbage import Collector


class Tangled:
    """Garbage that only the collector finds; notes on which thread it went."""

    def __init__(self, went_on: list[str]) -> None:
        self.itself = self
        self.went_on = went_on

    def __del__(self) -> None:
        self.went_on.append(threading.current_thread().name)


def litter() -> None:
    """More garbage than automatic collection lets pass."""
    for _ in range(100_000):
        tangled: list[object] = []
        tangled.append(tangled)


@pytest.fixture
def collector(window) -> Iterator[Collector]:
    collector = Collector()
    collector.start(window.root)
    yield collector
    collector.stop()
    gc.unfreeze()


def test_another_thread_collects_nothing(window, collector):
    went_on: list[str] = []
    Tangled(went_on)
    thread = threading.Thread(target=litter, name="another")
    thread.start()
    thread.join()
    assert went_on == []
    litter()
    collector.collect()
    assert went_on == [threading.main_thread().name]


def test_it_goes_on_by_itself_until_it_is_stopped(window, collector):
    went_on: list[str] = []
    Tangled(went_on)
    litter()
    gone = threading.Event()
    window.root.after(120, gone.set)
    while not gone.is_set():
        window.root.update()
    assert went_on == [threading.main_thread().name]


def test_what_survived_is_set_aside_until_another_list_comes(collector):
    went_on: list[str] = []
    kept = [Tangled(went_on)]
    collector.renew()
    collector.collect()
    kept.clear()
    gc.collect()
    assert went_on == [], "it was walked over again"
    collector.renew()
    collector.collect()
    assert len(went_on) == 1


def test_where_much_comes_little_is_walked_over_at_once(collector, monkeypatch):
    walked: list[int] = []
    collect = gc.collect

    def counted(generation: int = 2) -> int:
        if generation == 2:
            walked.append(sum(map(len, (gc.get_objects(each) for each in range(3)))))
        return collect(generation)

    monkeypatch.setattr(gc, "collect", counted)
    kept = []
    for _ in range(40):  # as often as a person's list of 100,000 takes in pictures
        kept += [[number] for number in range(5000)]
        collector.collect()
    assert len(walked) > 4
    assert max(walked) < 50_000
