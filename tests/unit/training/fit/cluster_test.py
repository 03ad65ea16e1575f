"""TF_CONFIG is understood or refused in one sentence, and every picture has one worker."""

import json

import numpy as np
import pytest

from training.errors import RunError
from training.fit.cluster import ALONE, Cluster, Strategy, join_cluster

PAIR = {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}


class Replicas:
    """Stands for a strategy of so many replicas."""

    def __init__(self, count: int) -> None:
        self.num_replicas_in_sync = count


def test_without_a_strategy_there_is_one_device() -> None:
    assert join_cluster(Strategy.NONE) is ALONE
    assert ALONE.is_chief
    assert ALONE.share(5).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("config", "what"),
    [
        (None, "is not set"),
        ("  ", "is not set"),
        ("{'cluster': 1}", "cannot be read"),
        ("[1, 2]", "cannot be read"),
        (json.dumps({"cluster": PAIR}), "cannot be read"),
        (json.dumps({"cluster": PAIR, "task": {"type": "worker", "index": 2}}), "worker 2"),
        (json.dumps({"cluster": PAIR, "task": {"type": "worker", "index": -1}}), "worker -1"),
        (json.dumps({"cluster": PAIR, "task": {"type": "chief", "index": 0}}), "chief 0"),
        (
            json.dumps({"cluster": PAIR | {"ps": ["a:1"]}, "task": {"type": "ps", "index": 0}}),
            "others than a chief and workers",
        ),
        (
            json.dumps({"cluster": {"worker": ["here"]}, "task": {"type": "worker", "index": 0}}),
            "HOST:PORT",
        ),
        (
            json.dumps(
                {"cluster": {"worker": ["a:1", "a:1"]}, "task": {"type": "worker", "index": 0}}
            ),
            "twice",
        ),
    ],
)
def test_a_missing_or_damaged_tf_config_is_told(
    monkeypatch: pytest.MonkeyPatch, config: str | None, what: str
) -> None:
    if config is None:
        monkeypatch.delenv("TF_CONFIG", raising=False)
    else:
        monkeypatch.setenv("TF_CONFIG", config)
    with pytest.raises(RunError, match="TF_CONFIG") as refused:
        join_cluster(Strategy.MULTI_WORKER)
    assert refused.value.code == "tf_config"
    assert what in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(("workers", "replicas"), [(2, 2), (3, 3), (2, 4)])
def test_every_picture_is_one_workers(workers: int, replicas: int) -> None:
    shares = [Cluster(Replicas(replicas), worker, workers).share(23) for worker in range(workers)]
    assert np.sort(np.concatenate(shares)).tolist() == list(range(23))
    assert max(map(len, shares)) - min(map(len, shares)) <= replicas // workers
