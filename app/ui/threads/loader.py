"""Decodes pictures for the screen, away from the Tk thread: a preview, and thumbnails."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, NamedTuple

from app.core.errors import ShelfwiseError
from app.ui.threads.messages import ItemId, Message, PreviewReady, ThumbnailReady
from app.ui.threads.priority import give_way

if TYPE_CHECKING:
    from app.core.answers import Prediction
    from app.core.models.folder import Contract
    from app.core.pictures.images import Pixels
    from app.core.pictures.pool import Decoders

_DECODED_FOR = 1600  # longer side, in pixels, that previews are made from
_KEPT = 3
_LARGEST_ENLARGEMENT = 3.0
_OUTLINE = 2  # pixels, of the box around what was judged


@dataclass(frozen=True)
class PreviewRequest:
    """A picture to be shown in a box of ``width`` x ``height`` pixels."""

    item: ItemId
    ticket: int
    path: Path
    width: int
    height: int
    prediction: Prediction | None
    contract: Contract | None


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
        self._decoded: OrderedDict[Path, Pixels] = OrderedDict()
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
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or self._preview or self._thumbnails)
                if self._closed:
                    return
                preview, self._preview = self._preview, None
                wanted = None if preview else self._thumbnails.popleft()
            if preview:
                self._post(self._make_preview(preview))
            elif wanted:
                self._post(self._make_thumbnail(wanted))

    def _make_preview(self, request: PreviewRequest) -> PreviewReady:
        from PIL import Image

        from app.core.models.classifier import activation_over_picture
        from app.core.models.overlay import lay_over

        try:
            pixels = self._decode(request.path, max(request.width, request.height))
        except ShelfwiseError:
            return PreviewReady(request.item, request.ticket, None, None, (0, 0))
        height, width = pixels.shape[:2]
        scale = min(request.width / width, request.height / height, _LARGEST_ENLARGEMENT)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        shown = _resize(pixels, size)
        overlay = None
        if request.prediction and request.contract:
            strength = activation_over_picture(
                request.prediction, request.prediction.label, request.contract, size[1], size[0]
            )
            laid_over = lay_over(shown, strength)
            for pixels_shown in (shown, laid_over):
                _outline(pixels_shown, request.prediction, request.contract)
            overlay = Image.fromarray(laid_over)
        return PreviewReady(
            request.item, request.ticket, Image.fromarray(shown), overlay, (width, height)
        )

    def _make_thumbnail(self, request: ThumbnailRequest) -> ThumbnailReady:
        from PIL import Image

        item, path, size = request
        try:
            picture = Image.fromarray(self._decoders.picture(path, size))
        except ShelfwiseError:
            return ThumbnailReady(item, path, size, None)
        return ThumbnailReady(item, path, size, picture)

    def _decode(self, path: Path, longer_side: int) -> Pixels:
        pixels = self._decoded.get(path)
        if pixels is None or longer_side > _DECODED_FOR:
            pixels = self._decoders.picture(path, max(longer_side, _DECODED_FOR))
            self._decoded[path] = pixels
        self._decoded.move_to_end(path)
        while len(self._decoded) > _KEPT:
            self._decoded.popitem(last=False)
        return pixels


def _resize(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    import cv2
    import numpy as np

    shrinks = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)


def _outline(shown: Pixels, prediction: Prediction, contract: Contract) -> None:
    """Draw a thin box around what was judged, in the class's colour; nothing around all of it."""
    if prediction.region is None:
        return
    import cv2

    from app.core.models.classifier import part_of

    color = contract.classes[contract.class_names.index(prediction.label)].color_light
    channels = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    part = part_of(prediction.region, *shown.shape[:2])
    cv2.rectangle(
        shown, (part.left, part.top), (part.right - 1, part.bottom - 1), channels, _OUTLINE
    )
