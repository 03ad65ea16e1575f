"""A clerk opens the program twice: the first window keeps the list, and the second one says so."""

from app.core.review.log import read_review
from tests.support.desktop import ROOT, Screen

SAMPLES = ROOT / "assets" / "samples"


def decided(screen: Screen) -> int:
    review = read_review(screen.home / "data" / "shelfwise" / "review.jsonl")
    return sum(row.decided is not None for row in review.rows) if review else 0


def test_the_first_window_keeps_its_list_whatever_the_second_does(screen: Screen) -> None:
    with screen.program(SAMPLES) as first:
        first.wait_for_title("11 pictures")
        first.press("a")
        first.wait_for_title("11 pictures, 1 decided")
        with screen.program() as second:
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
