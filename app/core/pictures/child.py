"""The child process that decodes pictures for ``pictures.pool``, and its way of speaking.

Nothing of the program is imported here but ``pictures.images``. A request is one line of JSON
on standard input: ``{"path", "limits", "height", "width", "fitting"}`` for a network's input
(perhaps with ``"region"``, which of it is searched for the product, and ``"marked"``),
``{"path", "limits", "side"}`` for a picture to look at (perhaps with ``"part"`` of it), or
``{"path", "limits", "name", "at_least"}`` for one as it is. An answer is one line of JSON on
standard output, ``{"shape"}`` (perhaps with ``"region"`` and ``"found"``, or with ``"size"``, width
and height of the whole picture) with the raw bytes of the array after it,
or ``{"error": [code, message]}``. The first line says that the process is ready. End of input ends
it, so it never outlives the program that asked.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from app.core.answers import Region

PATIENCE = 30
"""Seconds that reading, decoding and fitting one picture may take."""
TIMED_OUT = 1
"""Exit code of a process that took longer; the only way that it ends so."""


def serve() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks
    requests, answers = sys.stdin.buffer, _own_output()
    import cv2
    from PIL import Image

    from app.core.pictures import crops  # noqa: F401 (part of what takes the time of starting)

    Image.preinit()
    cv2.setNumThreads(1)  # pictures are decoded side by side already
    with Path(os.devnull).open("w") as nowhere:
        _answer(answers, {"ready": True})
        for line in requests:
            # A thread of its own that needs nothing of Python: it ends a hang inside a codec, too.
            faulthandler.dump_traceback_later(PATIENCE, exit=True, file=nowhere)
            _respond(json.loads(line), answers)
            faulthandler.cancel_dump_traceback_later()


def _respond(request: dict[str, Any], answers: BinaryIO) -> None:
    import numpy as np

    from app.core.answers import RegionChoice
    from app.core.errors import PictureError
    from app.core.pictures import images
    from app.core.pictures.crops import load_part, load_to_judge
    from app.core.pictures.limits import Limits
    from app.core.pictures.thumbnails import shrink, whole_size

    path, limits = Path(request["path"]), Limits(**request["limits"])
    region: Region | None = None
    more: dict[str, Any] = {}
    found: tuple[Region, ...] = ()
    try:
        if "part" in request:
            pixels = shrink(load_part(path, tuple(request["part"]), limits), request["side"])
        elif "side" in request:
            side, data = request["side"], images.read_bytes(path, limits)
            decoded = images.decode(data, path.name, at_least=side, limits=limits)
            pixels, more["size"] = shrink(decoded, side), whole_size(data, decoded)
        elif "at_least" in request:
            data, name = images.read_bytes(path, limits), request["name"]
            pixels = images.decode(data, name, at_least=request["at_least"], limits=limits)
        else:
            fitting = images.Fitting(request["fitting"])
            spec = images.InputSpec(request["height"], request["width"], fitting)
            choice = RegionChoice(request.get("region", RegionChoice.WHOLE))
            marked = region_from(request["marked"]) if "marked" in request else None
            cut, region, found = load_to_judge(path, spec, choice, limits, marked=marked)
            pixels = images.fit(cut, spec)
        body = np.ascontiguousarray(pixels).data.cast("B")
    except PictureError as error:
        _answer(answers, {"error": [error.code, error.message]})
    except Exception as error:  # one picture must never take the others with it
        sentence = f"{path.name} could not be decoded ({type(error).__name__}: {error})."
        _answer(answers, {"error": ["unexpected", sentence]})
    else:
        if region is not None:
            more["region"] = asdict(region)
        if found:
            more["found"] = [asdict(each) for each in found]
        _answer(answers, {"shape": pixels.shape, **more}, body)


def region_from(document: dict[str, Any]) -> Region:
    """Return the region that was sent as JSON."""
    from app.core.answers import Region

    return Region(**document | {"picture": tuple(document["picture"])})


def _answer(answers: BinaryIO, head: dict[str, Any], body: memoryview | None = None) -> None:
    answers.write(json.dumps(head).encode() + b"\n")
    if body is not None:
        answers.write(body)
    answers.flush()


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what a codec prints goes where its errors go."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own
