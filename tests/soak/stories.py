"""All work whose end in the middle must lose nothing."""

from __future__ import annotations

from tests.soak.kept_stories import Corrections, Publishing, Results, TheList, TheSettings
from tests.soak.killing import Story
from tests.soak.shelving_stories import Shelving, Unshelving

STORIES: tuple[Story, ...] = (
    Results(),
    TheList(),
    Shelving("copying", move=False),
    Shelving("moving", move=True),
    Shelving("moving to another disk", move=True, links="on one disk"),
    Shelving("moving without hard links", move=True, links="nowhere"),
    Unshelving("undoing copies", move=False),
    Unshelving("undoing moves", move=True),
    Unshelving("undoing from another disk", move=True, links="on one disk"),
    Corrections(),
    TheSettings(),
    Publishing(),
)
