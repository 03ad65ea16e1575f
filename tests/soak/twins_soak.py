"""Changed twins with digests that match: how many would crash this process, and that none does.

``python -m tests.soak.twins_soak [TWINS]``
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema

from app.core import places
from app.core.errors import ModelFolderError
from app.core.models.engines import LiteRTEngine, probe_picture
from app.core.models.folder import (
    TWIN_PATH,
    ModelFolder,
    open_current,
    open_model_folder,
    write_contract,
)
from app.core.models.opening import create_engine
from app.core.models.trial import MAX_MEMORY

TWINS = 400
_MEMORY = 4 << 30  # of a child that loads a twin untried: enough to see that one is greedy
_SECONDS = 120
_WORDS = (0, 1, 2, 3, 127, 255, 65_535, 1 << 20, 1 << 28, (1 << 31) - 1, (1 << 32) - 1)


def changed(twin: bytes, structure: npt.NDArray[np.int64], number: int) -> tuple[str, bytes]:
    """A twin that differs where its graph is described, not in its weights; and how."""
    source, data = random.Random(number), bytearray(twin)
    graph = schema.Model.GetRootAs(data, 0).Subgraphs(0)
    kind = ("bits", "words", "another tensor", "another shape")[number % 4]
    for _ in range(source.choice((1, 1, 2, 8)) if number % 4 < 2 else 1):
        at = int(structure[source.randrange(len(structure))])
        match kind:
            case "bits":
                data[at] ^= 1 << source.randrange(8)
            case "words":
                data[at & ~3 : (at & ~3) + 4] = source.choice(_WORDS).to_bytes(4, "little")
            case "another tensor":
                operation = graph.Operators(source.randrange(graph.OperatorsLength()))
                inputs = operation.InputsAsNumpy()
                inputs[source.randrange(len(inputs))] = source.choice(
                    (-1, source.randrange(graph.TensorsLength()), 1 << 30)
                )
            case _:
                shape: Any = 0
                while isinstance(shape, int) or not len(shape):
                    shape = graph.Tensors(source.randrange(graph.TensorsLength())).ShapeAsNumpy()
                shape[source.randrange(len(shape))] = source.choice(
                    (0, -1, 4_000, 1 << 20, 1 << 30)
                )
    return kind, bytes(data)


def structure_of(twin: bytes) -> npt.NDArray[np.int64]:
    """The positions of all bytes that are no weights."""
    model, weights = schema.Model.GetRootAs(twin, 0), np.zeros(len(twin), bool)
    start = np.frombuffer(twin, np.uint8).ctypes.data
    for number in range(model.BuffersLength()):
        if model.Buffers(number).DataLength() > 64:
            values = model.Buffers(number).DataAsNumpy()
            begin = values.ctypes.data - start
            weights[begin : begin + len(values)] = True
    return np.flatnonzero(~weights)


def untried(folder: ModelFolder) -> str:
    """What loading and running it at once would do to a process."""
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a child that ends without clean-up)
            os.dup2(nowhere.fileno(), 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(_SECONDS)
        try:
            engine = LiteRTEngine(folder.twin, lanes=1, threads=1)
            engine.run(probe_picture(folder.contract.height, folder.contract.width)[None])
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    if usage.ru_maxrss * 1024 - before > MAX_MEMORY:
        return f"takes more than {MAX_MEMORY >> 20} MB"
    return "runs" if status == 0 else "is refused"


def main(twins: int) -> int:
    """0 when this process outlives them all."""
    shipped = open_current(places.shipped_models())[0]
    structure, outcomes, tried = structure_of(shipped.twin), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        path = Path(home) / "models" / "1"
        (path / TWIN_PATH).parent.mkdir(parents=True)
        for number in range(twins):
            kind, twin = changed(shipped.twin, structure, number)
            (path / TWIN_PATH).write_bytes(twin)
            write_contract(path, replace(shipped.contract, files={}))
            folder = open_model_folder(path)
            outcome = untried(folder)
            outcomes[f"{kind}: {outcome}"] += 1
            if outcome not in {"runs", "is refused"}:
                try:
                    create_engine(folder)
                    tried["let in"] += 1
                except ModelFolderError:
                    tried["refused"] += 1
    print(f"{twins} changed twins, loaded and run without a trial:")
    print(*(f"  {count:4} {what}" for what, count in sorted(outcomes.items())), sep="\n")
    print(f"of those that crash or take too much, with a trial: {dict(tried)}")
    return 1 if tried["let in"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TWINS))
