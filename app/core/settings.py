"""What the user chose, kept between runs."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.core.names import path_from
from app.core.pictures.limits import DEFAULT_LIMITS, MEGABYTE_RANGE, MEGAPIXEL_RANGE, Limits
from app.core.storage.files import write_atomically
from app.core.storage.locks import Lock

APPEARANCES = ("system", "light", "dark")
SURE_RANGE = (0.5, 0.99)
_PATHS = frozenset({"model", "last_folder", "shelves_folder", "watch_folder", "training_data"})
_PATIENCE = 0.5  # seconds; the window waits so long at most
SCALES = (0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
VIEWS = ("list", "grid")
TILES = (96, 128, 168, 208, 256, 320)
_CHOICES: dict[str, tuple[object, ...]] = {
    "appearance": APPEARANCES,
    "scale": SCALES,
    "view": VIEWS,
    "tile": TILES,
}


@dataclass(frozen=True)
class Settings:
    """Attributes:
    appearance: one of ``APPEARANCES``.
    scale: of the window's text and widgets; one of ``SCALES``.
    geometry: Tk geometry of the window, ``900x600+10+10``; empty before the first run.
    model: the model or collection folder chosen by the user; empty for the usual places.
    last_folder: where the last drop or file dialog was.
    shelves_folder: where files were sorted into last.
    sure: lowest confidence of a *sure* verdict, 0.5 to 0.99; 0 for the model's own.
    everything_is_a_product: what the model refuses is *unsure*, with its nearest class, in lists
        that do not say so themselves.
    watch_folder: the folder that is or was watched for new pictures.
    watching: whether it is watched.
    watch_sorts: whether what comes into it goes to its shelf by itself where that is sure.
    training_data: the folder of class folders that the model was refreshed from last.
    training_options: more options for ``shelfwise-train fit``.
    learning: whether answers follow what was learnt from decisions.
    view: how many pictures are shown, one of ``VIEWS``.
    tile: longer side of a picture in the grid at scale 1, in pixels; one of ``TILES``.
    preview: whether the chosen picture is shown beside the list.
    megapixels, megabytes: what a picture and its file may have at most; see ``Limits``.
    """

    appearance: str = "system"
    scale: float = 1.0
    geometry: str = ""
    model: str = ""
    last_folder: str = ""
    shelves_folder: str = ""
    sure: float = 0.0
    everything_is_a_product: bool = False
    watch_folder: str = ""
    watching: bool = False
    watch_sorts: bool = False
    training_data: str = ""
    training_options: str = ""
    learning: bool = True
    view: str = "list"
    tile: int = 168
    preview: bool = True
    megapixels: int = DEFAULT_LIMITS.megapixels
    megabytes: int = DEFAULT_LIMITS.megabytes

    @property
    def model_path(self) -> Path | None:
        """``model`` as a path, None when the usual places are to be searched."""
        return Path(self.model) if self.model else None

    @property
    def watch_path(self) -> Path | None:
        """``watch_folder`` as a path, None when there is none."""
        return Path(self.watch_folder) if self.watch_folder else None

    @property
    def shelves_path(self) -> Path:
        """Where files are sorted into: where they were the last time, else into a new folder."""
        last = self.shelves_folder
        return Path(last) if last else Path.home() / "Sorted pictures"

    @property
    def limits(self) -> Limits:
        """What is refused before it is decoded."""
        return Limits(self.megapixels, self.megabytes)


def load_settings(file: Path) -> Settings:
    """Read settings; a damaged file is set aside and the defaults are used."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError):
        _set_aside(file)
        return Settings()
    return Settings(**_valid_values(document))


def save_settings(file: Path, settings: Settings) -> None:
    """Write settings; raises ``errors.FileAccessError``."""
    write_atomically(file, (json.dumps(asdict(settings), indent=2) + "\n").encode(), private=True)


def save_changes(file: Path, settings: Settings, changes: Mapping[str, Any]) -> None:
    """Write what changed, and leave what another window wrote meanwhile.

    Args:
        settings: of this window; written whole where there is no file yet.
        changes: fields of ``settings`` that are new.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    try:
        lock = Lock.take(file.with_name(f".{file.name}.lock"), patience=_PATIENCE)
    except OSError:  # the sentence for that is the same as for the file itself
        lock = None
    with lock or contextlib.nullcontext():
        others = load_settings(file) if file.exists() else settings
        save_settings(file, replace(others, **changes))


def _valid_values(document: dict[str, Any]) -> dict[str, Any]:
    """The known settings that have the right type and range; the others keep their defaults."""
    defaults = Settings()
    values = {
        item.name: document[item.name]
        for item in fields(Settings)
        if type(document.get(item.name)) is type(getattr(defaults, item.name))
    }
    for name in _PATHS & values.keys():
        if values[name] and not _is_path(values[name]):
            del values[name]
    for name, choices in _CHOICES.items():
        if values.get(name) not in choices:
            values.pop(name, None)
    if not (values.get("sure") == 0 or SURE_RANGE[0] <= values.get("sure", 0) <= SURE_RANGE[1]):
        values.pop("sure", None)
    for name, (least, most) in (("megapixels", MEGAPIXEL_RANGE), ("megabytes", MEGABYTE_RANGE)):
        if not least <= values.get(name, least) <= most:
            del values[name]
    return values


def _is_path(text: str) -> bool:
    try:
        path_from(text)
    except ValueError:
        return False
    return True


def _set_aside(file: Path) -> None:
    """Rename a damaged file so that nothing in it is lost; a read-only place is let be."""
    names = (file.with_name(f"{file.name}.damaged-{n}") for n in itertools.count(1))
    with contextlib.suppress(OSError):
        file.rename(next(name for name in names if not os.path.lexists(name)))
