"""What a trained network will say of itself, from what its run folder holds."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version as library_version

from app import __version__
from app.core.models.folder import Contract, ModelClass, Probe, ProductType
from training.config import FitConfig
from training.data.manifest import Manifest, manifest_digest
from training.data.product_types import ProductTypes
from training.figures.colors import class_colors
from training.fit.calibrate import Calibration

NO_PROBE = Probe((), 0.0)
"""Of a network that is not published: no engine is held against it yet."""
_LIBRARIES = ("tensorflow", "keras", "numpy", "ai-edge-litert", "opencv-python-headless", "pillow")


def contract_of(
    config: FitConfig,
    calibration: Calibration,
    manifest: Manifest,
    types: ProductTypes,
    *,
    version: int = 0,
    probe: Probe = NO_PROBE,
) -> Contract:
    """The contract of a finished run; version 0 has not been published."""
    return Contract(
        version=version,
        classes=tuple(
            ModelClass(
                name=name,
                display_name=config.display_names.get(name, title_case(name)),
                color_light=class_colors(position).light,
                color_dark=class_colors(position).dark,
            )
            for position, name in enumerate(manifest.classes)
        ),
        height=config.input_size,
        width=config.input_size,
        fitting=config.fitting,
        temperature=calibration.temperature,
        thresholds=calibration.thresholds,
        probe=probe,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        training_data={"digest": manifest_digest(manifest), "counts": manifest.counts()},
        libraries=library_versions(),
        types=contract_types(types, manifest),
    )


def library_versions() -> dict[str, str]:
    """Look up what a model is made with: name -> version."""
    own = {"shelfwise": __version__, "python": platform.python_version()}
    return own | {name: library_version(name) for name in _LIBRARIES}


def contract_types(types: ProductTypes, manifest: Manifest) -> tuple[ProductType, ...]:
    """List the product types in output order; none where the classes alone are told apart."""
    if types.layout.is_plain:
        return ()
    return tuple(
        ProductType(name, manifest.classes[group])
        for name, group in zip(types.names, types.layout.groups, strict=True)
        if group < types.layout.classes
    )


def title_case(name: str) -> str:
    """A folder's name as people read it: ``t-shirts`` becomes ``T Shirts``."""
    words = name.replace("-", " ").replace("_", " ").split()
    return " ".join(word[0].upper() + word[1:] for word in words) or name
