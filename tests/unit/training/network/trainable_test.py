"""What training changes in 16 bits is what is published in 32."""

import numpy as np

from training.config import FitConfig
from training.network.trainable import open_trainable


def test_what_is_learnt_in_16_bits_is_kept_in_32() -> None:
    config = FitConfig(base_weights="random", input_size=75, bfloat16=True)
    base = open_trainable(config, 9)
    before = base.base.get_weights()
    top = base.cut_for("train").top
    assert top.layers[-1].compute_dtype == "bfloat16"
    assert base.cut_for("test").top.layers[-1].compute_dtype == "float32"
    top.set_weights([values + 1 for values in top.get_weights()])
    base.take_over()
    after = base.base.get_weights()
    changed = [not np.array_equal(one, other) for one, other in zip(before, after, strict=True)]
    assert sum(changed) == len(top.get_weights())


def test_in_32_bits_there_is_one_base_only() -> None:
    base = open_trainable(FitConfig(base_weights="random", input_size=75), 9)
    assert base.cut_for("train") is base.cut_for("test")
