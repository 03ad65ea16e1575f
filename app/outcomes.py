"""What the commands that classify make of outcomes: counts, and the lines that tell them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.core.answers import Failed, Outcome, Verdict

UNREADABLE, EMPTY = "unreadable", "empty folder"


def as_a_product(outcome: Outcome) -> Outcome:
    """Return the outcome where everything is a product: what the model refused is *unsure*."""
    if isinstance(outcome, Failed) or outcome.prediction.verdict is not Verdict.NOT_ONE_OF_THESE:
        return outcome
    return replace(outcome, prediction=replace(outcome.prediction, verdict=Verdict.UNSURE))


def kind_of(verdict: str, code: str) -> str:
    """Tell what is counted of a row, by its verdict and the code of its error."""
    return verdict or (EMPTY if code == "no_pictures" else UNREADABLE)


def summary(counts: Counter[str], found: int) -> list[str]:
    """Say what came of it: how many were read, and their verdicts."""
    read = sum(counts[verdict.value] for verdict in Verdict)
    parts = [f"{read:,} classified"]
    if failed := counts[UNREADABLE]:
        parts.append(f"{failed:,} could not be read")
    if empty := counts[EMPTY]:
        parts.append(f"{empty:,} folder{'' if empty == 1 else 's'} without pictures")
    if left := found - counts.total():
        parts.append(f"{left:,} not done")
    lines = [", ".join(parts) + "."]
    if read:
        lines.append(", ".join(f"{counts[item.value]:,} {item.value}" for item in Verdict) + ".")
    return lines
