"""Leave out the libraries that OpenCV is linked with and Shelfwise never calls.

OpenCV's wheels for Linux link FFmpeg (films) and OpenBLAS (linear algebra), 75 MB of libraries. The
program decodes, resizes and outlines pictures. The loader wants every name that OpenCV could
call, so a library is replaced by one of the same name and symbols in which every function ends
the process. What only the replaced ones needed goes, too, and so do the names of functions in a
Python that somebody built. Needs gcc and binutils; without them, and on other systems, everything
stays.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

Entry = tuple[str, str, str]
"""Place in the bundle, file it comes from, kind; as PyInstaller keeps them."""

_FOLDER = "opencv_python_headless.libs"
_NEVER_CALLED = re.compile(r"lib(openblasp?|avcodec|avformat|avutil|swscale)-")
_TOOLS = ("gcc", "nm", "readelf", "strip")


def thinned(entries: Sequence[Entry], work: Path) -> list[Entry]:
    """Return the libraries with stand-ins for what is never called.

    Args:
        entries: what the bundle would hold.
        work: where stand-ins are made.
    """
    if sys.platform != "linux" or not all(map(shutil.which, _TOOLS)):
        return list(entries)
    libraries = {Path(place).name: Path(source) for place, source, kind in entries if _is(kind)}
    replaced = {
        name: stand_in(source, _callers(name, libraries), work)
        for name, source in libraries.items()
        if _NEVER_CALLED.match(name) and source.parent.name == _FOLDER
    }
    unneeded = _needed_by_none_but(replaced.keys(), libraries)
    replaced |= {
        name: _stripped(source, work)
        for name, source in libraries.items()
        if name.startswith("libpython") or {"lib-dynload", "tkdnd"} & set(source.parts)
    }
    return [
        (place, str(replaced.get(Path(place).name, source)) if _is(kind) else source, kind)
        for place, source, kind in entries
        if Path(place).name not in unneeded
    ]


def stand_in(library: Path, callers: Iterable[Path], work: Path) -> Path:
    """Make a library of the same name and of those symbols that ``callers`` take from it."""
    offered = set(_symbols(library, "--defined-only"))
    wanted = {symbol for file in callers for symbol in _symbols(file, "--undefined-only")}
    by_version = defaultdict(list)
    for symbol in sorted(wanted & offered):
        name, _, version = symbol.partition("@")
        by_version[version].append(name)
    folder = work / "stand-ins"
    folder.mkdir(parents=True, exist_ok=True)
    source, script = folder / f"{library.name}.c", folder / f"{library.name}.map"
    names = [name for names in by_version.values() for name in names]
    source.write_text(
        "".join(f"void {name}(void) {{ __builtin_trap(); }}\n" for name in names),
        encoding="ascii",
    )
    script.write_text(
        "".join(
            f"{version} {{ global: {' '.join(f'{name};' for name in names)} }};\n"
            for version, names in by_version.items()
            if version
        ),
        encoding="ascii",
    )
    made = folder / library.name
    versioned = [f"-Wl,--version-script={script}"] if script.stat().st_size else []
    subprocess.run(
        [
            *("gcc", "-shared", "-fPIC", "-Os", "-nostdlib", "-s"),
            *(f"-Wl,-soname={library.name}", *versioned, "-o", str(made), str(source)),
        ],
        check=True,
    )
    return made


def _stripped(library: Path, work: Path) -> Path:
    made = work / "stripped" / library.name
    made.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "-o", str(made), str(library)], check=True)
    return made


def _callers(name: str, libraries: dict[str, Path]) -> list[Path]:
    return [
        source
        for other, source in libraries.items()
        if not _NEVER_CALLED.match(other) and name in _needed(source)
    ]


def _needed_by_none_but(replaced: Iterable[str], libraries: dict[str, Path]) -> set[str]:
    """Name OpenCV's other libraries that only stand-ins would have needed, step by step."""
    gone = set(replaced)
    own = {name for name, source in libraries.items() if source.parent.name == _FOLDER}
    while True:
        kept = (source for name, source in libraries.items() if name not in gone)
        needed = {name for source in kept for name in _needed(source)}
        more = {name for name in own - gone if name not in needed}
        if not more:
            return gone - set(replaced)
        gone |= more


def _needed(library: Path) -> list[str]:
    printed = _output("readelf", "-d", str(library))
    return re.findall(r"\(NEEDED\).*\[(.+)\]", printed)


def _symbols(library: Path, which: str) -> list[str]:
    """Names, with ``@VERSION`` where they have one."""
    lines = _output("nm", "-D", which, "--with-symbol-versions", str(library)).splitlines()
    return [line.split()[-1].replace("@@", "@") for line in lines if line.split()]


def _is(kind: str) -> bool:
    return kind in {"BINARY", "EXTENSION"}


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
