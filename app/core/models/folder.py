"""The contract of a published model: what lies in its folder, and when it may be used.

A version folder is a TensorFlow SavedModel; ``assets.extra`` beside the graph holds the contract
(``model.json``), the LiteRT twin and the model card. ``docs/model-folder.md`` describes the format.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory

from app.core.errors import ModelFolderError
from app.core.models.contract import READABLE_SCHEMAS, SCHEMA_VERSION, parse_contract
from app.core.models.contract import Contract as Contract
from app.core.models.contract import ModelClass as ModelClass
from app.core.models.contract import Probe as Probe
from app.core.models.contract import ProductType as ProductType
from app.core.models.contract import Thresholds as Thresholds
from app.core.places import PIN_NAME
from app.core.storage.files import file_digest, open_regular, write_atomically
from app.core.text import printable

CONTRACT_PATH = Path("assets.extra/model.json")
TWIN_PATH = Path("assets.extra/model.tflite")
CARD_PATH = Path("assets.extra/card.md")
SAVED_MODEL_PATH = Path("saved_model.pb")
MAX_CONTRACT_BYTES = 4 * 1024 * 1024
MAX_TWIN_BYTES = 512 * 1024 * 1024
MAX_FOLDER_BYTES = 4 * 1024 * 1024 * 1024


@dataclass(frozen=True)
class ModelFolder:
    """A version folder whose contract reads and whose files are the published ones.

    Attributes:
        twin: the LiteRT twin, the very bytes that were held against their digest: what happens to
            the file afterwards changes nothing.
        identity: SHA-256 of ``model.json``, and so of all that it lists.
        has_saved_model: whether the SavedModel is there, too. The window runs the twin alone, so
            an installed program comes without it.
    """

    path: Path
    contract: Contract
    twin: bytes = field(default=b"", repr=False, compare=False)
    identity: str = ""
    has_saved_model: bool = True

    @property
    def card(self) -> str:
        """The model card, Markdown; empty when the folder has none."""
        path = self.path / CARD_PATH
        return path.read_text(encoding="utf-8") if path.is_file() else ""


def open_model_folder(path: Path) -> ModelFolder:
    """Read the contract of a version folder and hold its files against it.

    The files of the SavedModel may be missing, but only all of them together.

    Raises:
        ModelFolderError: ``model_missing``, ``model_damaged`` or ``model_schema``.
    """
    content = _contract_bytes(path)
    contract = _parsed(path, content)
    if TWIN_PATH.as_posix() not in contract.files:
        raise _damaged(path, f"{TWIN_PATH.as_posix()} is not listed in model.json")
    of_saved_model = [name for name in contract.files if _is_of_saved_model(name)]
    has_saved_model = any(os.path.lexists(path / name) for name in of_saved_model)
    left = MAX_FOLDER_BYTES
    for name in contract.files:
        if name == TWIN_PATH.as_posix() or (name in of_saved_model and not has_saved_model):
            continue
        left -= _check_published(path, contract, name, left)
    twin = _published_bytes(path, contract, TWIN_PATH.as_posix(), MAX_TWIN_BYTES)
    identity = hashlib.sha256(content).hexdigest()
    return ModelFolder(path, contract, twin, identity, has_saved_model)


def twin_is_published(folder: ModelFolder) -> bool:
    """Tell whether the twin, which may have travelled, is the one that its contract lists."""
    listed = folder.contract.files[TWIN_PATH.as_posix()]
    return hashlib.sha256(folder.twin).hexdigest() == listed


def _is_of_saved_model(name: str) -> bool:
    """Tell whether a listed file is TensorFlow's; ``assets.extra`` holds everything else."""
    return Path(name).parts[:1] != TWIN_PATH.parts[:1]


@contextmanager
def saved_model_copy(folder: ModelFolder) -> Iterator[Path]:
    """A private copy of the SavedModel, of listed files only, each held against its digest.

    TensorFlow reads whatever lies in a folder, at its own time. What it must not read is not there.

    Raises:
        ModelFolderError: ``no_saved_model``: the folder came without it; ``model_damaged``: a file
            is not the published one any more.
        OSError: there is no space for the copy.
    """
    require_saved_model(folder)
    with TemporaryDirectory(prefix="shelfwise-model-") as place:
        for name in folder.contract.files:
            if _is_of_saved_model(name):
                target = Path(place, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(
                    _published_bytes(folder.path, folder.contract, name, MAX_FOLDER_BYTES)
                )
        yield Path(place)


def require_saved_model(folder: ModelFolder) -> None:
    """Refuse a folder that holds the twin alone.

    Raises:
        ModelFolderError: ``no_saved_model``.
    """
    if not folder.has_saved_model:
        raise ModelFolderError(
            "no_saved_model",
            f"The model in {folder.path} came without its SavedModel, which TensorFlow needs; "
            f"unpack shelfwise-model-{folder.contract.version}-savedmodel.tar.gz of the release "
            "into that folder, or use the LiteRT engine.",
        )


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
    """The version of this collection that is pinned; None: none, or the pin cannot be read."""
    pinned, shipped = read_any_pin(collection)
    return None if shipped else pinned


def read_any_pin(collection: Path) -> tuple[int | None, bool]:
    """The pinned version, and whether it is one that came with the program."""
    try:
        document = json.loads((collection / PIN_NAME).read_text(encoding="utf-8"))
        pinned = document["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None, False
    return (pinned, document.get("shipped") is True) if type(pinned) is int else (None, False)


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
    with told_if_unreadable(collection):
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
        ModelFolderError: as ``open_model_folder``.
    """
    return _parsed(path, _contract_bytes(path))


def _contract_bytes(path: Path) -> bytes:
    file = path / CONTRACT_PATH
    with told_if_unreadable(path):
        is_folder, is_published = path.is_dir(), file.is_file()
    if not is_folder:
        raise ModelFolderError(
            "model_missing", f"There is no model folder {path}; choose a folder that has a model."
        )
    if not is_published:
        raise ModelFolderError(
            "model_missing",
            f"{path} is not a published model: it has no {CONTRACT_PATH.as_posix()}; "
            "choose another folder.",
        )
    try:
        with open_regular(file) as stream:
            content = stream.read(MAX_CONTRACT_BYTES + 1)
    except OSError as error:
        raise _damaged(path, "model.json cannot be read") from error
    if len(content) > MAX_CONTRACT_BYTES:
        raise _damaged(path, "model.json is far too large")
    return content


def _parsed(path: Path, content: bytes) -> Contract:
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "model.json cannot be read") from error
    if not isinstance(document, dict) or document.get("schema") not in READABLE_SCHEMAS:
        found = document.get("schema") if isinstance(document, dict) else None
        raise ModelFolderError(
            "model_schema",
            f"The model in {path} is written in format {_short(repr(found))} and this program "
            f"reads format {SCHEMA_VERSION}; update Shelfwise or choose another model.",
        )
    try:
        return parse_contract(document)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        what = f"model.json is incomplete or wrong ({_short(str(error))})"
        raise _damaged(path, what) from error


def _published_bytes(path: Path, contract: Contract, name: str, most: int) -> bytes:
    """A listed file, read once and held against its digest; ``most`` bytes may be in it."""
    with _opened(path, name, most) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != contract.files[name]:
        raise _damaged(path, f"{name} is not the file that was published")
    return content


def _check_published(path: Path, contract: Contract, name: str, most: int) -> int:
    """As ``_published_bytes``, for a file that is not needed now; its size in bytes."""
    with _opened(path, name, most) as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
    if digest != contract.files[name]:
        raise _damaged(path, f"{name} is not the file that was published")
    return size


@contextmanager
def _opened(path: Path, name: str, most: int) -> Iterator[BufferedReader]:
    try:
        with open_regular(path / name) as stream:
            if os.fstat(stream.fileno()).st_size > most:
                raise _damaged(path, f"{name} is far too large")
            yield stream
    except FileNotFoundError as error:
        raise _damaged(path, f"{name} is missing") from error
    except OSError as error:
        raise _damaged(path, f"{name} cannot be read") from error


@contextmanager
def told_if_unreadable(place: Path) -> Iterator[None]:
    """Tell in a sentence that a place cannot be read; raises ModelFolderError."""
    try:
        yield
    except OSError as error:
        raise ModelFolderError(
            "model_missing",
            f"{place} cannot be read ({error.strerror}); change its permissions or choose another "
            "folder.",
        ) from error


def _short(text: str) -> str:
    """Text out of a file, of one line and a length that fits into a sentence."""
    shown = printable(text)
    return shown if len(shown) <= 100 else f"{shown[:100]}..."


def _damaged(path: Path, what: str) -> ModelFolderError:
    return ModelFolderError(
        "model_damaged",
        f"The model in {path} is damaged: {what}; publish it again or choose another model.",
    )
