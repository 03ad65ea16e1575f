"""A clerk with a large folder: cancels, goes on, is killed, and goes on where it stopped."""

import json
import signal
import time
from collections import Counter
from pathlib import Path

from PIL import Image

from app.core.review.corrections import count_corrections
from app.core.review.log import SavedReview, read_review
from app.core.storage.files import file_digest
from tests.support.desktop import ROOT, Program, Screen
from tests.support.noting_program import first_on_path, noting_program

SAMPLES = ROOT / "assets" / "samples"
COUNT = 1500


def shop(folder: Path, count: int = COUNT) -> Path:
    """Pictures in folders, and one file that is none."""
    folder.mkdir()
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.jpg"))]
    for number in range(count):
        place = folder / f"page {number // 100}"
        place.mkdir(exist_ok=True)
        content = samples[number % len(samples)] + str(number).encode()
        (place / f"صورة {number}.jpg").write_bytes(content)
    (folder / "page 0" / "letter.jpg").write_text("Dear customer,")
    return folder


def make_small(files: set[Path]) -> None:
    """Put small pictures in place of those that nobody has looked at yet: they take no time."""
    for number, file in enumerate(files):
        color = tuple(number.to_bytes(3, "big"))
        Image.new("RGB", (16, 16), color).save(file)


def log_of(screen: Screen) -> Path:
    return screen.home / "data" / "shelfwise" / "review.jsonl"


def saved(screen: Screen) -> SavedReview:
    review = read_review(log_of(screen))
    assert review is not None
    return review


def times_classified(log: Path) -> Counter[str]:
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return Counter(line["row"]["path"] for line in lines if "row" in line)


def wait_for_answers(screen: Screen, count: int) -> None:
    screen.wait_for_file(log_of(screen))
    screen.wait_until(lambda: saved(screen).settled >= count, f"{count} answers", 60)


def begin(screen: Screen, program: Program) -> None:
    """Cancel early, and go on."""
    wait_for_answers(screen, 30)
    program.press("Escape")
    program.wait_for_title("of 1,501, cancelled")
    program.wait_for_text("Continue", "cancelled")
    program.press("F5")
    wait_for_answers(screen, saved(screen).settled + 20)


def test_cancelled_killed_and_taken_up_again(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    folder = shop(tmp_path / "my shop")
    with screen.program("--model", small_published_model, folder) as program:
        begin(screen, program)
        program.press("Home")
        first = next(row for row in saved(screen).rows if row.error is None)
        names = saved(screen).class_names
        wrong = next(number for number, name in enumerate(names, 1) if name != first.suggested)
        program.press("Down", str(wrong))  # the letter is the first row
        program.wait_for_title("of 1,501")
        screen.wait_until(
            lambda: any(row.decided for row in saved(screen).rows), "the decision in the log"
        )
        program.process.send_signal(signal.SIGKILL)
        program.process.wait(timeout=10)
    before = saved(screen)
    assert before.settled < COUNT, "all was done before the kill: make the batch larger"
    decided = {row.path: row.decided for row in before.rows if row.decided}
    assert len(decided) == 1
    make_small(set(folder.rglob("*.jpg")) - {row.path for row in before.rows})

    told = tmp_path / "told"
    notifier = noting_program(tmp_path / "bin" / "notify-send", told)
    with screen.program(
        "--model", small_published_model, through=first_on_path(notifier)
    ) as program:
        program.wait_until_ready()
        program.wait_for_text("1,501 pictures", "1 decided", "in my shop", "Start over")
        program.press("ctrl+g")
        with screen.drag_source(folder) as another:
            screen.xdotool("windowfocus", "--sync", another)
            program.process.send_signal(signal.SIGSTOP)
            time.sleep(11)  # a batch is long from ten seconds on
            program.process.send_signal(signal.SIGCONT)
            program.wait_for_title(
                "1,501 pictures", "1 could not be read", "1 decided", seconds=240
            )
            screen.wait_for_file(told)
        assert "1,501 pictures" in told.read_text(), "who is elsewhere is told"
        after = saved(screen)
        assert after.finished
        assert after.found == after.settled == COUNT + 1
        assert {row.path: row.decided for row in after.rows if row.decided} == decided
        assert set(times_classified(log_of(screen)).values()) == {1}
        text = program.wait_for_text("1 correction is kept")
        assert "Start over" not in text, "what was offered is taken"
        assert program.close() == 0
    [(path, label)] = decided.items()
    kept = screen.home / "data" / "shelfwise" / "corrections" / str(label)
    assert [file.stem for file in kept.iterdir()] == [file_digest(path)]
    assert count_corrections(kept.parent).total() == 1


def test_closed_in_the_middle(screen: Screen, tmp_path: Path, small_published_model: Path) -> None:
    folder = shop(tmp_path / "my shop", 4 * COUNT)
    with screen.program("--model", small_published_model, folder) as program:
        wait_for_answers(screen, 30)
        tasks = Path(f"/proc/{program.process.pid}/task")
        children = [
            child for file in tasks.glob("*/children") for child in file.read_text().split()
        ]
        assert children, "pictures are decoded in processes of their own"
        assert program.close() == 0
    left = saved(screen)
    assert left.settled >= 30
    assert left.settled < 4 * COUNT, "all was done before it closed: make the batch larger"
    assert set(times_classified(log_of(screen)).values()) == {1}
    screen.wait_until(
        lambda: not any(Path("/proc", child).exists() for child in children), "no child is left"
    )


def test_a_list_that_is_put_away_can_be_taken_up_again(
    screen: Screen, small_published_model: Path
) -> None:
    with screen.program("--model", small_published_model, SAMPLES) as program:
        program.wait_for_title("11 pictures")
        program.press("a")
        program.wait_for_title("1 decided")
        program.press("ctrl+n")
        program.wait_for_text("Drop product pictures", "List cleared")
        assert program.close() == 0
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        program.resume_last_list()
        program.wait_for_title("11 pictures, 1 decided")
        assert program.close() == 0
    assert len(saved(screen).rows) == 11
