"""The folder of a training looked through for mistakes, and each put right where it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.refresh_run import TrainingProcess, audit_command
from app.core.shelving import fixes
from app.core.shelving.fixes import Fix
from app.core.text import counted
from app.ui.look import spacing, theme, wording
from app.ui.refresh.tiles import WORDS_BEYOND, Tiles
from app.ui.widgets import labels
from app.ui.widgets.controls import Button
from app.ui.widgets.fields import hint
from app.ui.widgets.menu_button import MenuButton
from app.ui.widgets.meter import Meter
from app.ui.widgets.scrolling import ScrollPanel

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.host import Host

_SIDE = 104
_SHOWN = 60
"""Photos of all problems together that are shown; others come as these are put right."""
_URGENCIES = {"fix": "must be put right", "check": "have a look", "know": "good to know"}


@dataclass(frozen=True)
class Heard:
    """An event of the process ``number``, or, without one, its end."""

    number: int
    event: dict[str, Any] | None
    code: int = 0
    errors: str = ""


@dataclass
class Problem:
    """A kind of finding: what people are told, and the photos or folders that it is about."""

    title: str
    advice: str
    urgency: str
    photos: list[tuple[str, str]] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.photos) + len(self.folders)


class FolderCheck:
    """An audit of a folder, and what was put right since.

    Args:
        changed: called after every change, on the Tk thread.

    Attributes:
        problems: kind -> what was found.
        classes: folders of classes, by name.
        done: what was put right, the last one last.
        message: why it could not be audited.
    """

    def __init__(self, host: Host, folder: Path, model: Path | None) -> None:
        self._host, self.folder = host, folder
        self.problems: dict[str, Problem] = {}
        self.classes: list[str] = []
        self.done: list[tuple[Fix, str, tuple[str, str]]] = []
        self.share, self.running, self.message = 0.0, True, ""
        self.changed: Callable[[], None] = lambda: None
        post = host.pump.post
        host.pump.on(Heard, self._heard)
        self._number = id(self)
        self._process = TrainingProcess(
            audit_command(folder, model),
            lambda event: post(Heard(self._number, event)),
            lambda code, errors: post(Heard(self._number, None, code, errors)),
        )

    def stop(self) -> None:
        """End the process."""
        self._process.stop()
        self._number = 0

    def put_right(self, kind: str, photo: tuple[str, str], class_name: str | None) -> None:
        """Move a photo to another class; None: leave it out."""
        path = Path(photo[0])
        self._host.pump.run_task(
            lambda: (
                fixes.leave_out(self.folder, path)
                if class_name is None
                else fixes.to_class(self.folder, path, class_name)
            ),
            lambda fix: self._fixed(fix, kind, photo),
            self._host.tells.fail,
        )

    def undo(self) -> None:
        """Take the last one back."""
        if not self.done:
            return
        fix, kind, photo = self.done.pop()

        def back(_: None) -> None:
            self.problems[kind].photos.insert(0, photo)
            self.changed()

        self._host.pump.run_task(lambda: fixes.undo(fix), back, self._host.tells.fail)

    def _fixed(self, fix: Fix, kind: str, photo: tuple[str, str]) -> None:
        self.done.append((fix, kind, photo))
        for problem in self.problems.values():  # it may be wrong in more than one way
            problem.photos = [other for other in problem.photos if other[0] != photo[0]]
        self.changed()

    def _heard(self, heard: Heard) -> None:
        if heard.number != self._number:
            return
        event = heard.event
        if event is None:
            self.running = False
            if heard.code and not self.message:
                self.message = heard.errors.splitlines()[-1] if heard.errors else "It stopped."
        elif event.get("event") == "progress":
            self.share = float(event["done"]) / max(float(event["total"]), 1.0)
        elif event.get("event") == "finding":
            kind = str(event["kind"])
            title, advice, urgency = (str(event[name]) for name in ("title", "advice", "urgency"))
            problem = self.problems.setdefault(kind, Problem(title, advice, urgency))
            found = problem.folders if event.get("folders") else problem.photos
            found += [(str(path), str(event["detail"])) for path in event["paths"]]
            return  # there may be thousands; the end is told
        elif event.get("event") == "audited":
            self.classes = [str(name) for name in event["classes"]]
        elif event.get("event") == "error":
            self.message = str(event.get("message", ""))
        self.changed()


class CheckPage(ScrollPanel):
    """Shows what a ``FolderCheck`` has found, with two ways out of each problem."""

    def __init__(
        self,
        parent: Any,
        host: Host,
        decoders: Decoders,
        check: FolderCheck,
        leave: Callable[[], None],
    ) -> None:
        super().__init__(parent, host.look, theme.SURFACE, theme.L, corner_radius=0)
        self._host, self._look, self._check = host, host.look, check
        self._decoders = decoders
        self._drawn: object = None
        self.inside.grid_columnconfigure(0, weight=1)
        bar = labels.group(self.inside)
        bar.grid(row=0, sticky="ew", padx=theme.XL, pady=(theme.XL, theme.M))
        done = Button(bar, self._look, "Done", "primary", ground=theme.SURFACE)
        done.on_press = leave
        spacing.pack(done, self._look, side="left", padx=(0, theme.S))
        self._undo = Button(bar, self._look, "Undo", ground=theme.SURFACE)
        self._undo.on_press = check.undo
        spacing.pack(self._undo, self._look, side="left")
        self._words = labels.paragraph(self.inside, self._look, "", color=theme.TEXT_MUTED)
        self._words.grid(row=1, sticky="ew", padx=theme.XL)
        self._meter = Meter(self.inside, self._look, ground=theme.SURFACE)
        spacing.grid(self._meter, self._look, row=2, sticky="ew", padx=theme.XL, pady=(theme.M, 0))
        self._body = labels.group(self.inside)
        self._body.grid(row=3, sticky="ew", padx=theme.XL, pady=theme.L)
        self._body.grid_columnconfigure(0, weight=1)
        check.changed = self.show
        done.focus_set()
        self.show()

    def show(self) -> None:
        """Bring it up to date."""
        if not self.winfo_exists():
            return
        check = self._check
        self._words.configure(text=check_words(check))
        self._undo.set_enabled(bool(check.done))
        self._meter.set(check.share)
        spacing.show_if(check.running, self._meter)
        now = (check.running, len(check.done), sum(len(p.photos) for p in check.problems.values()))
        if not check.running and now != self._drawn:
            self._drawn = now
            self._fill()

    def _fill(self) -> None:
        for part in self._body.winfo_children():
            part.destroy()
        row = left = 0
        for kind, problem in self._check.problems.items():
            if not problem:
                continue
            count = wording.number(len(problem))
            title = f"{problem.title}: {count}, {_URGENCIES.get(problem.urgency, '')}"
            head = labels.label(self._body, self._look, title, "strong")
            head.grid(row=row, sticky="ew", pady=(theme.M if row else 0, theme.XS))
            advice = hint(self._body, self._look, problem.advice, width=640)
            advice.grid(row=row + 1, sticky="ew", pady=(0, theme.S))
            lines = "\n".join(f"{name}: {detail}" for name, detail in problem.folders)
            if lines:
                told = labels.paragraph(self._body, self._look, lines)
                told.grid(row=row + 2, sticky="ew", pady=(0, theme.S))
            if problem.photos:
                tiles = Tiles(self._body, self._host, self._decoders, _SIDE)
                tiles.grid(row=row + 3, sticky="ew")
                shown = problem.photos[: max(0, _SHOWN - left)]
                left += len(shown)
                for photo in shown:
                    self._add_tile(tiles, kind, photo)
            row += 4
        self.listen()

    def _add_tile(self, tiles: Tiles, kind: str, photo: tuple[str, str]) -> None:
        look = self._look
        tile = tiles.add(self._check.folder / photo[0])
        name = wording.shorten_middle(Path(photo[0]).name, 16, len)
        for text in filter(None, (name, photo[1])):
            words = labels.label(tile, look, text, "caption", theme.TEXT_MUTED)
            words.configure(wraplength=_SIDE + WORDS_BEYOND)
            words.pack(anchor="w")
        here = Path(photo[0]).parts
        choices = [item for item in self._check.classes if item not in here]
        if choices:
            move = MenuButton(
                tile,
                look,
                choices,
                lambda number: self._check.put_right(kind, photo, choices[number]),
            )
            move.set_ground(theme.SURFACE)
            move.show_words("Move to")
            move.pack(anchor="w", pady=(theme.XS, 0))
        out = Button(tile, look, "Leave out", "plain", ground=theme.SURFACE)
        out.on_press = lambda: self._check.put_right(kind, photo, None)
        out.pack(anchor="w")


def check_words(check: FolderCheck) -> str:
    """Say how far a check is, or what it found."""
    if check.running:
        return "Looking at every photo; photos stay where they are until you move one."
    if check.message:
        return check.message
    left = sum(len(problem) for problem in check.problems.values())
    done = len(check.done)
    moved = f" {wording.pictures(done)} moved; Undo takes back the last." if done else ""
    return (f"{counted(left, 'thing')} to look at." if left else "Nothing is wrong.") + moved
