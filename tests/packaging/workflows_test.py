"""The workflows, which cannot be run here, name what is there: targets, files, tests."""

import re
from pathlib import Path

import pytest

from tests.support.desktop import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
MADE = re.compile(r"(build|dist)/")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_what_a_workflow_names_is_there(workflow: Path) -> None:
    text = workflow.read_text()
    for target in re.findall(r"\bmake ([a-z-]+)", text):
        assert target in TARGETS, target
    named = re.findall(r"(?<![\w/.-])((?:packaging|tests|assets)/[\w./-]+)", text)
    assert named
    for name in named:
        assert MADE.match(name) or (ROOT / name).exists(), name


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_is_laid_out_as_yaml_wants_it(workflow: Path) -> None:
    """No tabs, steps of two spaces, versions on all actions, permissions said."""
    lines = workflow.read_text().splitlines()
    assert not [line for line in lines if "\t" in line or line != line.rstrip()]
    block = 0  # the depth that a literal block began at
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if not line.strip() or depth > block > 0:
            continue
        block = depth if re.search(r"[:-] *[|>]$", line) else 0
        assert depth % 2 == 0, line
        assert re.match(r" *(- )?[\w-]+:( |$)| *- [\w./*]+$| *#|.* \|$", line), line
    uses = [line for line in lines if "uses:" in line]
    assert uses and all(re.search(r"uses: [\w./-]+@v\d+$", line) for line in uses)
    assert {"name", "on", "permissions", "jobs"} <= {line.split(":")[0] for line in lines}
