"""A sample stands for all types and sources, and comes back from its file as it was."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.data.product_types import ProductTypes
from training.errors import RunError
from training.fit.sample import SAMPLE_PATH, Sample, draw_evenly, read_sample, write_sample
from training.output_layout import OutputLayout


@pytest.fixture
def sample() -> Sample:
    random = np.random.default_rng(0)
    return Sample(
        random.normal(0, 1, (6, 4)).astype(np.float16),
        np.array([0, 1, 2, 0, 1, 2], np.int64),
        np.array([False] * 4 + [True] * 2),
        40,
        random.normal(0, 1, (4, 3)).astype(np.float32),
        np.zeros(3, np.float32),
        ProductTypes(("pen", "bag", "other"), OutputLayout(2, (0, 1, 2)), {"pens/": 0}),
        "other",
    )


def test_rare_labels_and_sources_all_take_part() -> None:
    labels = [0] * 1000 + [1] * 5 + [2] * 100
    sources = ["large"] * 990 + ["small"] * 10 + ["large"] * 5 + ["a", "b"] * 50
    drawn = draw_evenly(labels, sources, 45)
    taken = [(labels[row], sources[row]) for row in drawn]
    assert len(drawn) == len(set(drawn.tolist())) == 45
    assert [taken.count(pair) for pair in ((1, "large"), (0, "small"), (0, "large"))] == [5, 10, 10]
    assert taken.count((2, "a")) == taken.count((2, "b")) == 10
    assert list(draw_evenly(labels, sources, 45)) == list(drawn)


def test_it_comes_back_from_its_file(sample: Sample, tmp_path: Path) -> None:
    write_sample(tmp_path, sample)
    found = read_sample(tmp_path)
    assert found is not None
    for name in ("features", "labels", "judging", "kernel", "bias"):
        assert np.array_equal(getattr(found, name), getattr(sample, name))
    assert (found.trained, found.types, found.background) == (40, sample.types, "other")


def test_a_model_without_one_has_none(tmp_path: Path) -> None:
    assert read_sample(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no archive"])
def test_a_damaged_one_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / SAMPLE_PATH
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(RunError, match=r"cannot be read.*from scratch"):
        read_sample(tmp_path)


def test_parts_that_do_not_fit_together_are_refused(sample: Sample, tmp_path: Path) -> None:
    for wrong in (
        replace(sample, labels=np.array([0, 1, 2, 0, 1, 7])),
        replace(sample, kernel=np.zeros((5, 3), np.float32)),
        replace(sample, judging=np.zeros(2, bool)),
    ):
        write_sample(tmp_path, wrong)
        with pytest.raises(RunError, match="cannot be read"):
            read_sample(tmp_path)
