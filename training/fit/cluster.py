"""Who trains together: one device, several GPUs, or several machines, by ``tf.distribute``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.errors import RunError
from training.network.tensorflow_setup import import_tensorflow
from training.progress import Progress, ProgressCallback, no_progress

_ENVIRONMENT = "TF_CONFIG"
_EXAMPLE = (
    '{"cluster": {"worker": ["HOST:PORT", "HOST:PORT"]}, "task": {"type": "worker", "index": 0}}'
)
_ABSENT = -1
OPEN_PORT_WARNING = (
    "Each worker listens on every network interface of its machine, whatever address TF_CONFIG "
    "names, and obeys whoever reaches its port: TensorFlow knows no other way. Train only in a "
    "network that you trust, or let a firewall keep others from that port."
)


class Strategy(StrEnum):
    """Which ``tf.distribute`` strategy a run uses."""

    NONE = "none"
    MIRRORED = "mirrored"
    MULTI_WORKER = "multi-worker"


@dataclass(frozen=True)
class Cluster:
    """The processes that train one network together, and this one's place among them.

    Attributes:
        strategy: a ``tf.distribute.Strategy``; None on one device, where Keras needs none.
        worker: number of this process; 0 is the chief, who alone writes into the run folder.
        workers: how many processes there are.
    """

    strategy: Any = None
    worker: int = 0
    workers: int = 1

    @property
    def is_chief(self) -> bool:
        """Whether this process keeps the run."""
        return self.worker == 0

    @property
    def replicas(self) -> int:
        """Copies of the network, in all processes."""
        return 1 if self.strategy is None else int(self.strategy.num_replicas_in_sync)

    @property
    def own_replicas(self) -> int:
        """Copies of the network in this process: one for each of its GPUs, or one."""
        return self.replicas // self.workers

    @property
    def first_replica(self) -> int:
        """Number of this process's first copy."""
        return self.worker * self.own_replicas

    @property
    def distribution(self) -> Any:
        """The strategy; on one device TensorFlow's own default, which adds nothing."""
        import tensorflow as tf

        return tf.distribute.get_strategy() if self.strategy is None else self.strategy

    def scope(self) -> AbstractContextManager[Any]:
        """Networks and optimisers are made inside it."""
        return nullcontext() if self.strategy is None else self.strategy.scope()

    def share(self, count: int) -> npt.NDArray[np.intp]:
        """Choose which of ``count`` pictures this process computes: those of its replicas."""
        replica = np.arange(count) % self.replicas
        first = self.first_replica
        return np.flatnonzero((first <= replica) & (replica < first + self.own_replicas))

    def copy_from_chief(self, path: Path) -> None:
        """Give every process the chief's file of that name, or none where the chief has none.

        Every process calls it with its own folder's ``path``, at the same point of its work.
        """
        if self.workers == 1:
            return
        held = path.read_bytes() if self.is_chief and path.is_file() else None
        content = self._from_chief(held)
        if self.is_chief:
            return
        if content is None:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, content)

    def _from_chief(self, content: bytes | None) -> bytes | None:
        size = int(self._summed(np.array([_ABSENT if content is None else len(content)]))[0])
        if size == _ABSENT:
            return None
        words = np.frombuffer((content or b"").ljust(-(-size // 4) * 4, b"\0"), np.int32)
        return self._summed(np.resize(words, -(-size // 4))).tobytes()[:size]

    def _summed(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The chief's values: what the others add to the sum is nothing."""
        import tensorflow as tf

        def part(context: Any) -> Any:
            speaks = self.is_chief and context.replica_id_in_sync_group == 0
            return tf.constant(values if speaks else np.zeros_like(values))

        parts = self.strategy.experimental_distribute_values_from_function(part)
        total = self.strategy.reduce(tf.distribute.ReduceOp.SUM, parts, axis=None)
        return np.asarray(total.numpy())


ALONE = Cluster()
"""One process, one device."""


def join_cluster(strategy: Strategy, on_progress: ProgressCallback = no_progress) -> Cluster:
    """Make the strategy; for ``multi-worker`` wait until every process of ``TF_CONFIG`` is there.

    Raises:
        RunError: ``tf_config``: it is missing or damaged, or its address cannot be used.
        SetupError: TensorFlow is not installed.
    """
    if strategy is Strategy.NONE:
        return ALONE
    place = _place_in_cluster() if strategy is Strategy.MULTI_WORKER else (0, 1)
    import_tensorflow()
    import tensorflow as tf

    if strategy is Strategy.MIRRORED:
        return Cluster(tf.distribute.MirroredStrategy())
    on_progress(Progress("Waiting for the other workers", 0, place[1]))
    try:
        return Cluster(tf.distribute.MultiWorkerMirroredStrategy(), *place)
    except (tf.errors.OpError, ValueError, RuntimeError) as error:
        raise RunError(
            "tf_config",
            f"The workers that {_ENVIRONMENT} names did not come together "
            f"({_first_line(error)}); see that each address is right and its port is free.",
        ) from error


@contextmanager
def report_lost_workers(cluster: Cluster) -> Iterator[None]:
    """Say in one sentence when the others can no longer be reached.

    Raises:
        RunError: ``worker_lost``.
    """
    if cluster.workers == 1:
        yield
        return
    import tensorflow as tf

    try:
        yield
    except (
        tf.errors.UnavailableError,
        tf.errors.AbortedError,
        tf.errors.InternalError,
        tf.errors.CancelledError,
        tf.errors.DeadlineExceededError,
        tf.errors.FailedPreconditionError,
    ) as error:
        raise RunError(
            "worker_lost",
            "Another worker has stopped or can no longer be reached; see what it says, then start "
            "all workers again with --resume.",
        ) from error


def _place_in_cluster() -> tuple[int, int]:
    """Number of this process and number of processes, as ``TF_CONFIG`` says.

    A ``chief``, where there is one, comes before the workers; else worker 0 is the chief.
    """
    text = os.environ.get(_ENVIRONMENT, "")
    if not text.strip():
        raise _bad_config("is not set")
    try:
        document = json.loads(text)
        cluster, task = document["cluster"], document["task"]
        kind, index = task["type"], int(task["index"])
        addresses = [*cluster.get("chief", ()), *cluster.get("worker", ())]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _bad_config("cannot be read") from error
    if set(cluster) - {"chief", "worker"}:
        raise _bad_config("names others than a chief and workers")
    if kind not in cluster or not 0 <= index < len(cluster[kind]):
        raise _bad_config(f"does not name the {kind} {index} that this process shall be")
    for address in addresses:
        host, _, port = str(address).rpartition(":")
        if not (host and port.isdecimal() and 0 < int(port) < 1 << 16):
            raise _bad_config(f"holds {address!r}, which is not HOST:PORT")
    if len(set(addresses)) < len(addresses):
        raise _bad_config("names one address twice")
    before = len(cluster.get("chief", ())) if kind == "worker" else 0
    return before + index, len(addresses)


def _bad_config(what: str) -> RunError:
    return RunError(
        "tf_config",
        f"--strategy multi-worker needs the environment variable {_ENVIRONMENT}, which {what}; "
        f"set it on every machine, each with its own index: {_EXAMPLE}",
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
