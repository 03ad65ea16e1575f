"""The lock files fit what the program asks for, and name no place that packages come from."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.desktop import ROOT

LOCKS = ("program.lock", "bundle.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WANTED = {
    "program.lock": PROJECT["dependencies"],
    "bundle.lock": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["bundle"],
}


def locked(name: str) -> dict[str, list[str]]:
    """Package name -> versions; several where they depend on the Python."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "packaging" / name).read_text().splitlines():
        if match := re.match(r"([\w.-]+)==([\w.]+)", line):
            found.setdefault(canonicalize_name(match[1]), []).append(match[2])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_within_its_bounds(name: str) -> None:
    versions = locked(name)
    for requirement in map(Requirement, WANTED[name]):
        known = versions.get(canonicalize_name(requirement.name))
        assert known, f"{requirement.name} is not in {name}; type: make lock"
        assert all(requirement.specifier.contains(version) for version in known), requirement.name


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "packaging" / name).read_text()
    assert "://" not in text and "--index" not in text
    packages = re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]
    assert packages and all("--hash=sha256:" in package for package in packages)


def test_the_list_of_dependencies_names_them_all() -> None:
    listed = (ROOT / "docs" / "dependencies.md").read_text().lower().replace("_", "-")
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["cluster"]
    for requirement in map(Requirement, wanted):
        assert f"| {requirement.name.lower()} |" in listed, "type: make dependencies"
