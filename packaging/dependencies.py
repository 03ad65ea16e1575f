"""Tell what Shelfwise is built on: ``docs/dependencies.md``, and the notices that a bundle carries.

python packaging/dependencies.py docs              # the table, of what is installed here
python packaging/dependencies.py notices FILE      # every licence text, for the bundle
"""

from __future__ import annotations

import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "dependencies.md"
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|third.?party)", re.IGNORECASE)
_LONGEST_NAME = 60
_HEAD = """\
# What Shelfwise is built on

Written by `make dependencies` from what is installed in `.venv`; size is what a package takes on
the disk without what it needs itself. Bounds are in `pyproject.toml`, exact versions and hashes in
`packaging/*.lock`.

"""
_TITLES = {
    "": "The program",
    "training": "Extra `training`",
    "cluster": "Extra `cluster`",
    "bundle": "Only to build the bundle",
}


@dataclass(frozen=True)
class Package:
    """One installed package."""

    name: str
    version: str
    licence: str
    size: int
    texts: tuple[Path, ...]


def packages(extra: str) -> list[Package]:
    """Find what an extra (empty: the program itself) needs, and what that needs, sorted by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    found: dict[str, Distribution] = {}
    _collect(wanted, (), found)
    return [_package(item) for _, item in sorted(found.items())]


def _collect(lines: Iterable[str], extras: Iterable[str], found: dict[str, Distribution]) -> None:
    for line in lines:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": name}) for name in ("", *extras)):
            continue
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if key in found:
            continue
        try:
            found[key] = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        _collect(found[key].requires or (), requirement.extras, found)


def _package(item: Distribution) -> Package:
    files = [Path(str(item.locate_file(file))) for file in item.files or ()]
    texts = [file for file in files if _LICENCE_FILE.search(file.name) and file.suffix != ".py"]
    return Package(
        item.metadata["Name"],
        item.version,
        _licence(item),
        sum(file.stat().st_size for file in files if file.is_file()),
        tuple(sorted(file for file in texts if file.is_file())),
    )


def _licence(item: Distribution) -> str:
    """Read a licence as packages tell it: an SPDX expression, a short text, or a classifier."""
    told = item.metadata.get("License-Expression") or item.metadata.get("License") or ""
    if told and len(told) <= _LONGEST_NAME and "\n" not in told:
        return told
    named = [
        line.rpartition(" :: ")[2]
        for line in item.metadata.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    return ", ".join(named) or "see its licence file"


def table() -> str:
    """Write the Markdown of ``docs/dependencies.md``."""
    parts = [_HEAD]
    seen: set[str] = set()
    for extra, title in _TITLES.items():
        rows = [item for item in packages(extra) if item.name not in seen]
        if not rows:
            continue
        seen |= {item.name for item in rows}
        total = sum(item.size for item in rows)
        parts.append(f"## {title}: {total / 1e6:,.0f} MB\n\n| package | version | licence | MB |\n")
        parts.append("|---|---|---|---|\n")
        for item in rows:
            size = f"{item.size / 1e6:,.1f}"
            parts.append(f"| {item.name} | {item.version} | {item.licence} | {size} |\n")
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def notices() -> Iterator[str]:
    """Yield the licence of every package that a bundle holds, with the texts they come with."""
    yield "Shelfwise is under the MIT licence; this bundle also holds the following software.\n"
    python_licence = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python_licence.is_file():
        yield _notice("Python", sys.version.split()[0], "PSF-2.0", [python_licence])
    yield _notice("Tcl/Tk", "", "TCL, https://www.tcl-lang.org/software/tcltk/license.html", [])
    for item in packages(""):
        yield _notice(item.name, item.version, item.licence, item.texts)


def _notice(name: str, version: str, licence: str, texts: Iterable[Path]) -> str:
    words = [file.read_text(encoding="utf-8", errors="replace").strip() for file in texts]
    head = f"{'=' * 80}\n{name} {version}: {licence}\n{'=' * 80}\n"
    return head + "\n\n".join(words) + "\n"


def main(arguments: list[str]) -> int:
    """Write what was asked for; 2 where nothing known was."""
    match arguments:
        case ["docs"]:
            TABLE.write_text(table(), encoding="utf-8")
        case ["notices", file]:
            Path(file).write_text("\n".join(notices()), encoding="utf-8")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
