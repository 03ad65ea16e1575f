"""A clerk starts the program twice: one window takes everything, unless another is asked for."""

import os
import signal
import subprocess

from app.core.review.log import read_review
from tests.support.desktop import PROGRAM, ROOT, Screen

SAMPLES = ROOT / "assets" / "samples"


def decided(screen: Screen) -> int:
    review = read_review(screen.home / "data" / "shelfwise" / "review.jsonl")
    return sum(row.decided is not None for row in review.rows) if review else 0


def test_the_first_window_keeps_its_list_whatever_the_second_does(screen: Screen) -> None:
    with screen.program(SAMPLES) as first:
        first.wait_for_title("11 pictures")
        first.press("a")
        first.wait_for_title("11 pictures, 1 decided")
        with screen.program("--new-window") as second:
            second.wait_for_title("open in another window")
            pictures = sorted(SAMPLES.glob("*.jpg"))[:3]
            second.drop(*pictures)
            second.wait_for_title("3 pictures")
            second.press("a")
            second.wait_for_title("3 pictures, 1 decided")
            first.press("a")
            first.wait_for_title("11 pictures, 2 decided")
            assert second.close() == 0
        screen.wait_until(lambda: decided(screen) == 2, "two decisions on disk")
    with screen.program() as program:  # the first one was killed
        program.wait_for_text("11 pictures")
        program.press("Return")
        assert decided(screen) == 2


def start_again(screen: Screen, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Start the program as *Open with* does, and wait for its end."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=SAMPLES,
        env=screen.environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_second_start_hands_its_pictures_to_the_window_that_is_open(screen: Screen) -> None:
    with screen.program(SAMPLES / "cap.jpg") as first:
        first.wait_for_title("cap.jpg", "%")
        with screen.drag_source("/") as in_the_way:
            screen.xdotool("windowsize", "--sync", in_the_way, 1500, 900)
            screen.xdotool("windowmove", "--sync", in_the_way, 0, 0)
            screen.xdotool("windowraise", in_the_way)
            done = start_again(screen, "dress.jpg", SAMPLES / "notebook.jpg")
            assert done.returncode == 0, done.stderr
            assert "open already" in done.stdout
            first.wait_for_title("3 pictures")
            front = screen.xdotool("getactivewindow")
            assert first.window == front, "it has come to the front"
        assert start_again(screen).returncode == 0
        assert len(screen.windows()) == 1
        first.process.send_signal(signal.SIGKILL)
        first.process.wait(timeout=10)
    with screen.program(SAMPLES / "cap.jpg") as after:  # what the killed one left is cleaned up
        after.wait_for_title("cap.jpg", "%")
        assert start_again(screen, "dress.jpg").returncode == 0
        after.wait_for_title("dress.jpg", "%")


def test_a_window_that_hangs_keeps_nobody_from_working(screen: Screen) -> None:
    with screen.program() as first:
        first.wait_until_ready()
        os.kill(first.process.pid, signal.SIGSTOP)
        with screen.program(SAMPLES / "cap.jpg") as second:
            second.wait_for_title("cap.jpg", "%")
        os.kill(first.process.pid, signal.SIGCONT)
