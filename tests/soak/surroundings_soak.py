"""The real program where the ground goes away: a disk that vanishes, a nobody, a clock that jumps.

Each line says what was done and what came of it. What needs a right that is not to be had here
says so. Linux only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.desktop import ROOT, open_screen, wait_for

SAMPLES = ROOT / "assets" / "samples"
BUNDLE = Path(os.environ.get("SHELFWISE_PROGRAM", ROOT / "dist" / "shelfwise" / "shelfwise"))
PROGRAM = [sys.executable, "-m", "app"]
_SECONDS = 300
_PLACE = "SHELFWISE_SOAK"  # names the folder of a step, in its own process
_MOST_WATCHES = Path("/proc/sys/user/max_inotify_watches")  # of a user namespace


def main() -> int:
    """Print a line for each; 1 when something was lost, hung, or ended without a sentence."""
    if place := os.environ.get(_PLACE):
        STEPS[sys.argv[1]](Path(place))
        return 0
    bad = 0
    for name, step in STEPS.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as place:
            Path(place).chmod(0o755)
            kind = _NAMESPACES.get(step)
            through = ["unshare", *kind, "--"] if kind else []
            done = subprocess.run(
                [*through, sys.executable, "-m", "tests.soak.surroundings_soak", name],
                cwd=ROOT,
                env=os.environ | {_PLACE: place},
                capture_output=True,
                text=True,
                check=False,
            )
            bad += done.returncode != 0
            said = done.stdout if done.returncode == 0 else f"FAILED: {done.stderr}"
            print(f"{name}: {(said.strip().splitlines() or ['?'])[-1]}", flush=True)
    return min(bad, 1)


def a_disk_that_vanishes(place: Path) -> None:
    """Take a disk away from under a batch: what was not read yet is told, and the rest is kept."""
    disk, table, count = place / "disk", place / "table.csv", 1500
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "none", str(disk)], check=True)
    _photos(disk, count)
    process = _start("classify", disk, "--json", "-", "--csv", table)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(50)]
    subprocess.run(["umount", "--lazy", str(disk)], check=True)
    code, rest = _end(process)
    lines = "".join([*said, rest]).splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    codes = {row["error"]["code"] for row in rows if "error" in row}
    assert code == 1 and len(rows) == count, (code, len(rows), rest[-500:])
    assert _lines(table) == count + 1
    read = sum("error" not in row for row in rows)
    print(f"exit code {code}; {read} of {count:,} read, the others: {', '.join(sorted(codes))}")


def a_nobody_with_a_home_that_is_not_his(place: Path) -> None:
    """Run the bundle as the user nobody, whose home cannot be written to."""
    if not BUNDLE.is_file():
        print("not tried: there is no bundle")
        return
    photos, home = place / "photos", place / "home"
    _photos(photos, 10)
    home.mkdir(mode=0o555)
    through = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    program = [str(BUNDLE)]
    done = _start("classify", photos, "--json", "-", through=through, home=home, program=program)
    code, said = _end(done)
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert code == 0 and len(rows) == 10 and not any("error" in row for row in rows), said[-500:]
    left = list(home.rglob("*"))
    for command in (
        ["classify", photos, "--csv", home / "a.csv"],
        ["learn", "add", "--label", "Fashion", photos],
    ):
        code, said = _end(_start(*command, through=through, home=home, program=program))
        assert code == 2 and "Permission denied" in said, (code, said[-500:])
    print(f"all 10 read, {len(left)} files left behind; what is to be kept gets a sentence")


def a_clock_that_jumps(place: Path) -> None:
    """Put the clock back ten years and forward ten between commands on the same files."""
    photos = place / "photos"
    _photos(photos, 12)
    for when, folder in (("-3650d", "back"), ("+3650d", "forward"), ("+0", "now")):
        for command in (
            ["classify", photos, "--csv", place / "t.csv"],
            ["shelve", place / "t.csv", "--into", place / folder],
        ):
            code, said = _end(_start(*command, through=["faketime", "-f", when], home=place))
            assert code == 0, said
    journals = sorted((place / "data" / "shelfwise" / "journals").iterdir(), key=_number)
    for journal in reversed(journals):
        code, said = _end(_start("unshelve", journal, home=place))
        assert code == 0, said
    left = [file for name in ("back", "forward", "now") for file in (place / name).rglob("*.jpg")]
    assert len(journals) == 3 and not left, left
    print("three sortings in three decades, undone in their order; nothing left, nothing lost")


def few_watches(place: Path) -> None:
    """Watch 60 folders where the system allows 20 watches; then save into the last of them."""
    from app.core.errors import FileAccessError
    from app.core.pictures.folder_watch import FolderWatch

    _MOST_WATCHES.write_text("20")
    for number in range(60):
        (place / "photos" / f"{number:02}").mkdir(parents=True)
    found: list[Path] = []
    told: list[str] = []
    try:
        watch = FolderWatch(place / "photos", found.append, notice=told.append)
    except FileAccessError as error:
        print(f"a sentence: {error.message}")
        return
    began = time.monotonic()
    _photos(place / "photos" / "59", 1)
    wait_for(lambda: found, _SECONDS, "the picture")
    watch.stop()
    print(f"told after {time.monotonic() - began:.0f} s; {' '.join(told) or 'no notice'}")


def command_line_beside_the_window(place: Path) -> None:
    """Move the files of a list away on the command line while the window shows them."""
    photos, home = place / "photos", place / "home"
    _photos(photos, 24)
    with open_screen(home) as screen, screen.program(photos) as program:
        program.wait_for_title("24 pictures", seconds=_SECONDS)
        for command in (
            ["classify", photos, "--csv", place / "t.csv"],
            ["shelve", place / "t.csv", "--into", place / "shelves", "--move"],
            ["learn", "add", "--label", "Fashion", place / "shelves"],
        ):
            code, said = _end(_start(*command, environment=screen.environment))
            assert code == 0, said
        program.press("Down", "a", "Down", "1", "Down", "2", "ctrl+z")
        assert program.close() == 0
    moved = list((place / "shelves").rglob("*.jpg"))
    assert len(moved) + len(list(photos.rglob("*.jpg"))) == 24
    print(f"{len(moved)} of 24 moved under an open list, decided on, closed: nothing lost")


def rollback_while_the_window_loads(place: Path) -> None:
    """Put the version before into use at random moments of a start; the window ends up with it."""
    from app.core import places
    from app.core.models.in_use import roll_back

    home = place / "home"
    os.environ["XDG_DATA_HOME"] = str(home / "data")
    own = places.user_models()
    shipped = max(places.shipped_models().iterdir(), key=lambda folder: folder.name)
    newer = own / str(int(shipped.name) + 1)
    shutil.copytree(shipped, newer)
    contract = newer / "assets.extra" / "model.json"
    document = json.loads(contract.read_text()) | {"version": int(newer.name)}
    contract.write_text(json.dumps(document))
    pauses = (0.0, 0.2, 0.4, 0.8, 1.6, 3.2)
    with open_screen(home) as screen:
        for pause in pauses:
            (own / places.PIN_NAME).unlink(missing_ok=True)
            with screen.program() as program:
                time.sleep(pause)
                assert roll_back(own).number == int(shipped.name)
                program.wait_for_text(f"Model {shipped.name} is ready", seconds=_SECONDS)
                assert program.close() == 0
    print(f"{len(pauses)} starts, each ended with the version that was rolled back to")


def _photos(folder: Path, count: int) -> None:
    samples = sorted(SAMPLES.glob("*.jpg"))
    folder.mkdir(exist_ok=True)
    for number in range(count):
        shutil.copy(samples[number % len(samples)], folder / f"{number}.jpg")


def _start(
    *arguments: object,
    through: Sequence[str] = (),
    home: Path | None = None,
    program: Sequence[str] = PROGRAM,
    environment: dict[str, str] | None = None,
) -> subprocess.Popen[str]:
    own = {"HOME": str(home)} if home else {}
    if home:
        for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
            own[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    return subprocess.Popen(
        [*through, *program, *map(str, arguments)],
        cwd=ROOT,
        env=(environment or dict(os.environ)) | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _end(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=_SECONDS)
    assert "Traceback" not in said, said
    return process.returncode, said


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


def _number(journal: Path) -> int:
    return int(journal.stem.rsplit("-", 1)[1])


STEPS: dict[str, Callable[[Path], None]] = {
    "a disk that vanishes": a_disk_that_vanishes,
    "a nobody": a_nobody_with_a_home_that_is_not_his,
    "a clock that jumps": a_clock_that_jumps,
    "few watches": few_watches,
    "the command line beside the window": command_line_beside_the_window,
    "rollback while the window loads": rollback_while_the_window_loads,
}
_NAMESPACES = {
    a_disk_that_vanishes: ["--mount"],
    few_watches: ["--user", "--map-root-user"],
}

if __name__ == "__main__":
    sys.exit(main())
