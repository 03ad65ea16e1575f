"""Pictures that are like one: the list in that order, and those that are there more than once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app.core.errors import ShelfwiseError
from app.ui.look import wording
from app.ui.state.item import Twins
from app.ui.threads.priority import give_way, let_tk_go_first

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.core.pictures.copies import Look
    from app.core.pictures.pool import Decoders
    from app.ui.flows.reviewing import Reviewing
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells
    from app.ui.threads.pump import Pump

_ALIKE = 0.88  # likeness from which on two pictures are compared by their pixels
_LOOKED_AT = 96  # pixels of a side
_MOST = 20_000  # pictures in which those are looked for that were saved again


class Alike:
    """Orders the list by likeness, and looks for duplicates whenever a batch is done.

    Args:
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        reviewing: Reviewing,
        decoders: Decoders,
        pump: Pump,
        screen: Screen,
        tells: Tells,
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._reviewing = reviewing
        self._decoders = decoders
        self._pump = pump
        self._screen = screen
        self._tells = tells
        self._changed = changed
        self._looked: tuple[int, int] | None = None  # for which list, and how many answers
        self._search: Event | None = None
        pump.after_messages(self._follow)
        lists.when_switched.append(self.stop)
        reviewing.when_decided.append(self._offer)

    def stop(self) -> None:
        """Look no further."""
        if self._search is not None:
            self._search.set()
            self._search = None

    def look_again(self) -> None:
        """Look once more: more is known of the pictures."""
        self.stop()
        self._looked = None

    # --- similar to this

    @property
    def can_order(self) -> bool:
        """Whether there is a picture to be compared with."""
        return self._reviewing.current is not None and len(self._lists.session) > 1

    def order(self) -> None:
        """Bring what is most like the present picture to the top of the list."""
        item = self._reviewing.current
        if item is None:
            return
        if item.evidence is None:
            name = wording.name_of(item.path)
            self._tells.say(f"{name} cannot be compared until the model has judged it.", "warning")
            return
        known = [other for other in self._lists.session if other.evidence is not None]
        features = [other.evidence.features for other in known if other.evidence is not None]
        one, identity = item.evidence.features, self._lists.session.id

        def compare() -> list[float]:
            from app.core.learning.likeness import likeness

            values: list[float] = likeness(features, one).tolist()
            return values

        def show(values: list[float]) -> None:
            if identity == self._lists.session.id:
                ids = [other.id for other in known]
                self._lists.rows.order_like(item, dict(zip(ids, values, strict=True)))
                if self._screen.page != "list":
                    self._screen.show("list")
                self._changed()

        self._pump.run_task(compare, show, self._tells.fail)

    def leave_order(self) -> None:
        """Go back to the order of before."""
        self._lists.rows.order_like(None, {})
        self._changed()

    # --- duplicates

    def choose_twins(self) -> None:
        """Choose the selected picture and what it is there as, too."""
        item = self._lists.rows.selected
        if item is not None and item.twins is not None:
            session = self._lists.session
            twins = [session.get(one) for one in item.twins.members]
            others = [twin for twin in twins if twin is not None and twin is not item]
            self._lists.rows.choose([item, *others])
            self._changed()

    @property
    def has_twins(self) -> bool:
        """Whether the selected picture is there more than once."""
        selected = self._lists.rows.selected
        return self._screen.page == "list" and selected is not None and selected.twins is not None

    def _offer(self, changed: Sequence[Item]) -> None:
        """Offer to decide so about the duplicates of a picture that was decided about."""
        if len(changed) != 1 or changed[0].decided is None or changed[0].twins is None:
            return
        item, label = changed[0], changed[0].decided
        session = self._lists.session
        twins = [session.get(one) for one in changed[0].twins.members]
        others = [twin for twin in twins if twin is not None and twin.undecided]
        if others:
            them = "is another" if len(others) == 1 else f"are {len(others)} more"
            self._tells.say(
                f"There {them} like {wording.name_of(item.path)}.",
                "note",
                (
                    f"Decide these {len(others) + 1} together",
                    lambda: self._reviewing.decide_also(others, label),
                ),
            )

    def _follow(self) -> None:
        """Look for duplicates once all is answered, if there are more answers than before."""
        session = self._lists.session
        if session.running or self._search is not None or len(session) < 2:
            return
        state = (session.id, session.counts.done)
        if state == self._looked:
            return
        self._looked = state
        listed = list(session)
        items: list[Item] = []
        search = self._search = Event()

        def wanted() -> bool:
            let_tk_go_first()
            return not search.is_set()

        def look() -> list[tuple[list[int], bool]]:
            give_way()
            items.extend(item for item in listed if item.answer is not None)
            paths = [item.source for item in items]
            features = [item.evidence.features if item.evidence else None for item in items]
            return find_twins(paths, features, self._decoders, wanted)

        def mark(found: list[tuple[list[int], bool]]) -> None:
            if search is not self._search:
                return
            self._search = None
            for item in items:
                item.twins = None
            for numbers, exact in found:
                twins = Twins(tuple(items[number].id for number in numbers), exact)
                for number in numbers:
                    items[number].twins = twins
            self._lists.rows.noted_twins()
            self._changed()

        def fail(error: BaseException) -> None:
            self._search = None
            self._tells.fail(error)

        self._pump.run_task(look, mark, fail)


def find_twins(
    paths: Sequence[Path],
    features: Sequence[npt.NDArray[np.float16] | None],
    decoders: Decoders,
    wanted: Callable[[], bool],
) -> list[tuple[list[int], bool]]:
    """Find what is there more than once: the same files, and the same picture saved again.

    Args:
        features: what the network saw in each; None where that is not known.
        wanted: asked now and then whether somebody still wants to know.

    Returns:
        Groups of numbers of ``paths``, and whether all of a group are the same file.
    """
    from app.core.learning.likeness import alike
    from app.core.pictures.copies import look_of, looks_same, same_files

    exact = same_files(paths, wanted)
    first_of = {number: group[0] for group in exact for number in group}
    members = {group[0]: group for group in exact}
    single = [
        number
        for number, vector in enumerate(features)
        if vector is not None and first_of.get(number, number) == number
    ]
    known = [vector for number in single if (vector := features[number]) is not None]
    looks: dict[int, Look] = {}

    def look(number: int) -> Look | None:
        path_number = single[number]
        if path_number not in looks:
            with contextlib.suppress(ShelfwiseError):
                looks[path_number] = look_of(decoders.picture(paths[path_number], _LOOKED_AT))
        return looks.get(path_number)

    def same(one: int, other: int) -> bool:
        if not wanted():
            return False
        first, second = look(one), look(other)
        return first is not None and second is not None and looks_same(first, second)

    again = alike(known, _ALIKE, same) if 2 <= len(known) <= _MOST else []
    groups = []
    for group in again:
        firsts = [single[number] for number in group]
        groups.append((sorted(n for one in firsts for n in members.pop(one, [one])), False))
    return sorted([*groups, *((group, True) for group in members.values())])
