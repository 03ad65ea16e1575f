"""Decodes pictures for the screen, away from the Tk thread: a preview, and thumbnails."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.core.errors import ShelfwiseError
from app.core.places import thumbnails_file
from app.ui.threads.messages import ItemId, Message, PreviewReady, ThumbnailReady
from app.ui.threads.priority import give_way

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.core.answers import Prediction
    from app.core.models.folder import Contract
    from app.core.pictures.images import Pixels
    from app.core.pictures.pool import Decoders
    from app.core.pictures.thumbnail_store import ThumbnailStore

Size: TypeAlias = tuple[int, int]
"""Width and height."""

_DECODED_FOR = 1600  # longer side, in pixels, that previews are made from
_LARGEST_DECODED = 4800  # that a picture is enlarged from; beyond it no more is seen
_KEPT = 3
_MAP_SIDE = 800  # longer side of a map that a part is cut out of
_LARGEST_ENLARGEMENT = 3.0
_PIXELS_SEEN = 6  # from this enlargement on a picture's pixels are shown as squares


@dataclass(frozen=True)
class PreviewRequest:
    """A picture to be shown in a box of ``width`` x ``height`` pixels.

    Attributes:
        part: left, top, right and bottom of what is shown of it, in its own pixels, to fill the
            box; None for all of it, as large as there is room.
    """

    item: ItemId
    ticket: int
    path: Path
    width: int
    height: int
    prediction: Prediction | None
    contract: Contract | None
    part: tuple[int, int, int, int] | None = None


class ThumbnailRequest(NamedTuple):
    """A small picture for a row; ``size`` is its longer side in pixels."""

    item: ItemId
    path: Path
    size: int


class PictureLoader:
    """A thread that makes previews and thumbnails; a preview comes before them."""

    def __init__(self, post: Callable[[Message], None], decoders: Decoders) -> None:
        self._post = post
        self._decoders = decoders
        self._wake = Condition()
        self._preview: PreviewRequest | None = None
        self._thumbnails: deque[ThumbnailRequest] = deque()
        self._closed = False
        self._decoded: OrderedDict[Path, tuple[Pixels, Size]] = OrderedDict()
        self._store: ThumbnailStore | None = None
        self._thread = Thread(target=self._run, name="pictures", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def preview(self, request: PreviewRequest) -> None:
        """Ask for a preview; one asked for before and not begun is forgotten."""
        with self._wake:
            self._preview = request
            self._wake.notify()

    def thumbnails(self, wanted: Sequence[ThumbnailRequest]) -> None:
        """Ask for these thumbnails, in this order.

        What was asked for before and is not among them is forgotten.
        """
        with self._wake:
            self._thumbnails = deque(wanted)
            self._wake.notify()

    def close(self) -> None:
        """Let the thread end after the picture it is at."""
        with self._wake:
            self._closed = True
            self._wake.notify()

    def _run(self) -> None:
        give_way()
        try:
            self._serve()
        finally:
            if self._store is not None:
                self._store.close()

    def _serve(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or self._preview or self._thumbnails)
                if self._closed:
                    return
                preview, self._preview = self._preview, None
                wanted = None if preview else self._thumbnails.popleft()
            if preview:
                self._post(self._make_preview(preview))
                if self._could_be_sharper(preview) and not self._preview:
                    self._post(self._make_preview(preview, sharp=True))
            elif wanted:
                self._post(self._make_thumbnail(wanted))

    def _make_preview(self, request: PreviewRequest, *, sharp: bool = False) -> PreviewReady:
        from PIL import Image

        try:
            side = _side_of(request, self._decoded) if sharp else _DECODED_FOR
            pixels, whole = self._decode(request.path, side)
        except ShelfwiseError:
            return PreviewReady(request.item, request.ticket, None, None, (0, 0))
        scale = fit_scale(whole, (request.width, request.height))
        size = (max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale)))
        if request.part is not None:
            size = (request.width, request.height)
        shown = _cut(pixels, whole, request.part, size)
        overlay = None
        if request.prediction and request.contract:
            from app.core.models.overlay import lay_over

            overlay = Image.fromarray(lay_over(shown, _evidence(request, whole, size)))
        return PreviewReady(request.item, request.ticket, Image.fromarray(shown), overlay, whole)

    def _could_be_sharper(self, request: PreviewRequest) -> bool:
        """Whether more of the picture's pixels can be seen than are decoded."""
        if request.path not in self._decoded:
            return False
        pixels, _ = self._decoded[request.path]
        return _side_of(request, self._decoded) > int(max(pixels.shape[:2]))

    def _make_thumbnail(self, request: ThumbnailRequest) -> ThumbnailReady:
        from PIL import Image

        item, path, size = request
        try:
            picture = Image.fromarray(self._small(path, size))
        except ShelfwiseError:
            return ThumbnailReady(item, path, size, None)
        return ThumbnailReady(item, path, size, picture)

    def _small(self, path: Path, size: int) -> Pixels:
        """A small picture: one that was made before, where it is large enough."""
        from app.core.pictures.thumbnail_store import SIDE, ThumbnailStore
        from app.core.pictures.thumbnails import shrink

        if self._store is None:
            self._store = ThumbnailStore(thumbnails_file())
        pixels = self._store.find(path) if size <= SIDE else None
        if pixels is None:
            pixels = self._decoders.picture(path, max(size, SIDE))
            self._store.keep(path, shrink(pixels, SIDE))
        return shrink(pixels, size)

    def _decode(self, path: Path, longer_side: int) -> tuple[Pixels, Size]:
        """The picture, its longer side that long where it is so large, and its whole size."""
        known = self._decoded.get(path)
        if known is None or max(known[0].shape[:2]) < min(longer_side, max(known[1])):
            if longer_side > _DECODED_FOR:
                self._decoded.clear()  # large ones would fill memory
            known = self._decoded[path] = self._decoders.look(path, longer_side)
        self._decoded.move_to_end(path)
        while len(self._decoded) > _KEPT:
            self._decoded.popitem(last=False)
        return known


def fit_scale(picture: Size, room: Size) -> float:
    """By how much a picture is enlarged to be seen whole, as large as there is room."""
    return min(room[0] / picture[0], room[1] / picture[1], _LARGEST_ENLARGEMENT)


def _side_of(request: PreviewRequest, decoded: Mapping[Path, tuple[Pixels, Size]]) -> int:
    """Return how long the longer side of a picture must be for nothing in sight to be blurred."""
    _, whole = decoded[request.path]
    scale = fit_scale(whole, (request.width, request.height))
    if request.part is not None:
        left, _, right, _ = request.part
        scale = request.width / (right - left)
    return min(max(whole), round(max(whole) * scale), _LARGEST_DECODED)


def _cut(pixels: Pixels, whole: Size, part: tuple[int, int, int, int] | None, size: Size) -> Pixels:
    """Cut a part, in pixels of the whole picture, out of a smaller one; ``size`` large."""
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    left, top, right, bottom = part or (0, 0, *whole)
    x, y = width / whole[0], height / whole[1]
    grow = (size[0] / ((right - left) * x), size[1] / ((bottom - top) * y))
    if part is None or x == y == 1 or min(grow) < 1:
        near = [round(left * x), round(top * y), round(right * x), round(bottom * y)]
        cut = pixels[near[1] : max(near[3], near[1] + 1), near[0] : max(near[2], near[0] + 1)]
        method = cv2.INTER_AREA if min(grow) < 1 else cv2.INTER_LANCZOS4
        if min(grow) >= _PIXELS_SEEN:
            method = cv2.INTER_NEAREST  # who looks so closely looks for pixels
        return np.asarray(cv2.resize(cut, size, interpolation=method), np.uint8)
    place = np.array(
        [
            [grow[0], 0, (0.5 - left * x) * grow[0] - 0.5],
            [0, grow[1], (0.5 - top * y) * grow[1] - 0.5],
        ]
    )
    edge = cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.warpAffine(pixels, place, size, flags=cv2.INTER_LINEAR, borderMode=edge), np.uint8
    )


def _evidence(request: PreviewRequest, whole: Size, size: Size) -> npt.NDArray[np.float32]:
    """The activation map over what is shown: float32 [height, width] in [0, 1]."""
    import cv2
    import numpy as np

    from app.core.models.classifier import activation_over_picture

    prediction, contract, part = request.prediction, request.contract, request.part
    assert prediction is not None and contract is not None
    if part is None:
        return activation_over_picture(prediction, prediction.label, contract, size[1], size[0])
    shrink = min(1.0, _MAP_SIDE / max(whole))
    width, height = (max(1, round(length * shrink)) for length in whole)
    strength = activation_over_picture(prediction, prediction.label, contract, height, width)
    left, top, right, bottom = part
    grow = (size[0] / (right - left), size[1] / (bottom - top))
    place = np.array(
        [
            [grow[0] / shrink, 0, -left * grow[0]],
            [0, grow[1] / shrink, -top * grow[1]],
        ]
    )
    edge = cv2.BORDER_REPLICATE
    over = cv2.warpAffine(strength, place, size, flags=cv2.INTER_LINEAR, borderMode=edge)
    return np.asarray(np.clip(over, 0, 1), np.float32)
