"""Photos of one product: which belong together, and what all of them say together."""

from __future__ import annotations

import enum
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from app.core.answers import Row, Verdict

LAST_NUMBER = re.compile(r"[ _-]+\(?\d{1,2}\)?$")  # of photos 123_1.jpg, 123_2.jpg
_MOST_PHOTOS = 8  # of a product; a folder of more holds other things
_FEWEST = 3  # products
_LEAST = 1e-9  # a probability of 0 would outweigh everything

Key: TypeAlias = tuple[Path, str]


class By(enum.StrEnum):
    """What photos of one product have in common."""

    FOLDER = "folder"
    """Their folder: ``SKU1/1.jpg``, ``SKU1/back.jpg``."""
    NAME = "name"
    """Their name, but for a number at its end: ``123_1.jpg``, ``123_2.jpg``."""


def product_key(path: Path, by: By) -> Key:
    """Return what tells the product of a photo from others: its folder and its name."""
    folder = path.absolute().parent
    name = folder.name if by is By.FOLDER else LAST_NUMBER.sub("", path.stem)
    return folder, name


def looks_like_products(paths: Iterable[Path]) -> By | None:
    """Tell whether most photos lie together as those of a few products do; None: they do not."""
    known = list(paths)
    for by in By:
        sizes = Counter(product_key(path, by) for path in known).values()
        together = [size for size in sizes if 2 <= size <= _MOST_PHOTOS]
        if len(together) >= _FEWEST and 5 * sum(together) >= 3 * len(known):
            return by
    return None


def combined(row: Row, answers: Sequence[Row]) -> Row:
    """Return a photo's row with the answer of its whole product, for the caller to judge.

    Probabilities are averaged in logits. A product is refused where most of its photos are.

    Args:
        answers: what was said of each photo alone; all of them are answers.
    """
    logits = [
        sum(math.log(max(value, _LEAST)) for value in values) / len(answers)
        for values in zip(*(answer.probabilities for answer in answers), strict=True)
    ]
    powers = [math.exp(logit - max(logits)) for logit in logits]
    probabilities = tuple(power / sum(powers) for power in powers)
    best = probabilities.index(max(probabilities))
    labels = {answer.probabilities.index(answer.confidence): answer.label for answer in answers}
    label = labels.get(best) or row.label
    refused = [each.refused or each.verdict is Verdict.NOT_ONE_OF_THESE for each in answers]
    alike = [answer for answer in answers if answer.label == label and answer.types]
    clearest = max(alike, key=lambda answer: answer.type_probability, default=None)
    return row._replace(
        verdict=Verdict.NOT_ONE_OF_THESE if 2 * sum(refused) > len(refused) else Verdict.SURE,
        label=label,
        probabilities=probabilities,
        refused=False,
        types=clearest.types if clearest else (),
        type_probability=clearest.type_probability if clearest else 0.0,
    )
