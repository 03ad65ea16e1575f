"""A log has whole lines only, before and after a crash, and gives back what was written."""

import os
from pathlib import Path

import pytest

from app.core.storage.line_log import LineLog, as_lines, read_lines
from app.core.storage.locks import Lock


def begun(tmp_path: Path, *records: dict) -> Path:
    file = tmp_path / "log"
    file.write_bytes(as_lines(records))
    return file


@pytest.mark.parametrize(
    "torn", [b"", b'{"half', b'{"a long line that a crash cut off": 1', b"\0" * 99]
)
def test_half_a_line_is_cut_off_before_more_is_written(tmp_path: Path, torn: bytes) -> None:
    file = begun(tmp_path, {"a": 1})
    with file.open("ab") as stream:
        stream.write(torn)
    assert list(read_lines(file)) == [{"a": 1}]
    with LineLog(file) as log:
        log.append([{"b": 2}, {"c": 3}])
    assert file.read_bytes() == b'{"a": 1}\n{"b": 2}\n{"c": 3}\n'


def test_a_line_that_a_disk_spoilt_costs_only_itself(tmp_path: Path) -> None:
    file = begun(tmp_path, {"a": 1}, {"b": 2}, {"c": 3})
    file.write_bytes(file.read_bytes().replace(b'{"b": 2}', b'\xff\0{"": 2}'))
    assert list(read_lines(file)) == [{"a": 1}, {"c": 3}]


def test_names_that_are_no_unicode_come_back(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\n\xe2\x80\xa8")
    file = begun(tmp_path, {"path": name})
    assert file.read_bytes().isascii()
    assert list(read_lines(file)) == [{"path": name}]


def test_a_log_is_locked_while_it_is_written(tmp_path: Path) -> None:
    file = begun(tmp_path)
    with LineLog(file):
        assert Lock.take(file, create=False) is None
    assert Lock.take(file, create=False) is not None
