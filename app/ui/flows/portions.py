"""Takes many rows into the list a portion at a time, so that the window never waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.ui.state.lists import Lists
    from app.ui.threads.pump import Pump

_PORTION = 400


def in_portions(
    pump: Pump,
    lists: Lists,
    rows: Sequence[Row],
    take: Callable[[Sequence[Row]], None],
    done: Callable[[], None],
) -> None:
    """Take rows into the list that is on screen now; nothing more once another one is.

    Args:
        take: called with each portion, the first one at once.
        done: called after the last one.
    """
    session = lists.session

    def go_on(start: int) -> None:
        if lists.session is not session:
            return
        take(rows[start : start + _PORTION])
        if start + _PORTION < len(rows):
            pump.soon(lambda: go_on(start + _PORTION))
        else:
            done()

    go_on(0)
