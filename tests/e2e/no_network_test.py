"""Nothing leaves the machine: neither the window nor the command line opens a connection."""

import subprocess
import sys
from pathlib import Path

from tests.support.connections import network_calls, python_connections, traced
from tests.support.desktop import ROOT, Program, Screen

SAMPLES = ROOT / "assets" / "samples"
LOOKUP = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"


def test_the_watch_sees_a_connection(tmp_path: Path) -> None:
    """Without this the tests below would prove nothing."""
    log = tmp_path / "calls"
    grandchild = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LOOKUP!r}])"
    subprocess.run(traced(log, [sys.executable, "-c", grandchild]), check=True, timeout=60)
    assert any("127.0.0.1" in call for call in network_calls(log))
    with python_connections() as seen:
        exec(LOOKUP)
    assert len(seen) == 1


def test_classify_opens_no_connection(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    command = [sys.executable, "-m", "app", "classify", str(SAMPLES), "--quiet", "--json", "-"]
    done = subprocess.run(traced(log, command), cwd=ROOT, capture_output=True, timeout=120)
    assert done.returncode == 0
    assert done.stdout.count(b"probabilities") == len(list(SAMPLES.iterdir()))
    assert network_calls(log) == []


def test_the_window_opens_no_connection(screen: Screen, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    command = [sys.executable, "-m", "app", str(SAMPLES)]
    with screen.start(traced(log, command)) as process:
        program = Program(screen, process, ())
        program.wait_for_title(f"{len(list(SAMPLES.iterdir()))} ", seconds=60)
        program.wait_for_text("is ready", seconds=60)
        program.press("ctrl+i")
        program.wait_for_title("About model")
        assert program.close() == 0
    assert "AF_UNIX" in log.read_text()  # the X server was asked, so the watch was on
    assert network_calls(log) == []
