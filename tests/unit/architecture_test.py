"""Modules import in one direction only, and nothing reaches back to the window."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "training")


def modules() -> dict[str, Path]:
    """All modules by their dotted names; a package is known by the folder's."""
    found = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            parts = list(file.relative_to(ROOT).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            found[".".join(parts)] = file
    return found


def imports(file: Path, known: Mapping[str, Path], *, types: bool) -> set[str]:
    """The modules of ours that a file imports, wherever in it.

    Args:
        types: those that only a type checker imports, too.
    """
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = set()
    for node in _nodes(tree, types):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                found.add(whole if whole in known else node.module)
    return found & set(known)


def _nodes(tree: ast.AST, types: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not types:
            continue
        yield node
        yield from _nodes(node, types)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of modules that import one another (Tarjan 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in graph[name]:
            if other not in order:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], order[other])
        if low[name] == order[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1 or name in graph[name]:
                found.append(sorted(group))

    for name in graph:
        if name not in order:
            visit(name)
    return found


@pytest.mark.parametrize("types", [False, True])
@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_import_one_another(package: str, types: bool) -> None:
    known = modules()
    graph = {
        name: imports(file, known, types=types)
        for name, file in known.items()
        if name.split(".")[0] == package
    }
    graph = {name: {other for other in others if other in graph} for name, others in graph.items()}
    assert circles(graph) == []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]
    assert circles({"a": {"b"}, "b": set()}) == []


def test_only_the_command_line_knows_the_window() -> None:
    known = modules()
    importers = {
        name for name, file in known.items() if "app.ui.window" in imports(file, known, types=True)
    }
    assert importers == {"app.desktop"}


def test_the_window_only_makes_and_ties_the_parts() -> None:
    known = modules()
    assert len(imports(known["app.ui.window"], known, types=True)) <= 15
