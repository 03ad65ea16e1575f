"""What becomes of the folders that files lie in, such as one a product."""

from __future__ import annotations

import enum
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from app.core.shelving.placing import fitting_name, plain_path


class Folders(enum.StrEnum):
    """What a shelf keeps of the folders that files come from."""

    KEEP = "keep"
    """``SKU1/01.jpg`` goes to ``bags/SKU1/01.jpg``."""
    PREFIX = "prefix"
    """``SKU1/01.jpg`` goes to ``bags/SKU1_01.jpg``."""
    DROP = "drop"
    """``SKU1/01.jpg`` goes to ``bags/01.jpg``."""


class InnerFolders:
    """The folders between a file and the one that holds all files of a list.

    Args:
        into: folder of the shelves; what lies on one of them has its inner folders there.
        shelves: names of the shelves.
        types: names of the folders of product types that may lie on them.
        paths: of all files of the list, whether they are sorted or not.
    """

    def __init__(
        self,
        folders: Folders,
        into: Path,
        shelves: Collection[str],
        types: Collection[str],
        paths: Iterable[Path],
    ) -> None:
        self._folders = folders
        self._into = plain_path(into)
        self._shelves = frozenset(name.casefold() for name in shelves)
        self._types = frozenset(name.casefold() for name in types)
        self._root: Path | None = None
        if folders is not Folders.DROP:
            parents = {plain_path(path).parent for path in paths}
            parents = {parent for parent in parents if self._on_shelf(parent) is None}
            try:
                self._root = Path(os.path.commonpath(parents))
            except ValueError:  # none, or on several drives
                self._root = None

    def place(self, path: Path) -> tuple[tuple[str, ...], str]:
        """Return the folders inside the shelf, and the name, that a file gets."""
        if self._folders is Folders.DROP:
            return (), path.name
        inner = self._inner(plain_path(path).parent)
        if self._folders is Folders.KEEP:
            return inner, path.name
        return (), fitting_name("_".join((*inner, path.name)))

    def _inner(self, parent: Path) -> tuple[str, ...]:
        on_shelf = self._on_shelf(parent)
        if on_shelf is not None:
            return on_shelf
        if self._root is not None and parent.is_relative_to(self._root):
            return parent.relative_to(self._root).parts
        return (parent.name,) if parent.name else ()

    def _on_shelf(self, parent: Path) -> tuple[str, ...] | None:
        """The folders below a shelf and its types; None: it does not lie on one."""
        if not parent.is_relative_to(self._into):
            return None
        parts = parent.relative_to(self._into).parts
        if not parts or parts[0].casefold() not in self._shelves:
            return None
        return parts[2:] if parts[1:] and parts[1].casefold() in self._types else parts[1:]
