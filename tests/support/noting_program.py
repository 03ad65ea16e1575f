"""A program on the path that writes down what it is asked for, in place of the desktop's own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def noting_program(file: Path, noted: Path) -> Path:
    """Make a program that writes its last argument to ``noted``, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write = 'for last; do :; done\nprintf %s "$last"'
    file.write_text(f'#!/bin/sh\n{write} > "{noted}.new"\nmv "{noted}.new" "{noted}"\n')
    file.chmod(0o755)
    return file


def first_on_path(program: Path) -> Sequence[str]:
    """What Shelfwise is started through, so that it finds this program before all others."""
    return ("env", f"PATH={program.parent}{os.pathsep}{os.environ['PATH']}")
