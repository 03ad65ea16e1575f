"""The workflows, which cannot be run here, name what is there: targets, files, tests."""

import re
from pathlib import Path

import pytest
import yaml

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
def test_a_workflow_is_yaml_with_actions_that_cannot_change(workflow: Path) -> None:
    text = workflow.read_text()
    told = yaml.safe_load(text)
    assert set(told) == {"name", True, "permissions", "jobs"}  # YAML reads the key ``on`` as True
    assert told["permissions"] == {"contents": "read"}
    for job in told["jobs"].values():
        for step in job["steps"]:
            assert step.keys() & {"run", "uses"}, step
    actions = re.findall(r"uses: *(.+)", text)
    assert actions and all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", a) for a in actions)
    assert "have never run" in text.partition("\nname:")[0]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_what_the_stories_need_is_installed_first(workflow: Path) -> None:
    """A runner is not root: what ``.ci/setup test`` would miss, it could only name."""
    needed = re.findall(r"need '[^']+'((?: \\\n| [\w.-]+)+)", (ROOT / ".ci/setup").read_text())
    packages = {name for line in needed for name in line.split() if name != "\\"}
    assert "xvfb" in packages
    linux = yaml.safe_load(workflow.read_text())["jobs"]["linux"]["steps"]
    installed = " ".join(step.get("run", "") for step in linux).split()
    assert packages - set(installed) == {"chromium"}  # a runner has Chrome
