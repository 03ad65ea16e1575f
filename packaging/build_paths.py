"""Takes the paths of the machine that built a bundle out of its libraries.

    python packaging/build_paths.py BUNDLE

A Python that was built into a folder of its own names that folder in its extension modules
(RUNPATH): the loader would look there first, on whatever machine the bundle runs.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

_ELF64_LITTLE = b"\x7fELF\x02\x01"
_DYNAMIC, _LOAD = 2, 1
_DT_NULL, _DT_STRTAB, _DT_RPATH, _DT_RUNPATH = 0, 5, 15, 29
_ENTRY = struct.Struct("<qQ")


def without_build_paths(content: bytes) -> bytes:
    """Return a library whose search path does not leave its own folder; others as they are."""
    if not content.startswith(_ELF64_LITTLE):
        return content
    offset, size, count = (
        struct.unpack_from(form, content, at)[0]
        for form, at in (("<Q", 32), ("<H", 54), ("<H", 56))
    )
    headers = [struct.unpack_from("<IIQQQQQQ", content, offset + n * size) for n in range(count)]
    dynamic = next((header for header in headers if header[0] == _DYNAMIC), None)
    if dynamic is None:
        return content
    start, length = dynamic[2], dynamic[5]
    entries = [_ENTRY.unpack_from(content, at) for at in range(start, start + length, _ENTRY.size)]
    strings = next(value for tag, value in entries if tag == _DT_STRTAB)
    place = next(
        h[2] + strings - h[3] for h in headers if h[0] == _LOAD and h[3] <= strings < h[3] + h[5]
    )

    def leads_out(tag: int, value: int) -> bool:
        if tag not in {_DT_RPATH, _DT_RUNPATH}:
            return False
        path = content[place + value : content.index(b"\0", place + value)]
        return not all(part.startswith(b"$ORIGIN") for part in path.split(b":"))

    kept = [entry for entry in entries if not leads_out(*entry)]
    kept += [(_DT_NULL, 0)] * (len(entries) - len(kept))
    table = b"".join(_ENTRY.pack(*entry) for entry in kept)
    return content[:start] + table + content[start + length :]


def main() -> None:
    """Change the files of a bundle in place."""
    changed = 0
    for file in Path(sys.argv[1]).rglob("*"):
        if file.is_file() and not file.is_symlink() and ".so" in file.name:
            content = file.read_bytes()
            if (new := without_build_paths(content)) != content:
                file.write_bytes(new)
                changed += 1
    print(f"{changed} libraries named a folder of this machine")


if __name__ == "__main__":
    main()
