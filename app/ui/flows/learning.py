"""Learns at once from what a person decides, and has what is undecided judged anew."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.core.answers import Evidence, Row, Verdict
from app.ui.look import wording
from app.ui.threads.priority import in_turns
from app.ui.threads.scribe import Scribe

if TYPE_CHECKING:
    from app.core.learning.gate import Trial
    from app.core.learning.labels import KeptLabels
    from app.core.learning.layer import LearntLayer
    from app.core.learning.seen import SeenPictures
    from app.core.models.folder import ModelFolder
    from app.ui.flows.preferences import Preferences
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump

_Given: TypeAlias = tuple["Evidence", "str | None"]
_PATIENCE = 4.0  # seconds at the end of the program
_KEPT_AT_ONCE = 500  # pictures, whose evidence is written together
_AT_ONCE = 500  # pictures, so that Python's lock is let go in between


@dataclass(frozen=True)
class Learnt:
    """What the labels for a model come to now.

    Attributes:
        identity: of the model.
        labels: how many there are.
        layer: None where there is none that helps.
    """

    identity: str
    labels: int
    layer: LearntLayer | None
    trial: Trial | None


@dataclass(frozen=True)
class Recalled:
    """What the model said of pictures of a list when it saw them before."""

    list: int
    evidence: dict[Path, Evidence]


@dataclass(frozen=True)
class JudgedAnew:
    """Some undecided rows of a list that are others now; none: that was all of them."""

    list: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class NotLearnt:
    """Labels or evidence could not be kept."""

    error: BaseException


class Question(NamedTuple):
    """An undecided picture: what the published model said of it, and what is shown.

    A tuple, for the Tk thread makes one for every row of a list.
    """

    evidence: Evidence
    published: Row
    shown: Row


class Learning:
    """Keeps labels and evidence, and learns, in a thread of its own.

    Args:
        changed: called once after each change.

    Attributes:
        when_recalled: called after it became known what the model said of pictures another time.
    """

    def __init__(
        self,
        lists: Lists,
        preferences: Preferences,
        pump: Pump,
        tells: Tells,
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._preferences = preferences
        self._pump = pump
        self._changed = changed
        self.when_recalled: list[Callable[[], None]] = []
        self._scribe = Scribe("learning", lambda error: pump.post(NotLearnt(error)))
        self._kept: _Kept | None = None
        self._learnt: Learnt | None = None
        self._names: tuple[str, ...] = ()
        self._new: list[Item] = []
        self._unkept: dict[Path, Evidence] = {}  # of answers of the model in use
        self._given: list[tuple[_Kept, list[_Given]]] = []
        self._asked = 0  # how often learning was asked for
        pump.on(Learnt, self._take)
        pump.on(Recalled, self._recalled)
        pump.on(JudgedAnew, self._judged_anew)
        pump.on(NotLearnt, lambda failure: tells.fail(failure.error))
        pump.after_messages(self._flush)
        lists.when_answered.append(self._new.append)
        lists.when_restored.append(self._recall)

    def stop(self) -> None:
        """Finish what was begun."""
        self._flush()
        self._hand_over()
        if self._kept is not None:
            self._keep(self._kept)
        self._scribe.close(_PATIENCE)

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call this once the decisions so far have changed all answers that they change."""
        self._hand_over()
        self._after_all(lambda: self._after_all(then))  # what was learnt, then what that judged

    def _after_all(self, then: Callable[[], None]) -> None:
        self._scribe.do(lambda: self._pump.soon(then))

    @property
    def on(self) -> bool:
        """Whether what was learnt counts."""
        return self._preferences.now.learning

    @property
    def labels(self) -> int:
        """How many labels are kept for the model in use."""
        return self._learnt.labels if self._learnt is not None else 0

    @property
    def words(self) -> str:
        """What the status line says; empty where nothing was learnt."""
        learnt = self._learnt
        if learnt is None or learnt.trial is None or not self.on:
            return ""
        return wording.learnt(learnt.labels, used=learnt.layer is not None)

    def use_model(self, folder: ModelFolder) -> None:
        """Learn for this model from now on, from the labels that were kept for it."""
        self._hand_over()
        if self._kept is not None:
            self._keep(self._kept)
        self._learnt = None
        self._names = folder.contract.class_names
        self._kept = kept = _Kept(folder.identity, self._names)
        self._learn_soon(kept)

    def follow(self, items: Sequence[Item]) -> None:
        """Learn from decisions that were made or taken back."""
        kept = self._kept
        if kept is None:
            return
        given = [
            (item.evidence, row.decided)
            for item in items
            if item.evidence is not None and (row := item.answer) is not None
        ]
        if given:
            self._given.append((kept, given))
            self._pump.soon(self._hand_over)  # when the decision itself is on screen

    def switch(self) -> None:
        """Let what was learnt count, or not."""
        self._preferences.remember(learning=not self.on)
        self._judge()

    def forget(self) -> None:
        """Forget what was learnt for the model in use: its answers are the published ones again."""
        kept = self._kept
        if kept is not None:
            self._hand_over()
            self._scribe.do(kept.forget)
            self._learn_soon(kept)

    @property
    def _layer(self) -> LearntLayer | None:
        return self._learnt.layer if self._learnt is not None and self.on else None

    def _hand_over(self) -> None:
        """Have decisions kept and learnt from."""
        waiting, self._given = self._given, []
        for kept, given in waiting:
            self._scribe.do(partial(kept.follow, given), len(given))
        if waiting:
            self._learn_soon(waiting[-1][0])

    def _learn_soon(self, kept: _Kept) -> None:
        """Learn after what was given to the thread before; once, where more comes meanwhile."""
        self._asked = asked = self._asked + 1

        def learn() -> None:
            if asked == self._asked:
                self._pump.post(kept.learn())

        self._scribe.do(learn)

    def _take(self, learnt: Learnt) -> None:
        if self._kept is None or learnt.identity != self._kept.identity:
            return
        before, self._learnt = self._learnt, learnt
        if learnt.layer is not None or (before is not None and before.layer is not None):
            self._judge()
        self._changed()

    def _judge(self) -> None:
        """Judge all that is undecided anew."""
        session, layer, names = self._lists.session, self._layer, self._names
        questions, identity = _questions(session), session.id

        def judge() -> None:
            """Post each portion at once: the Tk thread takes it in while the next one is judged."""
            rows: tuple[Row, ...] = ()
            for rows in judged_anew(questions, layer, names):
                self._pump.post(JudgedAnew(identity, rows))
            if rows:
                self._pump.post(JudgedAnew(identity, ()))

        if questions:
            self._scribe.do(judge)

    def _judged_anew(self, judged: JudgedAnew) -> None:
        session = self._lists.session
        if judged.list == session.id:
            session.judge_anew(judged.rows)
            if not judged.rows:
                self._shown()

    def _shown(self) -> None:
        rows = self._lists.rows
        rows.sort(below=rows.selected)  # what a person has gone through stays where it was
        self._changed()

    def _flush(self) -> None:
        """Judge what was just answered, and have its evidence kept."""
        if not self._new or self._kept is None:
            return
        items, kept = list(self._new), self._kept
        self._new.clear()
        for item in items:
            if item.evidence is not None and item.mark is None:
                self._unkept[item.source] = item.evidence
        if len(self._unkept) >= _KEPT_AT_ONCE or not self._lists.session.running:
            self._keep(kept)
        if self._layer is not None:
            for rows in judged_anew(_questions(items), self._layer, self._names):
                self._lists.session.judge_anew(rows)

    def _keep(self, kept: _Kept) -> None:
        """Have evidence written, of many pictures at a time: a file for a few slows a batch."""
        evidence, self._unkept = self._unkept, {}
        if evidence:
            self._scribe.do(lambda: kept.remember(evidence))

    def _recall(self) -> None:
        """Look up what the model said of the pictures of a list of another time."""
        session, kept = self._lists.session, self._kept
        paths = [item.source for item in session if item.evidence is None and item.mark is None]
        if kept is not None and paths:
            identity = session.id
            self._scribe.do(lambda: self._pump.post(Recalled(identity, kept.recall(paths))))

    def _recalled(self, recalled: Recalled) -> None:
        session = self._lists.session
        if recalled.list != session.id:
            return
        for item in session:
            if item.evidence is None and item.mark is None:
                item.evidence = recalled.evidence.get(item.source)
        for listener in self.when_recalled:
            listener()
        if self._layer is not None:
            self._judge()


class _Kept:
    """What is kept for one model; all but ``identity`` belongs to the thread that learns."""

    def __init__(self, identity: str, class_names: tuple[str, ...]) -> None:
        self.identity = identity
        self._names = class_names
        self._opened: tuple[KeptLabels, SeenPictures] | None = None

    def learn(self) -> Learnt:
        """Learn from all labels."""
        from app.core.learning.shop import learn_from

        labels, _ = self._open()
        layer, trial = learn_from(labels)
        return Learnt(self.identity, len(labels), layer, trial)

    def follow(self, given: Sequence[_Given]) -> None:
        """Keep labels, or forget those of pictures that nobody has decided about any more."""
        from app.core.learning.labels import Label

        labels, _ = self._open()
        labels.add(Label(evidence, name) for evidence, name in in_turns(given) if name is not None)
        labels.remove(evidence for evidence, name in in_turns(given) if name is None)

    def forget(self) -> None:
        """Forget all labels."""
        self._open()[0].forget()

    def remember(self, evidence: dict[Path, Evidence]) -> None:
        """Keep the evidence of pictures for another time."""
        with contextlib.suppress(OSError):  # another time it is asked again
            self._open()[1].remember(evidence)

    def recall(self, paths: Sequence[Path]) -> dict[Path, Evidence]:
        """Find the evidence of pictures that was kept another time."""
        return self._open()[1].recall(paths)

    def _open(self) -> tuple[KeptLabels, SeenPictures]:
        from app.core.learning.shop import kept_labels, seen_pictures

        if self._opened is None:
            self._opened = (
                kept_labels(self.identity, self._names),
                seen_pictures(self.identity, len(self._names)),
            )
        return self._opened


def judged_anew(
    questions: Sequence[Question],
    layer: LearntLayer | None,
    names: Sequence[str],
) -> Iterator[tuple[Row, ...]]:
    """Answer with what was learnt, or as published where there is none.

    Yields:
        The rows that are to be shown in place of others, a portion at a time.
    """
    for start in range(0, len(questions), _AT_ONCE):
        portion = questions[start : start + _AT_ONCE]
        if layer is not None:
            rows = _taught(portion, layer, names)
        else:
            rows = tuple(each.published for each in portion if each.shown is not each.published)
        if rows:
            yield rows


def _taught(
    questions: Sequence[Question], layer: LearntLayer, names: Sequence[str]
) -> tuple[Row, ...]:
    """Answer with what was learnt; whether that is sure is left to the threshold in force."""
    from app.core.learning.labels import stacked

    answers, margins = layer.apply(stacked([each.evidence for each in questions]))
    given = zip(questions, answers.tolist(), answers.argmax(axis=1), margins >= 0, strict=True)
    rows = []
    for each, answer, best, familiar in given:
        before, label = each.published, names[best]
        same = label == before.label
        verdict = Verdict.SURE if familiar else Verdict.NOT_ONE_OF_THESE
        if familiar and each.shown.verdict is Verdict.UNSURE:
            verdict = Verdict.UNSURE  # likely still so: no other row is to be made then
        row = Row(  # not by ``_replace``, which takes twice as long: there are thousands
            before.path,
            verdict,
            label,
            tuple(answer),
            before.seconds,
            region=before.region,
            types=before.types if same else (),
            type_probability=(
                before.type_probability * answer[best] / before.confidence if same else 0.0
            ),
            mark=before.mark,
        )
        rows.append(row)
    return tuple(rows)


def _questions(items: Iterable[Item]) -> list[Question]:
    return [
        Question(item.evidence, item.published, row)
        for item in items
        if (row := item.row) is not None
        and row.decided is None
        and row.error is None
        and item.evidence is not None
        and item.published is not None
    ]
