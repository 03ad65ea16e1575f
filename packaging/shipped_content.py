"""Puts what comes with the program into its package when a wheel is built; a hook of hatchling.

A checkout keeps icons, samples and models beside the code; an installed program has them in
``app/shipped``, where ``app.core.places`` looks first. Of the models only the newest goes along,
and of it only what the window reads: the twin, its contract and its card. The base weights are a
file of the release of their own; what tells them from other files goes along.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SHIPPED = "app/shipped"
_COLLECTION = Path("models/product_classifier")
_WANTED = not os.environ.get("WITHOUT_CONTENT")  # the wheel in a bundle, which has it already
_ASSETS = ("*.png", "*.ico", "samples/*")


class ShippedContent(BuildHookInterface[Any]):
    """Adds files to the wheel; an editable installation finds them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files before the wheel is written."""
        if self.target_name == "wheel" and version != "editable" and _WANTED:
            build_data["force_include"] |= shipped_files(Path(self.root))


def shipped_files(root: Path) -> dict[str, str]:
    """Map the files that go along, in the checkout ``root``, to their places in the wheel."""
    assets = [file for pattern in _ASSETS for file in sorted((root / "assets").glob(pattern))]
    model = sorted((newest_model(root) / "assets.extra").rglob("*"))
    content = [*assets, *model, root / "models" / "inception_v3_base" / "distilled.json"]
    return {
        str(file): f"{_SHIPPED}/{file.relative_to(root).as_posix()}"
        for file in content
        if file.is_file()
    }


def newest_model(root: Path) -> Path:
    """Find the version folder with the highest number."""
    folders = (folder for folder in (root / _COLLECTION).iterdir() if folder.name.isdecimal())
    return max(folders, key=lambda folder: int(folder.name))
