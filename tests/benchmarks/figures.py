"""Figures of benchmarks: several values each, with median and spread, kept and shown by part."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "benchmarks.json"
_LIBRARIES = (
    *("ai-edge-litert", "numpy", "opencv-python-headless", "pillow", "customtkinter"),
    *("tensorflow", "keras"),
)


@dataclass(frozen=True)
class Figure:
    """One thing that was measured.

    Attributes:
        values: one a round.
        wanted: ``<= 0.6`` or ``>= 2``; empty where nothing is.
        note: what the reader must know to understand it.
    """

    name: str
    values: tuple[float, ...]
    unit: str
    wanted: str = ""
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the median is where it should be."""
        if not self.wanted:
            return True
        relation, limit = self.wanted.split()
        value = median(self.values)
        return value <= float(limit) if relation == "<=" else value >= float(limit)

    def row(self) -> str:
        """A line of a Markdown table."""
        mark = "" if not self.wanted else " yes" if self.reached else " **no**"
        spread = f"{_shown(min(self.values))} to {_shown(max(self.values))}"
        note = f" ({self.note})" if self.note else ""
        return (
            f"| {self.name}{note} | {_shown(median(self.values))} {self.unit} | {spread} "
            f"({len(self.values)}) | {self.wanted} |{mark} |"
        )


def ratio(name: str, above: Figure, below: Figure, wanted: str = "", note: str = "") -> Figure:
    """Round by round, how many times the one is the other."""
    values = tuple(a / b for a, b in zip(above.values, below.values, strict=True))
    return Figure(name, values, "x", wanted, note)


def keep(part: str, figures: Sequence[Figure]) -> None:
    """Put the figures of a part in place of those that were there before."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[part] = {"machine": machine(), "figures": [asdict(figure) for figure in figures]}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def kept_figures(part: str) -> tuple[str, list[Figure]]:
    """The machine and the figures of a part, as they were kept last; none if they never were."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if part not in kept:
        return "", []
    figures = [Figure(**item | {"values": tuple(item["values"])}) for item in kept[part]["figures"]]
    return kept[part]["machine"], figures


def tell(part: str, figures: Sequence[Figure]) -> int:
    """Print and keep the figures of a part; 1 when one is not where it should be."""
    print("\n".join(figure.row() for figure in figures), flush=True)
    keep(part, figures)
    return int(not all(figure.reached for figure in figures))


def rounds(count: int, *measures: Callable[[], Any]) -> list[tuple[Any, ...]]:
    """Each measure's values; the measures take turns, so that all meet the same conditions."""
    taken = [[measure() for measure in measures] for _ in range(count)]
    return [tuple(values) for values in zip(*taken, strict=True)]


def machine() -> str:
    """Processor, system, what it had to do meanwhile, and versions, as one line."""
    processor = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        lines = cpus.read_text().splitlines()
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = f"{len(models)} cores {models[0]}" if models else processor
    memory = ""
    if Path("/proc/meminfo").exists():
        kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
        memory = f", {kilobytes / 2**20:.0f} GiB"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    system = f"{platform.system()} {platform.release()}"
    load = f"; load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{processor}{memory}, {system}{load}; Python {sys.version.split()[0]}, {libraries}"


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
