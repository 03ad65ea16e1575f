"""The contract of a published model: what lies in its folder, and when it may be used.

A version folder is a TensorFlow SavedModel; ``assets.extra`` beside the graph holds the contract
(``model.json``), the LiteRT twin and the model card. ``docs/model-folder.md`` describes the format.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.core.errors import ModelFolderError
from app.core.files import file_digest, write_atomically
from app.core.images import Fitting
from app.core.places import PIN_NAME

SCHEMA_VERSION = 1
CONTRACT_PATH = Path("assets.extra/model.json")
TWIN_PATH = Path("assets.extra/model.tflite")
CARD_PATH = Path("assets.extra/card.md")
SAVED_MODEL_PATH = Path("saved_model.pb")
MAX_CONTRACT_BYTES = 4 * 1024 * 1024
MAX_CLASSES = 10_000


@dataclass(frozen=True)
class ModelClass:
    """One class in the order of the network's output.

    Attributes:
        name: the folder name that the training data used; the key in every export.
        display_name: what people read.
        color_light, color_dark: ``#rrggbb`` for the light and the dark theme.
    """

    name: str
    display_name: str
    color_light: str
    color_dark: str


@dataclass(frozen=True)
class Thresholds:
    """Where the verdicts begin.

    Attributes:
        sure: lowest top probability, in [0, 1], of a *sure* verdict.
        familiar: lowest familiarity of a picture that is taken for one of the classes.
    """

    sure: float
    familiar: float


@dataclass(frozen=True)
class Probe:
    """What the SavedModel answered for :func:`app.core.engines.probe_picture`.

    An engine that answers otherwise is not this model's twin.

    Attributes:
        probabilities: one per class, in output order.
        tolerance: largest difference allowed per probability.
    """

    probabilities: tuple[float, ...]
    tolerance: float


@dataclass(frozen=True)
class Contract:
    """Everything about a model that code must not guess.

    Attributes:
        version: the number of the folder.
        classes: in output order.
        height, width: of the network's input, in pixels.
        fitting: how a picture is brought to that size.
        temperature: already applied to the probabilities that the graph gives; kept for the record.
        thresholds: where the verdicts begin.
        probe: the twin's self-test.
        created: ISO 8601 date and time, UTC.
        training_data: ``digest`` (SHA-256 of the split manifest) and counts per split and class.
        libraries: versions that trained and published it.
        metrics: per split, as ``evaluate`` printed them.
        files: POSIX path inside the folder -> SHA-256, for every file but ``model.json`` itself.
        schema: version of this format.
    """

    version: int
    classes: tuple[ModelClass, ...]
    height: int
    width: int
    fitting: Fitting
    temperature: float
    thresholds: Thresholds
    probe: Probe
    created: str
    training_data: Mapping[str, Any] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    schema: int = SCHEMA_VERSION

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names in output order."""
        return tuple(item.name for item in self.classes)

    def display_name(self, name: str) -> str:
        """What people read for the class ``name``; the name itself when the model lacks it."""
        return next((item.display_name for item in self.classes if item.name == name), name)


@dataclass(frozen=True)
class ModelFolder:
    """A version folder whose contract reads and whose files are the published ones."""

    path: Path
    contract: Contract

    @property
    def twin(self) -> Path:
        """The LiteRT twin."""
        return self.path / TWIN_PATH

    @property
    def card(self) -> str:
        """The model card, Markdown; empty when the folder has none."""
        path = self.path / CARD_PATH
        return path.read_text(encoding="utf-8") if path.is_file() else ""


def open_model_folder(path: Path) -> ModelFolder:
    """Read the contract of a version folder and hold its files against it.

    Raises:
        ModelFolderError: ``model_missing``, ``model_damaged`` or ``model_schema``.
    """
    contract = read_contract(path)
    for name, digest in contract.files.items():
        file = path / name
        if not file.is_file():
            raise _damaged(path, f"{name} is missing")
        if file_digest(file) != digest:
            raise _damaged(path, f"{name} is not the file that was published")
    if TWIN_PATH.as_posix() not in contract.files:
        raise _damaged(path, f"{TWIN_PATH.as_posix()} is not listed in model.json")
    return ModelFolder(path, contract)


def write_contract(path: Path, contract: Contract) -> Contract:
    """Write ``model.json`` for the finished folder ``path``, digests of all other files included.

    Returns:
        The contract as written, with ``files`` filled in.
    """
    files = {
        file.relative_to(path).as_posix(): file_digest(file)
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.relative_to(path) != CONTRACT_PATH
    }
    document = asdict(contract) | {"fitting": contract.fitting.value, "files": files}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    write_atomically(path / CONTRACT_PATH, text.encode())
    return read_contract(path)


def versions(collection: Path) -> list[int]:
    """Version numbers in a collection such as ``models/product_classifier``, ascending."""
    if not collection.is_dir():
        return []
    found = (entry.name for entry in os.scandir(collection) if entry.is_dir())
    return sorted(int(name) for name in found if name.isdecimal())


def current_version(collection: Path) -> int | None:
    """The version in use: the pinned one, else the highest; None for an empty collection."""
    available = versions(collection)
    pinned = read_pin(collection)
    if pinned in available:
        return pinned
    return available[-1] if available else None


def read_pin(collection: Path) -> int | None:
    """The pinned version, None when nothing is pinned or the pin cannot be read."""
    try:
        pinned = json.loads((collection / PIN_NAME).read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return pinned if isinstance(pinned, int) else None


def pin(collection: Path, version: int | None) -> None:
    """Make ``version`` the one in use; None takes the pin away."""
    if version is None:
        (collection / PIN_NAME).unlink(missing_ok=True)
        return
    if version not in versions(collection):
        raise ModelFolderError(
            "model_missing",
            f"Version {version} is not in {collection}; choose one of {versions(collection)}.",
        )
    write_atomically(collection / PIN_NAME, json.dumps({"version": version}).encode())


def open_current(collection: Path) -> tuple[ModelFolder, list[ModelFolderError]]:
    """Open the version in use, or the newest older one that still can be opened.

    ``collection`` may also be a version folder itself; then only that one is tried.

    Returns:
        The folder, and what was wrong with the versions passed over.

    Raises:
        ModelFolderError: none can be opened; the first version's error is raised.
    """
    if (collection / CONTRACT_PATH).exists() or (collection / SAVED_MODEL_PATH).exists():
        return open_model_folder(collection), []
    current = current_version(collection)
    if current is None:
        raise ModelFolderError(
            "model_missing",
            f"There is no model in {collection}; choose a folder that has one, "
            "or publish one with shelfwise-train.",
        )
    refused: list[ModelFolderError] = []
    for version in [current, *(v for v in reversed(versions(collection)) if v < current)]:
        try:
            return open_model_folder(collection / str(version)), refused
        except ModelFolderError as error:
            refused.append(error)
    raise refused[0]


def read_contract(path: Path) -> Contract:
    """What a version folder says of itself; its files are not held against it.

    Raises:
        ModelFolderError: as :func:`open_model_folder`.
    """
    file = path / CONTRACT_PATH
    if not path.is_dir():
        raise ModelFolderError(
            "model_missing", f"There is no model folder {path}; choose a folder that has a model."
        )
    if not file.is_file():
        raise ModelFolderError(
            "model_missing",
            f"{path} is not a published model: it has no {CONTRACT_PATH.as_posix()}; "
            "choose another folder.",
        )
    if file.stat().st_size > MAX_CONTRACT_BYTES:
        raise _damaged(path, "model.json is far too large")
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path, "model.json cannot be read") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA_VERSION:
        found = document.get("schema") if isinstance(document, dict) else None
        raise ModelFolderError(
            "model_schema",
            f"The model in {path} is written in format {found!r} and this program reads format "
            f"{SCHEMA_VERSION}; update Shelfwise or choose another model.",
        )
    try:
        contract = _parse(document)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise _damaged(path, f"model.json is incomplete or wrong ({error})") from error
    return contract


def _parse(document: Mapping[str, Any]) -> Contract:
    known = {item.name for item in fields(Contract)}
    values = {key: value for key, value in document.items() if key in known}
    values["classes"] = tuple(ModelClass(**item) for item in document["classes"])
    values["fitting"] = Fitting(document["fitting"])
    values["thresholds"] = Thresholds(**document["thresholds"])
    probe = document["probe"]
    values["probe"] = Probe(
        tuple(float(p) for p in probe["probabilities"]), float(probe["tolerance"])
    )
    contract = Contract(**values)
    _check_types(contract)
    names = contract.class_names
    if len(names) > MAX_CLASSES:
        raise ValueError(f"more than {MAX_CLASSES} classes")
    if len(names) < 2 or len(set(names)) != len(names):
        raise ValueError("classes must be two or more different names")
    if len(contract.probe.probabilities) != len(names):
        raise ValueError("the probe has not one probability per class")
    if not (16 <= contract.height <= 2048 and 16 <= contract.width <= 2048):
        raise ValueError("input size is out of range")
    for name in contract.files:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise ValueError(f"file {name!r} lies outside the folder")
    return contract


def _check_types(contract: Contract) -> None:
    """JSON may hold anything anywhere, and Python's reader takes NaN for a number."""
    whole = (contract.version, contract.height, contract.width)
    if any(type(number) is not int for number in whole):
        raise TypeError("version, height and width must be whole numbers")
    numbers = (
        *(contract.temperature, contract.thresholds.sure, contract.thresholds.familiar),
        *(contract.probe.tolerance, *contract.probe.probabilities),
    )
    if any(type(number) not in (int, float) or not math.isfinite(number) for number in numbers):
        raise TypeError("temperature, thresholds and probe must be finite numbers")
    texts = [text for item in contract.classes for text in asdict(item).values()]
    for name, digest in contract.files.items():
        texts += [name, digest]
    if any(type(text) is not str or "\0" in text for text in texts):
        raise TypeError("names, colours and digests must be plain text")


def _damaged(path: Path, what: str) -> ModelFolderError:
    return ModelFolderError(
        "model_damaged",
        f"The model in {path} is damaged: {what}; publish it again or choose another model.",
    )
