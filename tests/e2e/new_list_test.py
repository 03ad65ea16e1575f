"""A large picture still decodes when a person begins another list: its answer stays out of it."""

from pathlib import Path

import cv2
import numpy as np

from tests.support.desktop import ROOT, Screen

SAMPLES = ROOT / "assets" / "samples"


def test_an_answer_that_comes_late_is_not_shown_for_the_next_picture(
    screen: Screen, tmp_path: Path
) -> None:
    slow = tmp_path / "slow dress.png"  # a second or more to decode
    noise = np.random.default_rng(0).integers(0, 12, (6400, 6400, 3), np.uint8)
    dress = cv2.imread(str(SAMPLES / "dress.jpg"))
    large = cv2.subtract(cv2.resize(dress, (6400, 6400)), noise)
    cv2.imwrite(str(slow), large, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    copied = {}
    for path in (slow, SAMPLES / "notebook.jpg"):
        copied[path] = tmp_path / f"{path.stem}.txt"
        copied[path].write_text(path.as_uri() + "\r\n")
    with screen.program() as program:
        program.wait_until_ready()
        screen.copy_to_clipboard("text/uri-list", copied[slow])
        program.press("ctrl+v")
        program.wait_for_title("slow dress.png", "waiting")
        screen.copy_to_clipboard("text/uri-list", copied[SAMPLES / "notebook.jpg"])
        program.press("ctrl+n")
        program.press("ctrl+v")
        program.wait_for_title("notebook.jpg", "%")
        assert "Stationery" in program.title
