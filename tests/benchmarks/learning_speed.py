"""How long a decision in a list of 10,000 takes to change the others: ``make bench``.

The list, the learning and its thread are the program's own, and garbage is collected as in the
program; only nothing is drawn. Features and answers are made up: three kinds of pictures, two
fifths of them answered wrongly.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.core.machine import compute_in_one_thread

compute_in_one_thread()

import numpy as np  # noqa: E402  (after the number of its threads is told)

from app.core.answers import Evidence, Prediction, Row, Verdict  # noqa: E402
from app.ui.flows.learning import Learning  # noqa: E402
from app.ui.state.item import Item  # noqa: E402
from app.ui.state.lists import Lists  # noqa: E402
from app.ui.threads.garbage import Collector  # noqa: E402
from app.ui.threads.messages import Answered, FoundItem  # noqa: E402
from app.ui.threads.pump import Pump  # noqa: E402
from tests.benchmarks.figures import Figure, tell  # noqa: E402

PICTURES, ROUNDS, FIRST_LABELS = 10_000, 7, (12, 75, 400)
STALL_LIMIT_MS, SHOWN_LIMIT_MS = 50, 300
_NAMES = ("stationary", "accessories", "fashion")
_FEATURES = 2048
_BUSY, _IDLE = 0.005, 0.025  # seconds between two turns, as the window's


@dataclass
class Turns:
    """What the Tk thread would do: turns of the pump, and how long each works."""

    pump: Pump
    collector: Collector = field(default_factory=Collector)
    worked: list[float] = field(default_factory=list)
    changed: float = 0.0

    def until_changed(self) -> None:
        """Take turns until the list is another one."""
        self.changed = 0.0
        while not self.changed:
            start = time.thread_time()
            busy = self.pump.drain()
            self.collector.collect()
            self.worked.append(time.thread_time() - start)
            time.sleep(_BUSY if busy else _IDLE)


def fill(lists: Lists, pump: Pump) -> tuple[list[Item], list[str]]:
    """Put answered pictures into the list; returns them, and what each really is."""
    random = np.random.default_rng(0)
    centers = random.random((3, _FEATURES), np.float32)
    lists.judge(0.8)
    items = lists.add([FoundItem(Path(f"/shop/{number}.jpg")) for number in range(PICTURES)])
    kinds = random.integers(0, 3, PICTURES)
    for item, kind in zip(items, kinds, strict=True):
        features = 0.6 * (centers[kind] + random.random(_FEATURES, np.float32))
        said = int(kind if random.random() < 0.6 else (kind + 1) % 3)
        probabilities = tuple(0.7 if number == said else 0.15 for number in range(3))
        logarithms = tuple(float(np.log(each)) for each in probabilities)
        evidence = Evidence(features.astype(np.float16), logarithms, float(random.normal()))
        verdict = Verdict.SURE if evidence.margin >= 0 else Verdict.NOT_ONE_OF_THESE
        shares = dict(zip(_NAMES, probabilities, strict=True))
        answer = Prediction(
            verdict, _NAMES[said], shares, 1.0, np.zeros((1, 1, 3), np.float32), evidence=evidence
        )
        pump.post(
            Answered(item.id, Row(item.path, verdict, _NAMES[said], probabilities, 0.1), answer)
        )
    while pump.drain():
        pass
    return items, [_NAMES[kind] for kind in kinds]


def measure() -> list[Figure]:
    """Decide about one picture more, again and again, with few labels and with many."""
    lists, pump = Lists(), Pump()
    turns = Turns(pump)

    def changed() -> None:
        turns.changed = time.perf_counter()

    pump.on(Answered, lists.record)
    preferences = SimpleNamespace(now=SimpleNamespace(learning=True))
    tells = SimpleNamespace(fail=lambda error: print(error, flush=True))
    learning = Learning(lists, cast(Any, preferences), pump, cast(Any, tells), changed)
    contract = SimpleNamespace(class_names=_NAMES)
    learning.use_model(cast(Any, SimpleNamespace(identity="0" * 64, contract=contract)))
    items, truth = fill(lists, pump)
    gc.disable()
    gc.freeze()
    figures, next_one = [], 0

    def decide(count: int) -> None:
        nonlocal next_one
        chosen = range(next_one, next_one + count)
        next_one += count
        decided = [lists.session.decide([items[number]], truth[number])[0] for number in chosen]
        learning.follow(decided)

    for labels in FIRST_LABELS:
        decide(labels - next_one)
        _settle(turns, learning, labels)
        shown, worked = [], []
        for _ in range(ROUNDS):
            turns.worked.clear()
            start = time.perf_counter()
            decide(1)
            _settle(turns, learning, next_one)
            shown.append((turns.changed - start) * 1000)
            worked.append(max(turns.worked) * 1000)
        note = f"after {labels} decisions"
        figures += [
            Figure(
                "until the list is judged anew",
                tuple(shown),
                "ms",
                f"<= {SHOWN_LIMIT_MS}",
                note,
            ),
            Figure(
                "longest work of the Tk thread in it",
                tuple(worked),
                "ms",
                f"<= {STALL_LIMIT_MS}",
                note,
            ),
        ]
    learning.stop()
    return figures


def _settle(turns: Turns, learning: Learning, labels: int) -> None:
    """Wait for the list that was judged by so many labels: told first learnt, then judged."""
    while learning.labels != labels:
        turns.until_changed()
    turns.until_changed()


def main() -> int:
    """Tell the figures; 1 when one is over its limit."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        return tell("learning_speed", measure())


if __name__ == "__main__":
    raise SystemExit(main())
