"""Which class each output of the last layer counts for.

A network may tell finer things apart than it is asked about: product types, and kinds of other
things.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class OutputLayout:
    """The outputs of a last layer.

    Attributes:
        classes: C, how many classes there are.
        groups: for each output the index of its class, or C for one of the background.
    """

    classes: int
    groups: tuple[int, ...]

    @classmethod
    def plain(cls, classes: int, *, background: bool) -> OutputLayout:
        """One output for each class, and then one for the background if there is one."""
        return cls(classes, tuple(range(classes + int(background))))

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return len(self.groups)

    @property
    def background(self) -> bool:
        """Whether any output is of the background."""
        return self.classes in self.groups

    @property
    def types(self) -> int:
        """How many outputs are of classes; they come before those of the background."""
        return sum(group < self.classes for group in self.groups)

    @property
    def is_plain(self) -> bool:
        """Whether there is one output for each class and at most one for the background."""
        return self.groups == tuple(range(self.outputs))

    def membership(self) -> npt.NDArray[np.float32]:
        """Tell which output counts for which class: 0 or 1, float32 [outputs, C] or [.., C + 1]."""
        width = self.classes + int(self.background)
        return np.eye(width, dtype=np.float32)[list(self.groups)]

    def coarse(self, labels: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Turn labels of outputs into those of classes, int64 [N]; C is the background."""
        return np.array(self.groups, np.int64)[labels]
