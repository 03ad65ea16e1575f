"""Watches a folder for new pictures and brings them into the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.ui.look import wording
from app.ui.threads.messages import FoundItem

if TYPE_CHECKING:
    from app.core.pictures.folder_watch import FolderWatch
    from app.ui.window import Window


@dataclass(frozen=True)
class Spotted:
    """A picture was saved into the folder that ``watch`` watches."""

    watch: int
    path: Path


class Watching:
    """At most one folder is watched; it is remembered, and watched again at the next start."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._watch: FolderWatch | None = None
        self._number = 0
        self.folder: Path | None = None
        window.pump.on(Spotted, self._spotted)

    @property
    def words(self) -> str:
        """What the status line says; empty when nothing is watched."""
        return f"◉  Watching {wording.place(self.folder)}" if self.folder else ""

    def start(self) -> None:
        """Watch what was watched when the program was closed."""
        settings = self._window.settings
        if settings.watching and settings.watch_folder:
            self.watch(Path(settings.watch_folder))

    def toggle(self) -> None:
        """Stop watching, or ask for a folder to watch."""
        if self.folder is not None:
            name = wording.place(self.folder)
            self.leave_off()
            self._window.banner.show(f"{name} is not watched any more.")
            return
        settings = self._window.settings
        name = filedialog.askdirectory(
            parent=self._window.root,
            title="Watch a folder for new pictures",
            initialdir=settings.watch_folder or settings.last_folder or None,
            mustexist=True,
        )
        if name:
            self.watch(Path(name))

    def watch(self, folder: Path) -> None:
        """Watch this folder from now on, in place of another."""
        self._release()
        self._number += 1
        number, post = self._number, self._window.pump.post

        def begin() -> FolderWatch:  # a deep folder takes a while
            from app.core.pictures.folder_watch import FolderWatch

            return FolderWatch(folder, lambda path: post(Spotted(number, path)))

        self._window.pump.run_task(
            begin, partial(self._began, number, folder), self._window.tell_error
        )

    def leave_off(self) -> None:
        """Watch nothing any more."""
        self._release()
        self._number += 1
        self._window.remember(watching=False)
        self._window.refresh()

    def _began(self, number: int, folder: Path, watch: FolderWatch) -> None:
        if number != self._number:
            self._in_background(watch.stop)
            return
        self._watch, self.folder = watch, folder
        self._window.remember(watching=True, watch_folder=str(folder))
        self._window.banner.show(f"New pictures in {wording.place(folder)} come into the list.")

    def _release(self) -> None:
        if self._watch is not None:
            self._in_background(self._watch.stop)
        self._watch = self.folder = None

    def _in_background(self, work: Callable[[], None]) -> None:
        self._window.pump.run_task(work, lambda _: None, self._window.tell_error)

    def _spotted(self, spotted: Spotted) -> None:
        if spotted.watch == self._number:
            self._window.classifying.append([FoundItem(spotted.path)])
