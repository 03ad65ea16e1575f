"""Learning at once: what is undecided is judged anew, after a restart too, and can be had back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from app.core.answers import Evidence, Prediction, Region, Row, Verdict
from app.ui.flows.learning import Learning
from app.ui.state.session import Session
from app.ui.threads.messages import Answered, FoundItem
from tests.unit.ui.flows.conftest import drain

NAMES = ("bags", "pens")


def evidence(kind: str, number: int) -> Evidence:
    """A model that takes half of the pens for bags, and refuses the crayons."""
    features = np.random.default_rng(number).random(12) * 0.2
    features[{"bag": 0, "pen": 1, "crayon": 2}[kind]] += 2
    bags = 0.9 if kind == "bag" or number % 2 else 0.2
    return Evidence(
        features.astype(np.float16),
        (float(np.log(bags)), float(np.log(1 - bags))),
        -0.5 if kind == "crayon" else 2.0,
    )


def published(path: Path, given: Evidence) -> Row:
    probabilities = tuple(float(np.exp(number)) for number in given.log_probabilities)
    verdict = Verdict.SURE if given.margin >= 0 else Verdict.NOT_ONE_OF_THESE
    return Row(path, verdict, NAMES[int(np.argmax(probabilities))], probabilities, 0.1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def preferences() -> SimpleNamespace:
    kept = SimpleNamespace(now=SimpleNamespace(learning=True))
    kept.remember = lambda **changes: kept.now.__dict__.update(changes)
    return kept


@pytest.fixture
def make(home, lists, preferences, pump, told, changes) -> Iterator[Callable[[], Learning]]:
    made: list[Learning] = []

    def make() -> Learning:
        learning = Learning(lists, preferences, pump, told, lambda: changes.append(None))
        contract = SimpleNamespace(class_names=NAMES)
        learning.use_model(SimpleNamespace(identity="a" * 64, contract=contract))
        made.append(learning)
        return learning

    yield make
    for learning in made:
        learning.stop()


@pytest.fixture
def shop(home: Path, lists) -> dict[str, tuple[Path, Evidence]]:
    """Twelve pictures of each kind, on disk."""
    found = {}
    for kind in ("bag", "pen", "crayon"):
        for number in range(12):
            path = home / f"{kind}{number}.jpg"
            path.write_bytes(path.name.encode())
            found[path.name] = (path, evidence(kind, number))
    return found


def answer_all(lists, pump, shop) -> None:
    """Let the worker's answers come for all of them."""
    items = lists.add([FoundItem(path) for path, _ in shop.values()])
    for item, (path, given) in zip(items, shop.values(), strict=True):
        row = published(path, given)
        shares = dict(zip(NAMES, row.probabilities, strict=True))
        prediction = Prediction(
            row.verdict, row.label, shares, 1.0, np.zeros((1, 1, 2)), evidence=given
        )
        lists.record(Answered(item.id, row, prediction))
    pump.post(SimpleNamespace())
    drain(pump)


def by_name(lists) -> dict[str, Row]:
    return {item.path.name: item.row for item in lists.session}


def decide(learning, lists, labels: dict[str, str | None]) -> None:
    """Decide, and let no message through."""
    items = [item for item in lists.session if item.path.name in labels]
    for item in items:
        lists.session.decide([item], labels[item.path.name])
    learning.follow(items)


def teach(learning, lists, pump, labels: dict[str, str | None]) -> None:
    decide(learning, lists, labels)
    settle(learning, pump)


def settle(learning, pump) -> None:
    """Wait until nothing is learnt or judged any more."""
    for _ in range(4):
        done = Event()
        learning._scribe.do(done.set)
        assert done.wait(10)
        drain(pump)


LABELS = {
    **{f"bag{number}.jpg": "bags" for number in range(4)},
    **{f"pen{number}.jpg": "pens" for number in range(4)},
    **{f"crayon{number}.jpg": "pens" for number in range(4)},
}


@pytest.fixture(autouse=True)
def _any_message(pump) -> None:
    pump.on(SimpleNamespace, lambda _: None)


def test_decisions_judge_what_is_undecided_anew(make, lists, pump, shop, changes):
    learning = make()
    answer_all(lists, pump, shop)
    before = by_name(lists)
    assert before["pen7.jpg"].label == "bags"
    assert before["crayon8.jpg"].verdict is Verdict.NOT_ONE_OF_THESE
    teach(learning, lists, pump, LABELS)
    after = by_name(lists)
    for number in range(4, 12):
        assert after[f"bag{number}.jpg"].label == "bags"
        assert after[f"pen{number}.jpg"].label == "pens"
        assert after[f"crayon{number}.jpg"].suggested == "pens"
    assert after["pen1.jpg"].probabilities == before["pen1.jpg"].probabilities  # it is decided
    assert lists.session.totals["pens"] == 24
    assert learning.words == "Learnt from 12 decisions."
    assert changes


def test_who_waits_sees_all_that_a_decision_changes(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    decide(learning, lists, LABELS)
    seen: list[str | None] = []
    learning.when_settled(lambda: seen.append(by_name(lists)["pen7.jpg"].label))
    assert seen == []
    settle(learning, pump)
    assert seen == ["pens"]


def test_what_comes_later_is_answered_with_it(make, lists, pump, shop):
    learning = make()
    late = {name: shop.pop(name) for name in ("pen9.jpg", "crayon9.jpg")}
    answer_all(lists, pump, shop)
    teach(learning, lists, pump, LABELS)
    answer_all(lists, pump, late)
    after = by_name(lists)
    assert after["pen9.jpg"].label == after["crayon9.jpg"].suggested == "pens"


def test_it_is_there_after_a_restart(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    rows = [published(path, given) for path, given in shop.values()]
    teach(learning, lists, pump, LABELS)
    taught = by_name(lists)
    learning.stop()
    lists.use(Session())
    again = make()
    settle(again, pump)
    lists.session.restore(rows)
    assert by_name(lists)["pen7.jpg"].label == "bags"
    lists.note_restored()
    settle(again, pump)
    restored = by_name(lists)
    for name in ("pen7.jpg", "crayon8.jpg", "bag9.jpg"):
        assert restored[name].suggested == taught[name].suggested
        assert restored[name].probabilities == pytest.approx(taught[name].probabilities, abs=1e-3)


def test_forgetting_gives_the_published_answers_back(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    before = by_name(lists)
    teach(learning, lists, pump, LABELS)
    assert by_name(lists)["pen7.jpg"] != before["pen7.jpg"]
    learning.forget()
    settle(learning, pump)
    after = by_name(lists)
    assert {n: r for n, r in after.items() if n not in LABELS} == {
        n: r for n, r in before.items() if n not in LABELS
    }
    assert learning.words == ""
    assert learning.labels == 0


def test_it_can_be_switched_off_and_on(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    before = by_name(lists)
    teach(learning, lists, pump, LABELS)
    taught = by_name(lists)
    learning.switch()
    settle(learning, pump)
    assert by_name(lists)["pen7.jpg"] == before["pen7.jpg"]
    learning.switch()
    settle(learning, pump)
    assert by_name(lists)["pen7.jpg"] == taught["pen7.jpg"]


def test_a_decision_that_is_undone_is_not_learnt_from(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    before = by_name(lists)
    teach(learning, lists, pump, LABELS)
    teach(learning, lists, pump, dict.fromkeys(LABELS))
    assert learning.labels == 0
    assert by_name(lists) == before


def test_labels_that_teach_nothing_change_nothing(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    before = by_name(lists)
    nonsense = {"bag0.jpg": "bags", "pen0.jpg": "pens"}  # each alone speaks against the other
    teach(learning, lists, pump, nonsense)
    assert {n: r for n, r in by_name(lists).items() if n not in nonsense} == {
        n: r for n, r in before.items() if n not in nonsense
    }
    assert learning.words == "2 decisions kept to learn from; published answers are still as good."


def test_answers_for_another_list_are_passed_over(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    decide(learning, lists, LABELS)
    lists.use(Session())
    [other] = lists.add([FoundItem(shop["pen7.jpg"][0])])
    settle(learning, pump)
    assert other.row is None


def test_a_folder_that_cannot_be_written_is_told(make, home, lists, pump, shop, told):
    (home / "home").write_text("")
    learning = make()
    answer_all(lists, pump, shop)
    teach(learning, lists, pump, LABELS)
    assert any("could not be kept" in str(error) for error in told.errors)
    assert by_name(lists)["pen7.jpg"].label == "bags"


def test_what_was_said_of_a_marked_part_is_not_taken_for_the_whole_picture(make, lists, pump, shop):
    learning = make()
    path, given = shop["bag1.jpg"]
    [item] = lists.add([FoundItem(path)])
    mark = Region(1, 2, 3, 4, picture=(10, 10))
    lists.session.mark(item, mark)
    row = published(path, given)
    shares = dict(zip(NAMES, row.probabilities, strict=True))
    answer = Prediction(row.verdict, row.label, shares, 1.0, np.zeros((1, 1, 2)), evidence=given)
    lists.record(Answered(item.id, row, answer, mark))
    learning.stop()
    lists.use(Session())
    again = make()
    [restored] = lists.session.restore([row])
    lists.note_restored()
    settle(again, pump)
    assert item.evidence is given and restored.evidence is None


def test_a_decision_just_before_the_end_is_kept(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    decide(learning, lists, LABELS)
    learning.stop()
    again = make()
    settle(again, pump)
    assert again.labels == len(LABELS)


def test_a_decision_just_before_forgetting_is_forgotten(make, lists, pump, shop):
    learning = make()
    answer_all(lists, pump, shop)
    decide(learning, lists, LABELS)
    learning.forget()
    settle(learning, pump)
    assert learning.labels == 0


def test_a_decision_just_before_another_model_does_not_keep_it_from_learning(
    make, lists, pump, shop
):
    def use(identity: str) -> None:
        contract = SimpleNamespace(class_names=NAMES)
        learning.use_model(SimpleNamespace(identity=identity, contract=contract))

    learning = make()
    answer_all(lists, pump, shop)
    teach(learning, lists, pump, LABELS)
    use("b" * 64)
    settle(learning, pump)
    decide(learning, lists, {"pen7.jpg": "pens"})
    busy = Event()
    learning._scribe.do(busy.wait)
    use("a" * 64)
    drain(pump)
    busy.set()
    settle(learning, pump)
    assert learning.labels == len(LABELS)
