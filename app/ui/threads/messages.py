"""What the threads tell the window: plain data, nothing that belongs to Tk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.core.errors import ShelfwiseError

if TYPE_CHECKING:
    from PIL import Image

    from app.core.answers import Prediction, Region, Row
    from app.core.models.folder import ModelFolder


class ItemId(NamedTuple):
    """Names an item in whatever crosses threads; no two lists have one in common.

    Attributes:
        list: the ``id`` of its session.
        number: of the item in that list.
    """

    list: int
    number: int


@dataclass(frozen=True)
class ModelReady:
    """A model was opened and can answer.

    Attributes:
        passed_over: what was wrong with newer versions.
    """

    folder: ModelFolder
    passed_over: tuple[ShelfwiseError, ...]


@dataclass(frozen=True)
class ModelRefused:
    """A model cannot be used; the one in use, if any, stays."""

    error: ShelfwiseError


@dataclass(frozen=True)
class FoundItem:
    """A picture found, or a place where none could be.

    Attributes:
        path: what people know it by.
        failed: why there is no picture.
        copy: where the bytes are, if the file itself may vanish.
    """

    path: Path
    failed: Row | None = None
    copy: Path | None = None


@dataclass(frozen=True)
class Found:
    """Some more of what an intake brought for a list; ``complete`` with the last of it.

    Attributes:
        skipped: what is told, with the last of it, of files that were passed over.
    """

    list: int
    intake: int
    items: tuple[FoundItem, ...]
    complete: bool
    skipped: str = ""


@dataclass(frozen=True)
class Answered:
    """What came of a picture.

    Attributes:
        prediction: None when it could not be read.
        mark: of the task that it is the answer to.
    """

    item: ItemId
    row: Row
    prediction: Prediction | None
    mark: Region | None = None


@dataclass(frozen=True)
class PreviewReady:
    """A picture, or the part of it that was asked for; a sharper one may follow it.

    Attributes:
        ticket: of the request.
        picture: RGB; None when it cannot be shown.
        overlay: the same with the activation map laid over it; None where there is no answer yet.
        size: width and height of the whole picture, in its own pixels.
    """

    item: ItemId
    ticket: int
    picture: Image.Image | None
    overlay: Image.Image | None
    size: tuple[int, int]


@dataclass(frozen=True)
class ThumbnailReady:
    """A small picture for a row; None when it cannot be shown."""

    item: ItemId
    path: Path
    size: int
    picture: Image.Image | None


@dataclass(frozen=True)
class TaskDone:
    """A background task returned ``value`` or raised ``error``."""

    ticket: int
    value: object
    error: BaseException | None


Message: TypeAlias = (
    ModelReady | ModelRefused | Found | Answered | PreviewReady | ThumbnailReady | TaskDone
)
