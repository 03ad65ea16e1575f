"""A clerk corrects half of a shop that the model refuses: the rest is answered at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.desktop import ROOT, Program, Screen

KEYS = {"marbled": "3", "shirt": "2"}
WORDS = {"marbled": "Stationery", "shirt": "Fashion"}
ALL, TAUGHT = 30, 15
REFUSED = "not one of these"


def shown(program: Program) -> str:
    return program.wait_for_title(".png: ").split(": ")[0]


def kind(name: str) -> str:
    return next(each for each in KEYS if name.startswith(each))


def teach(screen: Screen, program: Program) -> set[str]:
    """Correct the pictures that the review goes to; their names."""
    done: set[str] = set()
    program.press("Return")
    while len(done) < TAUGHT:
        name = shown(program)
        program.press(KEYS[kind(name)])
        done.add(name)
        screen.wait_until(lambda name=name: not program.title.startswith(name), "the next picture")
    program.press("Escape")
    program.wait_for_title(f"{ALL} pictures", f"{TAUGHT} decided")
    return done


def check_the_rest(program: Program, folder: Path, done: set[str]) -> None:
    """Look through all pictures; those that nobody decided about are answered as taught."""
    program.press("Return")
    program.press(*["Left"] * ALL)
    names = {path.name for path in folder.iterdir()}
    seen: set[str] = set()
    while seen != names:
        title = program.wait_for_title(".png: ")
        name = title.split(": ")[0]
        seen.add(name)
        if name not in done:
            assert WORDS[kind(name)] in title, title
            assert "Not one of these" not in title, title
        program.press("Right")
        if seen != names:
            program.screen.wait_until(lambda before=title: program.title != before, "the next one")
    program.press("Escape")


def published(screen: Screen, folder: Path) -> dict[str, dict]:
    done = subprocess.run(
        [sys.executable, "-m", "app", "classify", str(folder), "--json", "-"],
        cwd=ROOT,
        env=os.environ | screen.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {Path(line["path"]).name: line for line in map(json.loads, done.stdout.splitlines())}


def test_corrections_teach_the_rest_of_the_list(screen: Screen, odd_products: Path) -> None:
    before = published(screen, odd_products)
    assert len(before) == ALL
    assert {line["verdict"] for line in before.values()} == {REFUSED}
    with screen.program(odd_products) as program:
        program.wait_for_title(f"{ALL} pictures", seconds=180)
        program.wait_for_text("is ready")
        done = teach(screen, program)
        program.wait_for_text(f"Learnt from {TAUGHT} decisions")
        check_the_rest(program, odd_products, done)
        program.close()
    taught = published(screen, odd_products)
    assert all(line["learnt"] for line in taught.values())
    assert REFUSED not in {line["verdict"] for line in taught.values()}
    with screen.program() as program:
        program.wait_until_ready()
        program.resume_last_list()
        program.wait_for_title(f"{ALL} pictures", f"{TAUGHT} decided")
        program.wait_for_text(f"Learnt from {TAUGHT} decisions")
        check_the_rest(program, odd_products, done)
        program.close()
    subprocess.run(
        [sys.executable, "-m", "app", "learn", "forget"],
        cwd=ROOT,
        env=os.environ | screen.environment,
        check=True,
    )
    again = published(screen, odd_products)
    for name, line in before.items():
        assert again[name] | {"seconds": 0} == line | {"seconds": 0}
