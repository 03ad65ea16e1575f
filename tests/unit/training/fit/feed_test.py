"""Several workers are fed together what one would have been fed alone."""

from collections.abc import Iterator

import numpy as np
import pytest

from training.fit.feed import Examples, Feed

COUNT, VIEWS, BATCH = 13, 3, 4


def everything() -> Examples:
    """Pictures whose input is their number, and a tenth for each view."""
    numbers = np.arange(COUNT) + np.arange(VIEWS)[:, None] / 10
    labels = np.arange(COUNT) % 2
    weights = np.array([2.0, 0.5], np.float32)[labels]
    return Examples({"": numbers[..., None].astype(np.float16)}, labels, weights=weights)


def batches(feed: Feed) -> Iterator[tuple[np.ndarray, ...]]:
    """What one worker is fed."""
    return iter(feed.share_of(0, 1, 1).as_numpy_iterator())


def share(replica: int, replicas: int) -> Examples:
    whole, mine = everything(), np.arange(replica, COUNT, replicas)
    weights = whole.weights[mine]
    return Examples({"": whole.inputs[""][:, mine]}, whole.labels[mine], mine, COUNT, weights)


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    feeds = [Feed(everything(), BATCH, (7, 1)) for _ in range(2)]
    first = [
        np.concatenate([x for x, *_ in feed.share_of(0, 1, 1).as_numpy_iterator()])
        for feed in feeds
    ]
    assert np.array_equal(*first)
    feeds[0].epoch = 1
    second = np.concatenate([x for x, *_ in batches(feeds[0])])
    assert not np.array_equal(first[0], second)
    assert np.sort(second.astype(int), axis=0).ravel().tolist() == list(range(COUNT))


@pytest.mark.parametrize("replicas", [2, 3])
def test_parts_make_up_the_whole_batches(replicas: int) -> None:
    alone = list(batches(Feed(everything(), BATCH, (7, 1))))
    parts = [
        list(
            Feed(share(replica, replicas), BATCH, (7, 1))
            .share_of(replica, 1, replicas)
            .as_numpy_iterator()
        )
        for replica in range(replicas)
    ]
    assert [len(worker) for worker in parts] == [len(alone)] * replicas
    for step, (inputs, _, weights, _) in enumerate(alone):
        taken = [worker[step] for worker in parts]
        real = [positions >= 0 for *_, positions in taken]
        together = np.concatenate([part[0][kept] for part, kept in zip(taken, real, strict=True)])
        assert sorted(together.ravel().tolist()) == sorted(inputs.ravel().tolist())
        assert sum(part[2].sum() for part in taken) == pytest.approx(sum(weights))
    assert any(not kept.all() for worker in parts for *_, kept in [(worker[-1][3] >= 0,)])


def test_some_of_the_pictures_are_fed_as_if_there_were_no_others() -> None:
    some = everything().only(np.array([2, 5, 7, 11])).only(np.array([3, 0]))
    ((inputs, labels, weights, positions),) = (
        Feed(some, BATCH).share_of(0, 1, 1).as_numpy_iterator()
    )
    assert inputs.ravel().tolist() == [11, 2]
    assert labels.tolist() == [1, 0]
    assert (2 * weights).tolist() == [0.5, 2.0]  # of a batch of two
    assert positions.tolist() == [0, 1]
