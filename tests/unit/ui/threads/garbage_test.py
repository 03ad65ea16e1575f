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
