"""A bundle's libraries name no folder of the machine that built it."""

import runpy
import struct

import pytest

from tests.support.desktop import ROOT

without_build_paths = runpy.run_path(str(ROOT / "packaging" / "build_paths.py"))[
    "without_build_paths"
]
NEEDED, STRTAB, RPATH, RUNPATH = 1, 5, 15, 29
BASE = 0x1000  # where the file lies in memory


def library(tag: int, path: bytes) -> bytes:
    """The least that is a library: headers, a dynamic table, its strings."""
    names = b"\0libc.so.6\0" + path + b"\0"
    entries = [(NEEDED, 1), (tag, 11), (STRTAB, 0), (NEEDED, 1), (0, 0)]
    table = 64 + 2 * 56
    strings = table + 16 * len(entries)
    size = strings + len(names)
    entries[2] = (STRTAB, BASE + strings)
    head = b"\x7fELF\x02\x01" + bytes(10)
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, BASE, size, size, 0x1000)
    length = strings - table
    dynamic = struct.pack("<IIQQQQQQ", 2, 4, table, BASE + table, BASE + table, length, length, 8)
    return head + load + dynamic + b"".join(struct.pack("<qQ", *e) for e in entries) + names


def tags(content: bytes) -> list[int]:
    return [struct.unpack_from("<qQ", content, 64 + 112 + 16 * n)[0] for n in range(5)]


@pytest.mark.parametrize("tag", [RPATH, RUNPATH])
@pytest.mark.parametrize("path", [b"/home/me/python/lib", b"$ORIGIN/../libs:/opt/lib"])
def test_a_search_path_that_leads_out_is_gone(tag: int, path: bytes) -> None:
    before = library(tag, path)
    after = without_build_paths(before)
    assert tags(after) == [NEEDED, STRTAB, NEEDED, 0, 0]
    assert len(after) == len(before) and after[-len(path) - 12 :] == before[-len(path) - 12 :]


def test_one_that_stays_inside_stays() -> None:
    content = library(RUNPATH, b"$ORIGIN:$ORIGIN/../libs")
    assert without_build_paths(content) == content


def test_what_is_no_library_is_left_alone() -> None:
    for content in (b"", b"#!/bin/sh", b"\x7fELF\x01\x01" + bytes(100)):
        assert without_build_paths(content) == content
