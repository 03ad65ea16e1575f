"""What a published model says of itself (``model.json``), and when that can be believed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import PurePosixPath
from typing import Any

from app.core.answers import OTHER
from app.core.names import MAX_CLASSES, is_folder_name, is_plain_text, is_shelf_name
from app.core.pictures.images import Fitting, InputSpec

SCHEMA_VERSION = 2
READABLE_SCHEMAS = (1, 2)  # 1 knew no product types
_MAX_TYPES = 10_000
_MAX_FILES = 1_000
_MAX_WHOLE_NUMBER = 10**9
_MAX_TOLERANCE = 0.5  # a probe that allows more proves nothing
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_TAKEN = frozenset({OTHER, "unsure", "not one of these"})  # in results, of what has no class
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ModelClass:
    """One class in the order of the network's output.

    Attributes:
        name: the folder name that the training data used; see ``Contract.written_names``.
        display_name: what people read.
        color_light, color_dark: ``#rrggbb`` for the light and the dark theme.
    """

    name: str
    display_name: str
    color_light: str
    color_dark: str


@dataclass(frozen=True)
class ProductType:
    """One product type in the order of the network's output ``types``.

    Attributes:
        name: one word or a few, such as ``notebook``.
        class_name: of the class that its probability counts for.
    """

    name: str
    class_name: str


@dataclass(frozen=True)
class Thresholds:
    """Lowest confidence and familiarity of each verdict.

    Attributes:
        sure: lowest top probability, in [0, 1], of a *sure* verdict.
        familiar: lowest familiarity of a picture that is taken for one of the classes.
        familiar_part: the same for a part that was cut out of a page, which lies tighter about its
            product, or has signs and text on it; None in models that were not measured on pages.
    """

    sure: float
    familiar: float
    familiar_part: float | None = None

    def bound(self, *, part: bool) -> float:
        """Return the lowest familiarity of a whole picture, or of a part of one."""
        return self.familiar if self.familiar_part is None or not part else self.familiar_part


@dataclass(frozen=True)
class Probe:
    """What the SavedModel answered for ``engines.probe_picture``.

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
        types: product types in output order; empty for a model that was trained without them.
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
    types: tuple[ProductType, ...] = ()
    schema: int = SCHEMA_VERSION

    @property
    def input_spec(self) -> InputSpec:
        """What pictures are fitted to before the network sees them."""
        return InputSpec(self.height, self.width, self.fitting)

    @property
    def class_names(self) -> tuple[str, ...]:
        """List the classes' names in output order."""
        return tuple(item.name for item in self.classes)

    @property
    def names_by_display_name(self) -> dict[str, str]:
        """What people read -> the name of the class."""
        return {item.display_name: item.name for item in self.classes}

    @property
    def written_names(self) -> dict[str, str]:
        """What folders and files of results call each class: its name -> that.

        It is what people read, unless that is nothing but the names with capitals: who trained the
        model on folders of their own finds those names again.
        """
        own = {item.name: item.name for item in self.classes}
        read = {item.name: item.display_name for item in self.classes}
        if all(_letters(name) == _letters(shown) for name, shown in read.items()):
            return own
        written = {shown.strip().casefold() for shown in read.values()}
        usable = all(is_shelf_name(shown) for shown in read.values())
        return read if usable and len(written) == len(read) and not written & _TAKEN else own

    @property
    def type_classes(self) -> tuple[int, ...]:
        """For each product type, in output order, the index of its class."""
        return tuple(self.class_names.index(item.class_name) for item in self.types)

    def display_name(self, name: str) -> str:
        """What people read for the class ``name``; the name itself when the model lacks it."""
        return next((item.display_name for item in self.classes if item.name == name), name)


def _letters(name: str) -> str:
    return "".join(name.replace("-", " ").replace("_", " ").casefold().split())


def parse_contract(document: Mapping[str, Any]) -> Contract:
    """A contract from the object in ``model.json``, which may hold anything.

    Raises:
        AttributeError, KeyError, OverflowError, TypeError, ValueError: something is missing, of
            another type, or out of range.
    """
    known = {item.name for item in fields(Contract)}
    values = {key: value for key, value in document.items() if key in known}
    values["classes"] = tuple(ModelClass(**item) for item in document["classes"])
    values["types"] = tuple(ProductType(**item) for item in document.get("types", ()))
    values["fitting"] = Fitting(document["fitting"])
    values["thresholds"] = Thresholds(**document["thresholds"])
    probe = document["probe"]
    values["probe"] = Probe(
        tuple(float(p) for p in probe["probabilities"]), float(probe["tolerance"])
    )
    contract = Contract(**values)
    _check_types(contract)
    _check_classes(contract)
    _check_product_types(contract)
    _check_numbers(contract)
    _check_files(contract.files)
    return contract


def _check_types(contract: Contract) -> None:
    """JSON may hold anything anywhere, and Python's reader takes NaN for a number."""
    whole = (contract.version, contract.height, contract.width)
    if any(type(number) is not int for number in whole):
        raise TypeError("version, height and width must be whole numbers")
    numbers = (
        *(contract.temperature, contract.thresholds.sure, contract.thresholds.familiar),
        contract.thresholds.bound(part=True),
        *(contract.probe.tolerance, *contract.probe.probabilities),
    )
    if any(type(number) not in (int, float) or not math.isfinite(number) for number in numbers):
        raise TypeError("temperature, thresholds and probe must be finite numbers")
    texts = [text for item in contract.classes for text in asdict(item).values()]
    texts += [text for item in contract.types for text in asdict(item).values()]
    if not all(is_plain_text(text) for text in [contract.created, *texts]):
        raise TypeError("names, colours and the date must be plain text")
    free_form = (contract.training_data, contract.libraries, *_metrics(contract))
    if not all(isinstance(part, dict) for part in free_form):
        raise TypeError("training data, libraries and metrics must be objects")


def _metrics(contract: Contract) -> Iterable[Any]:
    yield contract.metrics
    yield from contract.metrics.values()


def _check_classes(contract: Contract) -> None:
    names = contract.class_names
    if len(names) > MAX_CLASSES:
        raise ValueError(f"more than {MAX_CLASSES} classes")
    if len(names) < 2 or len(set(names)) != len(names):
        raise ValueError("classes must be two or more different names")
    if not all(is_folder_name(name) for name in names):
        raise ValueError("class names must be plain folder names")
    colors = (color for item in contract.classes for color in (item.color_light, item.color_dark))
    if not all(_COLOR.fullmatch(color) for color in colors):
        raise ValueError("colours must be written #rrggbb")
    if len(contract.probe.probabilities) != len(names):
        raise ValueError("the probe has not one probability per class")


def _check_product_types(contract: Contract) -> None:
    types = contract.types
    if len(types) > _MAX_TYPES or len(set(types)) != len(types):
        raise ValueError(f"more than {_MAX_TYPES} product types, or one twice")
    if not all(item.name for item in types):
        raise ValueError("product types must have a name")
    if types and {item.class_name for item in types} != set(contract.class_names):
        raise ValueError("product types must belong to the classes, and every class have one")


def _check_numbers(contract: Contract) -> None:
    if not 0 <= contract.version <= _MAX_WHOLE_NUMBER:
        raise ValueError("the version is out of range")
    if not (16 <= contract.height <= 2048 and 16 <= contract.width <= 2048):
        raise ValueError("input size is out of range")
    if not 0 <= contract.thresholds.sure <= 1:
        raise ValueError("the threshold of sure is out of range")
    if not 0 <= contract.probe.tolerance <= _MAX_TOLERANCE:
        raise ValueError("the tolerance of the probe is out of range")


def _check_files(files: Mapping[str, str]) -> None:
    """Every name lies inside the folder, on every system, and every digest is one."""
    if len(files) > _MAX_FILES:
        raise ValueError(f"more than {_MAX_FILES} files")
    for name, digest in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or set("\\:\0") & set(name):
            raise ValueError(f"file {name!r} lies outside the folder")
        if type(digest) is not str or not _DIGEST.fullmatch(digest):
            raise TypeError(f"the digest of {name!r} is not SHA-256")
