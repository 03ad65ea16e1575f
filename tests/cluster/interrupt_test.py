"""Ray on this machine alone: nobody else can reach it, and Ctrl-C ends it; it goes on later."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from app.cli import main
from app.cluster import session
from tests.cluster.conftest import parts, table_rows
from tests.support.desktop import ROOT

LISTENING = "0A"
LOOPBACK = {
    "0100007F",  # 127.0.0.1
    "0000000000000000FFFF00000100007F",  # the same, as IPv6 has it
    "00000000000000000000000001000000",  # ::1
}


def start(catalogue: Path, model: Path, results: Path) -> subprocess.Popen[str]:
    options = ("--model", str(model), "--cluster", "local", "--out", str(results))
    return subprocess.Popen(
        [sys.executable, "-m", "app", "classify", str(catalogue), *options, "--format", "csv"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(parts_wanted: int, results: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 600
    while len(parts(results)) < parts_wanted:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "no parts are written"
        time.sleep(0.02)


def family(process: int) -> set[int]:
    """A process and all that come from it."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = status.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        parents[int(status.parent.name)] = int(rest[1])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def sockets(processes: set[int]) -> Iterator[str]:
    for process in processes:
        for handle in Path(f"/proc/{process}/fd").glob("*"):
            try:
                yield str(handle.readlink())
            except OSError:
                continue


def addresses_listened_on(processes: set[int]) -> set[str]:
    """Where they listen, as the kernel writes it."""
    own = set(sockets(processes))
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {
        line[1].partition(":")[0]
        for line in lines
        if line[3] == LISTENING and f"socket:[{line[9]}]" in own
    }


def wait_until_gone(processes: set[int]) -> None:
    end = time.monotonic() + 30
    while left := {process for process in processes if _lives(process)}:
        assert time.monotonic() < end, left
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_stopped_by_ctrl_c_and_gone_on_with(
    catalogue: Path,
    expected: Path,
    model: Path,
    nodes: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results = tmp_path / "results"
    process = start(catalogue, model, results)
    wait_for(2, results, process)
    process.send_signal(signal.SIGSTOP)  # it hands out nothing more while it is looked at
    processes = family(process.pid)
    listened = addresses_listened_on(processes)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert listened and listened <= LOOPBACK
    assert output == ""
    told = errors.splitlines()
    assert "not done" in told[0]
    assert told[-1] == "Stopped; the same command goes on from here."
    assert len(told) <= 3, errors  # what Ray says stays out of sight
    wait_until_gone(processes)

    kept = {part: part.stat().st_mtime_ns for part in parts(results)}
    wrong = parts(results)[0]
    wrong.write_bytes(wrong.read_bytes()[:-100])  # not whole any more
    os.utime(wrong, ns=(kept[wrong], kept[wrong]))
    options = ("--model", str(model), "--cluster", nodes.address, "--out", str(results))
    options += ("--format", "csv")
    monkeypatch.chdir(ROOT)
    assert main(["classify", str(catalogue), *options, "--quiet"]) == 1
    again = {part for part, written in kept.items() if part.stat().st_mtime_ns != written}
    assert again == {wrong}
    rows = [row for part in parts(results) for row in table_rows(part)]
    assert rows == table_rows(expected / "results.csv")

    done = {part: part.stat().st_mtime_ns for part in parts(results)}
    assert main(["classify", str(catalogue), *options, "--quiet"]) == 1  # nothing is left to do
    assert {part: part.stat().st_mtime_ns for part in parts(results)} == done


def test_a_second_ctrl_c_ends_it_at_once(catalogue: Path, model: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    process = start(catalogue, model, results)
    wait_for(1, results, process)
    process.send_signal(signal.SIGSTOP)
    processes = family(process.pid)
    agents = {one for one in processes if "Agent" in Path(f"/proc/{one}/cmdline").read_text()}
    process.send_signal(signal.SIGCONT)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)  # signals that come together are one
    process.communicate(timeout=30)
    assert process.returncode == 130
    wait_until_gone(processes - agents)  # which see by themselves, later, that Ray is gone


def test_what_ray_tells_of_lost_actors_is_no_result(capsys: pytest.CaptureFixture[str]) -> None:
    with session._notes_hidden():
        print("(raylet) Task failed.")
    print("done")
    assert capsys.readouterr().out == "done\n"


def test_what_an_ended_run_left_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory(dir="/tmp") as place:
        monkeypatch.setattr(tempfile, "gettempdir", lambda: place)
        ended = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True)
        leftover = Path(place, f"ray-sw-{ended.stdout.strip()}-abc")
        other = Path(place, f"ray-sw-{os.getppid()}-abc")
        for folder in (leftover, other):
            folder.mkdir()
        with session._short_folder() as own:
            assert own.is_dir() and other.is_dir() and not leftover.exists()
        assert not own.exists()


def test_where_no_cluster_is_one_sentence(catalogue: Path, tmp_path: Path) -> None:
    options = ("classify", str(catalogue), "--cluster", "127.0.0.1:1", "--out", str(tmp_path / "r"))
    done = subprocess.run(
        [sys.executable, "-m", "app", *options],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert "There is no Ray cluster at 127.0.0.1:1" in sentence
