"""The threads of the window, made, started and ended together."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.program_log import log_error, log_start
from app.ui.threads.garbage import Collector
from app.ui.threads.jobs import Jobs
from app.ui.threads.loader import PictureLoader
from app.ui.threads.messages import PreviewReady, ThumbnailReady
from app.ui.threads.priority import share_by_short_turns
from app.ui.threads.pump import Pump
from app.ui.threads.worker import Worker

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders


class Threads:
    """What works beside the Tk thread, and what brings the results to it."""

    def __init__(self, decoders: Decoders) -> None:
        self.collector = Collector()
        self.pump = Pump()
        self.worker = Worker(self.pump.post, decoders)
        self.loader = PictureLoader(self.pump.post, decoders)
        self._jobs: Jobs | None = None

    def jobs(self, root: tk.Misc) -> Jobs:
        """Make what runs the long work of dialogs."""
        self._jobs = Jobs(root, self.pump)
        return self._jobs

    def show_pictures(
        self,
        preview: Callable[[PreviewReady], None],
        thumbnail: Callable[[ThumbnailReady], None],
    ) -> None:
        """Say what is done with pictures that were made ready."""
        self.pump.on(PreviewReady, preview)
        self.pump.on(ThumbnailReady, thumbnail)

    def start(self, root: tk.Misc) -> None:
        """Let messages and pictures come, and collect garbage, on the thread of this window."""
        share_by_short_turns()
        self.loader.start()
        self.pump.start(root)
        self.collector.start(root)

    def log_start(self) -> None:
        """Write into the log what runs here."""
        self.pump.run_task(log_start, lambda _: None, log_error)

    def stop_working(self) -> None:
        """Begin nothing more, and wait a little for the file that each job is at."""
        if self._jobs is not None:
            self._jobs.stop()
        self.worker.close()
        self.loader.close()

    def stop(self) -> None:
        """End the threads; nothing is delivered any more."""
        self.pump.stop()
        self.collector.stop()
