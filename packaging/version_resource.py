"""What Windows shows under Properties > Details of the programs."""

from __future__ import annotations

from pathlib import Path

_TEXT = """\
VSVersionInfo(
    ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                      fileType=0x1, subtype=0x0, date=(0, 0)),
    kids=[
        StringFileInfo([StringTable("040904B0", [
            StringStruct("CompanyName", "The Shelfwise developers"),
            StringStruct("FileDescription", "Shelfwise: puts product photos on the right shelf"),
            StringStruct("FileVersion", "{version}"),
            StringStruct("InternalName", "shelfwise"),
            StringStruct("LegalCopyright", "MIT licence"),
            StringStruct("OriginalFilename", "shelfwise.exe"),
            StringStruct("ProductName", "Shelfwise"),
            StringStruct("ProductVersion", "{version}"),
        ])]),
        VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
    ],
)
"""


def version_resource(version: str, work: Path) -> str:
    """Write the file that PyInstaller reads, and return its path.

    Args:
        version: as ``1.2.3``.
        work: a folder to write into.
    """
    parts = [int(part) for part in version.split(".")[:4]]
    numbers = tuple(parts + [0] * (4 - len(parts)))
    work.mkdir(parents=True, exist_ok=True)
    file = work / "version_resource.txt"
    file.write_text(_TEXT.format(numbers=numbers, version=version), encoding="utf-8")
    return str(file)
