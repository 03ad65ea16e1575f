"""What the program keeps, while it is written: results, the list, corrections, settings, models."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from app.core.answers import Row, Verdict
from app.core.html.page import PAGE_END
from app.core.models.folder import (
    TWIN_PATH,
    Contract,
    ModelClass,
    Probe,
    Thresholds,
    open_current,
    open_model_folder,
    pin,
    versions,
    write_contract,
)
from app.core.pictures.images import Fitting
from app.core.pictures.pool import Decoders
from app.core.review.corrections import keep_correction, tidy_corrections
from app.core.review.files import ReviewFiles
from app.core.review.log import SavedReview
from app.core.review.page import write_page
from app.core.review.results import csv_file, json_file, read_results
from app.core.settings import Settings, load_settings, save_changes, save_settings
from app.core.storage.files import file_digest
from training.publish.version_folder import put_in_place, staging_folder

CLASSES = (
    ModelClass("bags", "Bags", "#8a4b00", "#f0b060"),
    ModelClass("pens", "Pens", "#005a8c", "#6cc0f0"),
)
NAMES = tuple(kind.name for kind in CLASSES)
CONTRACT = Contract(
    version=1,
    classes=CLASSES,
    height=64,
    width=64,
    fitting=Fitting.PAD,
    temperature=1.0,
    thresholds=Thresholds(sure=0.8, familiar=0.0),
    probe=Probe((0.5, 0.5), 0.02),
    created="2026-01-01T00:00:00+00:00",
)


def leftovers(folder: Path) -> list[str]:
    """Half-written files, whatever they are called."""
    return [
        str(path)
        for path in folder.rglob(".*")
        if path.name.startswith((".shelfwise-", ".staging-"))
    ]


def _row(number: int) -> Row:
    return Row(
        Path(f"/shop/photo {number}\n'.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, None, None
    )


class _Told:
    """What the work said was done, before it was killed."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "told"

    def say(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a full disk; then it was not said
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(handle, f"{text}\n".encode())
            os.close(handle)

    def all(self) -> list[str]:
        return self._file.read_text().splitlines() if self._file.exists() else []


class Results:
    """A batch writes a table, JSON lines and a page over older ones."""

    name = "batch"

    def prepare(self, folder: Path) -> None:
        self._write(folder, 3)

    def work(self, folder: Path) -> None:
        self._write(folder, 12)

    def check(self, folder: Path) -> int:
        for name in ("results.csv", "results.jsonl"):
            found = read_results(folder / name).rows
            assert found in (self._rows(3), self._rows(12)), f"{name} is neither old nor new"
        assert (folder / "results.html").read_text().endswith(PAGE_END)
        self._write(folder, 12)
        assert read_results(folder / "results.csv").rows == self._rows(12)
        assert leftovers(folder) == []
        return 3

    def _write(self, folder: Path, count: int) -> None:
        rows = self._rows(count)
        with (
            csv_file(folder / "results.csv", NAMES) as table,
            json_file(folder / "results.jsonl", NAMES) as lines,
        ):
            for row in rows:
                table(row)
                lines(row)
        unread = [Row(row.path, error=("empty", "It is empty.")) for row in rows]
        with Decoders() as nobody:  # pictures are none of this story's matter
            write_page(folder / "results.html", unread, CONTRACT, nobody)

    @staticmethod
    def _rows(count: int) -> tuple[Row, ...]:
        return tuple(_row(number) for number in range(count))


class TheList:
    """The list on screen grows and is decided on, and changes places with the one before."""

    name = "list and decisions"

    def prepare(self, folder: Path) -> None:
        files = ReviewFiles(folder / "review.jsonl")
        rows = [_row(0), _row(1)]
        files.begin([], NAMES, "m", rows)
        files.write(lambda log: log.write_decisions([rows[0].with_decision("pens")]))
        files.leave()

    def work(self, folder: Path) -> None:
        told, files = _Told(folder), ReviewFiles(folder / "review.jsonl")
        new = [_row(2), _row(3), _row(4)]
        files.look()
        files.begin([], NAMES, "m", new[:2])
        told.say("2")
        files.write(lambda log: log.write_row(new[2]))
        self._decide(files, told, new[0])
        self._decide(files, told, new[2])
        files.swap()
        files.go_on()
        self._decide(files, told, _row(1))
        files.swap()
        files.go_on()
        files.write(lambda log: log.finish())
        files.leave()

    def check(self, folder: Path) -> int:
        told = _Told(folder).all()
        kept = self._both(folder)
        decided = {str(row.path): row.decided for saved in kept for row in saved.rows}
        assert str(_row(1).path) in decided, "the older list is gone"
        assert decided[str(_row(0).path)] == "pens", "an older decision is gone"
        for text in told:
            assert text == "2" or decided.get(str(_row(int(text[1:])).path)) == "pens", text
        assert "2" not in told or str(_row(2).path) in decided, "the new list is gone"
        files = ReviewFiles(folder / "review.jsonl")
        files.look()
        files.bring_back()
        files.go_on()
        files.write(lambda log: log.write_row(_row(9)))
        files.leave()
        assert str(_row(9).path) in [
            str(row.path) for saved in self._both(folder) for row in saved.rows
        ]
        assert leftovers(folder) == []
        return len(decided)

    @staticmethod
    def _decide(files: ReviewFiles, told: _Told, row: Row) -> None:
        files.write(lambda log: log.write_decisions([row.with_decision("pens")]))
        told.say(f"d{row.path.name.split()[1].split(chr(10))[0]}")

    @staticmethod
    def _both(folder: Path) -> list[SavedReview]:
        files = ReviewFiles(folder / "review.jsonl")
        found = [files.look()[0]]
        files.swap()
        found.append(files.look()[0])
        files.swap()
        files.leave()
        return [saved for saved in found if saved is not None]


class Corrections:
    """Pictures get labels, other labels, and none."""

    name = "corrections"
    _COUNT = 6

    def prepare(self, folder: Path) -> None:
        for number in range(self._COUNT):
            (folder / f"{number}.jpg").write_bytes(self._content(number))
        for number in range(3):
            keep_correction(folder / "kept", folder / f"{number}.jpg", "bags")

    def work(self, folder: Path) -> None:
        told = _Told(folder)
        for number in range(self._COUNT):
            keep_correction(folder / "kept", folder / f"{number}.jpg", "pens")
            told.say(str(number))

    def check(self, folder: Path) -> int:
        for number in range(self._COUNT):
            assert (folder / f"{number}.jpg").read_bytes() == self._content(number)
        kept = self._kept(folder)
        for path in kept:
            assert file_digest(path) == path.stem, f"{path} is half written"
        by_label = {(path.parent.name, path.read_bytes()) for path in kept}
        for number in map(int, _Told(folder).all()):
            assert ("pens", self._content(number)) in by_label, f"{number} was told, and is gone"
        for number in range(3):
            labels = [label for label, content in by_label if content == self._content(number)]
            assert labels, f"the older label of {number} is gone"
        self.work(folder)
        tidy_corrections(folder / "kept")
        assert sorted(path.parent.name for path in self._kept(folder)) == ["pens"] * self._COUNT
        assert leftovers(folder) == []
        return 2 * self._COUNT

    @staticmethod
    def _content(number: int) -> bytes:
        return b"GIF89a" + bytes([number]) * (50_000 * number + 10)

    @staticmethod
    def _kept(folder: Path) -> list[Path]:
        return [path for path in folder.glob("kept/*/*") if not path.name.startswith(".")]


class TheSettings:
    """Choices are written down, one after the other."""

    name = "settings"
    _FOLDERS = tuple(f"/photos/{number}" for number in range(5))

    def prepare(self, folder: Path) -> None:
        save_settings(folder / "settings.json", Settings(appearance="dark", last_folder="/before"))

    def work(self, folder: Path) -> None:
        told = _Told(folder)
        for place in self._FOLDERS:
            save_changes(folder / "settings.json", Settings(), {"last_folder": place})
            told.say(place)

    def check(self, folder: Path) -> int:
        kept = load_settings(folder / "settings.json")
        assert list(folder.glob("*damaged*")) == [], "the file was half written"
        assert kept.appearance == "dark", "what another window wrote is gone"
        order = ["/before", *self._FOLDERS]
        told = ["/before", *_Told(folder).all()]
        assert order.index(kept.last_folder) >= order.index(told[-1]), "a choice is gone"
        self.work(folder)
        assert load_settings(folder / "settings.json").last_folder == self._FOLDERS[-1]
        assert leftovers(folder) == []
        return 1


class Publishing:
    """A new version takes the place of one that had been rolled back to."""

    name = "publishing"

    def prepare(self, folder: Path) -> None:
        self._publish(folder / "models")
        self._publish(folder / "models")
        pin(folder / "models", 1)

    def work(self, folder: Path) -> None:
        self._publish(folder / "models")

    def check(self, folder: Path) -> int:
        models = folder / "models"
        for number in versions(models):
            open_model_folder(models / str(number))
        opened, refused = open_current(models)
        assert opened.path.name in {"1", "3"} and not refused, opened.path.name
        self.work(folder)
        assert open_current(models)[0].path.name in {"3", "4"}
        assert leftovers(folder) == []
        return len(versions(models))

    @staticmethod
    def _publish(models: Path) -> None:
        """As ``training.publish.publish`` does, with stand-ins for what TensorFlow writes."""
        with staging_folder(models) as staging:
            (staging / TWIN_PATH).parent.mkdir(parents=True)
            (staging / TWIN_PATH).write_bytes(b"twin" * 30_000)
            (staging / "saved_model.pb").write_bytes(b"graph" * 10_000)
            write_contract(staging, CONTRACT)
            put_in_place(staging, models / str(max(versions(models), default=0) + 1))
        pin(models, None)
