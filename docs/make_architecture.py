"""Draws what ``docs/architecture.md`` shows of the code: ``python docs/make_architecture.py``.

The tree comes from the first lines of the packages' docstrings, the layers from the contracts of
import-linter in ``pyproject.toml``. Both stand between marks in the page; the rest is written by
hand. With ``--check`` nothing is written, and the exit code says whether the page is up to date.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
_PACKAGES = ("app", "training")
_COLUMN = 24
_SIBLINGS = re.compile(r"\s*[|:]\s*")


def updated(page: str, root: Path = ROOT) -> str:
    """Return the page with its tree and its layers as the code has them now."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    layers = [contract for contract in contracts if contract["type"] == "layers"]
    parts = {"tree": "\n".join(tree(root)), "layers": "\n\n".join(map(diagram, layers))}
    for name, text in parts.items():
        begin, end = f"<!-- {name}: made by make_architecture.py -->\n", f"<!-- /{name} -->"
        head, _, rest = page.partition(begin)
        _, found, tail = rest.partition(end)
        if not found:
            raise ValueError(f"{PAGE.name} has no place for the {name}: {begin.strip()} ... {end}")
        page = f"{head}{begin}{text}\n{end}{tail}"
    return page


def tree(root: Path) -> Iterator[str]:
    """Yield the packages, a line each, with what the first line of their docstring says."""
    yield "```"
    for package in _PACKAGES:
        for file in sorted((root / package).rglob("__init__.py")):
            folder = file.parent.relative_to(root)
            name = "  " * (len(folder.parts) - 1) + folder.name
            yield f"{name:{_COLUMN}}{_first_line(file)}".rstrip()
    yield "```"


def diagram(contract: dict[str, Any]) -> str:
    """Draw a contract of layers as Mermaid: a box a layer, the highest on top."""
    containers = contract.get("containers", [])
    title = ", ".join(containers) or contract["name"]
    lines = ["```mermaid", "flowchart TB", f'  subgraph all["{title}"]']
    before = ""
    for number, layer in enumerate(contract["layers"]):
        names = _SIBLINGS.split(layer)
        box = f"layer{number}"
        lines.append(f'    {box}["{"   ".join(name.strip("() ") for name in names)}"]')
        if before:
            lines.append(f"    {before} --> {box}")
        before = box
    return "\n".join([*lines, "  end", "```"])


def _first_line(file: Path) -> str:
    document = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return document.partition("\n")[0]


def main(arguments: Sequence[str]) -> int:
    """Bring the page up to date, or only tell whether it is."""
    page = PAGE.read_text(encoding="utf-8")
    now = updated(page)
    if now == page:
        return 0
    if "--check" in arguments:
        print("docs/architecture.md is out of date: run python docs/make_architecture.py")
        return 1
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
