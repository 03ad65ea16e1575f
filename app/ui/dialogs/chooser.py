"""Asks for files and folders: with the desktop's own chooser where there is one, else with Tk's.

GNOME's (zenity) and KDE's (kdialog) show small pictures, places and bookmarks; Tk's shows names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.core.extras import outside_environment

if TYPE_CHECKING:
    from app.ui.host import Host

    Then = Callable[[Sequence[Path]], None]

_CANCELLED = 1  # the exit code of both


@dataclass(frozen=True)
class Question:
    """What is asked for.

    Attributes:
        start: the folder that is shown first.
        folder: whether a folder is wanted, not a file.
        several: whether several files may be chosen.
        kind, patterns: what the files are called, and their names: ``*.jpg``.
    """

    title: str
    start: str
    folder: bool = False
    several: bool = False
    kind: str = ""
    patterns: tuple[str, ...] = ()

    @property
    def all_patterns(self) -> str:
        """The patterns in one line, for capitals, too."""
        return " ".join([*self.patterns, *(name.upper() for name in self.patterns)])


def choose(host: Host, question: Question, then: Then) -> None:
    """Ask, and hand on what was chosen; nothing happens where a person cancels."""

    def chosen(names: Sequence[str]) -> None:
        if names:
            then([Path(name) for name in names])

    command = _command(question)
    if command:
        host.pump.run_task(
            lambda: _ask(command), chosen, lambda _: chosen(_with_tk(host, question))
        )
    else:
        chosen(_with_tk(host, question))


def _command(question: Question) -> list[str]:
    """The desktop's own chooser as a command; empty where there is none."""
    if not sys.platform.startswith("linux"):  # elsewhere Tk's is the system's
        return []
    kde = "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    tools = ("kdialog", "zenity") if kde else ("zenity", "kdialog")
    tool = next((tool for tool in tools if shutil.which(tool)), "")
    if tool == "zenity":
        command = [tool, "--file-selection", f"--title={question.title}"]
        command += [f"--filename={question.start.rstrip('/')}/"]
        command += ["--directory"] if question.folder else []
        command += ["--multiple", "--separator=\n"] if question.several else []
        if question.patterns:
            command += [f"--file-filter={question.kind} | {question.all_patterns}"]
            command += ["--file-filter=All files | *"]
        return command
    if tool == "kdialog":
        command = [tool, "--title", question.title]
        if question.folder:
            return [*command, "--getexistingdirectory", question.start]
        command += ["--getopenfilename", question.start]
        if question.patterns:
            command += [f"{question.kind} ({question.all_patterns})\nAll files (*)"]
        return [*command, "--multiple", "--separate-output"] if question.several else command
    return []


def _ask(command: Sequence[str]) -> list[str]:
    """Wait for the answer, which takes as long as a person does.

    Raises:
        OSError, ChildProcessError: the chooser does not work here.
    """
    done = subprocess.run(command, env=outside_environment(), capture_output=True, check=False)
    if done.returncode == _CANCELLED:
        return []
    if done.returncode != 0:
        raise ChildProcessError(f"{command[0]} ended with {done.returncode}")
    return [name for name in os.fsdecode(done.stdout).split("\n") if name]


def _with_tk(host: Host, question: Question) -> Sequence[str]:
    common = {"parent": host.root, "title": question.title, "initialdir": question.start}
    if question.folder:
        name = filedialog.askdirectory(**common, mustexist=True)  # type: ignore[arg-type]
        return [name] if name else []
    kinds = [(question.kind, question.all_patterns), ("All files", "*")]
    if question.several:
        return filedialog.askopenfilenames(**common, filetypes=kinds) or ()  # type: ignore[arg-type]
    name = filedialog.askopenfilename(**common, filetypes=kinds)  # type: ignore[arg-type]
    return [name] if name else []
