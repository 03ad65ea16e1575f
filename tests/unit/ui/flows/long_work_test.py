"""Only who is in another program is told that work is over, and only if it was long."""

from types import SimpleNamespace

import pytest

from app.ui.flows import long_work
from app.ui.flows.long_work import LongWork
from tests.unit.ui.flows.conftest import settle


@pytest.fixture
def state(monkeypatch) -> SimpleNamespace:
    state = SimpleNamespace(now=0.0, running=False, focus=False, words="5,100 pictures done.")
    monkeypatch.setattr(long_work.time, "monotonic", lambda: state.now)
    return state


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def work(pump, state, shown) -> LongWork:
    return LongWork(
        pump, lambda: state.running, lambda: state.words, lambda: state.focus, shown.append
    )


@pytest.mark.parametrize(
    ("seconds", "focus", "words", "told"),
    [
        (11, False, "5,100 pictures done.", True),
        (9, False, "5,100 pictures done.", False),
        (11, True, "5,100 pictures done.", False),
        (11, False, "", False),
    ],
)
def test_who_is_told(work, state, shown, pump, monkeypatch, seconds, focus, words, told):
    work.follow()
    state.now, state.running = 1000.0, True
    work.follow()
    state.now += seconds
    work.follow()
    assert shown == [], "it is still under way"
    state.running, state.focus, state.words = False, focus, words
    work.follow()
    work.follow()
    monkeypatch.undo()
    settle(pump)
    assert shown == ([words] if told else [])
