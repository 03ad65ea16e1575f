"""An unknown twin is tried in a process of its own before this one lets it in.

The flatbuffer reader catches damage, but a twin that is made to do harm can still crash LiteRT or
take all memory (``docs/reliability.md`` has the figures). A good result is remembered, so each twin
is tried once.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.core.errors import ModelFolderError
from app.core.models.engines import LiteRTEngine, check_outputs, probe_picture
from app.core.models.folder import ModelFolder
from app.core.models.trust import remember_twin
from app.core.places import root

COMMAND = "try-twin"
MAX_MEMORY = 1024 * 1024 * 1024
MAX_SECONDS = 60
MAX_ELEMENTS = 500_000_000
MAX_TENSORS = 100_000


def try_twin(folder: ModelFolder) -> None:
    """Try the twin of a folder, and remember that it did well.

    Raises:
        ModelFolderError: ``model_damaged``: it crashes, takes too much, or answers out of shape.
    """
    contract = folder.contract
    numbers = (contract.height, contract.width, len(contract.classes), *contract.type_classes)
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    try:
        done = subprocess.run(
            [*program, COMMAND, *map(str, numbers)],
            input=folder.twin,
            cwd=root(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(folder, f"gives no answer within {MAX_SECONDS} seconds") from error
    if done.returncode != 0:
        reason = "cannot be run" if done.returncode == 1 else "crashes when it is run"
        raise _refused(folder, f"{reason} within {MAX_MEMORY >> 20} MB of memory")
    remember_twin(folder)


def run_trial(arguments: Sequence[str]) -> int:
    """The other process: the twin comes on standard input.

    Args:
        arguments: height and width of its input, how many classes it tells apart, and for each
            product type the index of its class.

    Returns:
        0 when it answers two pictures in the right shape, 1 when it does not.
    """
    height, width, classes, *types = map(int, arguments)
    twin = sys.stdin.buffer.read()
    try:
        _check_structure(twin, height, width)
        _limit_resources()
        engine = LiteRTEngine(twin, lanes=1, threads=1)
        picture = probe_picture(height, width)
        for pixels in (picture, 255 - picture):
            check_outputs(engine.run(pixels[None]), 1, classes, types)
    except Exception:  # LiteRT raises whatever it likes; the other side has the sentence
        return 1
    return 0


def _check_structure(twin: bytes, height: int, width: int) -> None:
    """Nothing but one graph of LiteRT's own operations, of a size that can be meant.

    Raises:
        ValueError: it is something else. Damaged offsets raise other errors.
    """
    from ai_edge_litert import schema_py_generated as schema

    if not schema.Model.ModelBufferHasIdentifier(twin, 0):
        raise ValueError("no LiteRT model")
    model = schema.Model.GetRootAs(twin, 0)
    codes = (model.OperatorCodes(n) for n in range(model.OperatorCodesLength()))
    if any(code.CustomCode() is not None for code in codes):
        raise ValueError("operations of its own")
    if model.SubgraphsLength() != 1:
        raise ValueError("not one graph")
    graph = model.Subgraphs(0)
    if graph.TensorsLength() > MAX_TENSORS:
        raise ValueError("too many tensors")
    shapes = [_shape(graph.Tensors(n)) for n in range(graph.TensorsLength())]
    if sum(math.prod(shape) for shape in shapes) > MAX_ELEMENTS:
        raise ValueError("tensors too large")
    if [shapes[n] for n in graph.InputsAsNumpy()] != [[1, height, width, 3]]:
        raise ValueError("another input")


def _shape(tensor: Any) -> list[int]:
    shape = [int(side) for side in tensor.ShapeAsNumpy()] if tensor.ShapeLength() else []
    if min(shape, default=0) < 0:
        raise ValueError("a negative size")
    return shape


def _limit_resources() -> None:
    """No more than ``MAX_MEMORY`` bytes above what Python and the libraries take now.

    Only Linux says how much that is; elsewhere the sizes of the tensors are the limit. The limit of
    time is for a trial whose program was killed meanwhile.
    """
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MAX_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refused(folder: ModelFolder, what: str) -> ModelFolderError:
    return ModelFolderError(
        "model_damaged",
        f"The model in {folder.path} is not used, since its twin {what}; publish it again or "
        "choose another model.",
    )
