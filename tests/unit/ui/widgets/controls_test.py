"""The widgets of this package get on with those that they are made from."""

import ast
from pathlib import Path

import customtkinter as ctk

import app.ui


def hidden_by(kind: ast.ClassDef, base: object) -> set[str]:
    """What instances of ``kind`` assign over an inner part of their base."""
    assigned = {
        part.attr
        for node in ast.walk(kind)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "self"
    }
    return {name for name in assigned & {*vars(base)} if name.startswith("_")}


def test_none_hides_a_part_of_customtkinters(window):
    """CTkFrame draws its corners on its ``_canvas``: one of that name left them white."""
    bases = {"ctk.CTkFrame": ctk.CTkFrame(window.root), "ctk.CTkEntry": ctk.CTkEntry(window.root)}
    kinds = [
        (node, bases[base])
        for file in Path(app.ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for base in map(ast.unparse, node.bases)
        if base in bases
    ]
    assert len(kinds) > 10
    found = {kind.name: hidden for kind, base in kinds if (hidden := hidden_by(kind, base))}
    assert found == {}
    for base in bases.values():
        base.destroy()
