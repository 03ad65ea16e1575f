"""Numbers and names as people read them."""

import os
import subprocess
import sys

import pytest

from app.core.text import confidence, counted, percent, printable, size


@pytest.mark.parametrize(
    ("part", "digits", "written"),
    [
        (0, 0, "0 %"),
        (0.0001, 0, "<1 %"),
        (0.006, 0, "1 %"),
        (0.974, 0, "97 %"),
        (0.994, 0, "99 %"),
        (0.9999, 0, ">99 %"),
        (1, 0, "100 %"),
        (0.9763, 1, "97.6 %"),
        (0.9999, 1, ">99.9 %"),
        (0.0001, 1, "<0.1 %"),
        (1, 1, "100.0 %"),
    ],
)
def test_a_percentage_is_never_rounded_to_certainty(part: float, digits: int, written: str) -> None:
    assert percent(part, digits) == written.replace(" ", "\u00a0")


def test_a_confidence_is_never_certain() -> None:
    assert confidence(1.0) == ">99\u00a0%"
    assert confidence(0.97) == "97\u00a0%"


def test_the_space_before_the_sign_is_text_and_not_an_escape() -> None:
    assert printable(percent(0.5)) == "50\u00a0%"


@pytest.mark.parametrize("encoding", ["ascii", "cp1251"])
def test_a_terminal_without_a_sign_gets_it_spelt(encoding: str) -> None:
    code = (
        "from app.core.text import percent, spell_what_terminals_lack as spell; spell();"
        "print('caf\\u00e9 \\u65e5.jpg', percent(0.97), flush=True); raise SystemExit('\\u65e5')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=60,
    )
    assert done.stdout.decode(encoding).replace("\u00a0", " ") == "caf\\xe9 \\u65e5.jpg 97 %\n"
    assert b"\\u65e5" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 kB"),
        (1800, "2 kB"),
        (3_440_000, "3.4 MB"),
        (250_000_000, "250 MB"),
        (2 * 10**9, "2.0 GB"),
    ],
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words


def test_one_is_counted_in_the_singular() -> None:
    assert (counted(1, "file"), counted(0, "file")) == ("1 file", "0 files")
    assert counted(7_416, "copy", "copies") == "7,416 copies"
