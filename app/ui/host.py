"""What every page and dialog stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.commands import Commands
    from app.ui.look.theme import Theme
    from app.ui.root import Root
    from app.ui.state.screen import Tells
    from app.ui.threads.jobs import Jobs
    from app.ui.threads.pump import Pump


@dataclass(frozen=True)
class Host:
    """The window on the desktop, how it looks, and how work and words reach it."""

    root: Root
    look: Theme
    commands: Commands
    pump: Pump
    jobs: Jobs
    tells: Tells
