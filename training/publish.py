"""From a finished run to the version in use, if it is no worse than the present one."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version as library_version
from pathlib import Path

from app import __version__
from app.core.engines import EngineKind, LiteRTEngine, TensorFlowEngine, create_engine
from app.core.errors import ModelFolderError
from app.core.files import write_atomically
from app.core.model_folder import (
    CARD_PATH,
    CONTRACT_PATH,
    TWIN_PATH,
    Contract,
    ModelClass,
    ModelFolder,
    Probe,
    current_version,
    open_model_folder,
    pin,
    versions,
    write_contract,
)
from training.asking import NetworkInput, ask, questions_of
from training.calibrate import Calibration, read_calibration
from training.card import CardFacts, model_card
from training.colors import class_colors
from training.compare import PUBLISHED_MANIFEST_PATH, Comparison, compare_with_current
from training.config import FitConfig, read_config
from training.errors import PublishError
from training.evaluate import Metrics, measure
from training.export import export_saved_model
from training.fit import WEIGHTS_NAME, load_base_weights_record, stage_two_helped
from training.network import load_classifier
from training.progress import Listener, nobody
from training.splits import (
    MANIFEST_NAME,
    Manifest,
    manifest_bytes,
    manifest_digest,
    read_manifest,
)
from training.twin import write_twin

MAX_FILE_BYTES = 50 * 1024 * 1024
_LIBRARIES = ("tensorflow", "keras", "numpy", "ai-edge-litert", "opencv-python-headless", "pillow")


@dataclass(frozen=True)
class Published:
    """A version that is in use now."""

    folder: ModelFolder
    test: Metrics
    comparison: Comparison | None


def publish(
    run: Path,
    collection: Path,
    *,
    against: Path | None = None,
    force: bool = False,
    listener: Listener = nobody,
) -> Published:
    """Publish a finished run as the next version of a collection, and make it the one in use.

    Everything is made and checked in a hidden folder beside the versions, which is then renamed:
    the program sees a whole version or none.

    Args:
        against: collection or version folder of the model in use that the new one must be no worse
            than, where that is not ``collection`` itself.

    Raises:
        PublishError: ``worse``: the model in use answers more of the test photos rightly;
            ``twin_differs``: no twin agrees with the SavedModel; ``file_too_large``;
            ``cannot_write``.
        RunError, ModelFolderError, PictureError, FileAccessError: a part cannot be read or written.
    """
    current = _version_in_use(collection) or (_version_in_use(against) if against else None)
    config, data = read_config(run)
    calibration = read_calibration(run)
    manifest = read_manifest(run / MANIFEST_NAME)
    base, head = load_classifier(
        config, len(manifest.classes), bool(manifest.background), run / WEIGHTS_NAME
    )
    shape = NetworkInput(config.input_size, config.input_size, config.fitting)
    validation, test = (questions_of(manifest, split) for split in ("validation", "test"))
    with _staging_folder(collection) as staging:
        export_saved_model(staging, base, head, len(manifest.classes), calibration.temperature)
        chosen = write_twin(staging, TensorFlowEngine(staging), data, validation, shape, listener)
        answers = ask(
            LiteRTEngine(staging / TWIN_PATH),
            data,
            test,
            shape,
            phase="Asking the twin about the test photos",
            listener=listener,
        )
        comparison = compare_with_current(current, data, manifest, answers, listener)
        if comparison and not comparison.no_worse and not force:
            raise _worse(comparison)
        validation_metrics, test_metrics = (
            measure(given, asked, manifest.classes, calibration.temperature, calibration.thresholds)
            for given, asked in ((chosen.answers, validation), (answers, test))
        )
        facts = CardFacts(
            contract=_contract(
                _next_number(collection, current), config, calibration, manifest, chosen.probe
            ),
            config=config,
            manifest=manifest,
            base=load_base_weights_record(run),
            validation=validation_metrics,
            test=test_metrics,
            twin=chosen.twin,
            comparison=comparison,
            sure_reached=calibration.sure_reached,
            stage_two_helped=stage_two_helped(run),
        )
        _finish(staging, facts)
        target = collection / str(facts.contract.version)
        staging.rename(target)
    pin(collection, None)  # a version that was rolled back to would stay in use otherwise
    return Published(open_model_folder(target), test_metrics, comparison)


def roll_back(collection: Path) -> int:
    """Put the version before the one in use back into use, and return its number.

    Raises:
        ModelFolderError: ``model_missing``: there is no older version, or it cannot be opened.
    """
    current = current_version(collection)
    older = [number for number in versions(collection) if current and number < current]
    if not older:
        raise ModelFolderError(
            "model_missing",
            f"There is no version in {collection} that is older than the one in use.",
        )
    open_model_folder(collection / str(older[-1]))
    pin(collection, older[-1])
    return older[-1]


def title_case(name: str) -> str:
    """A folder's name as people read it: ``t-shirts`` becomes ``T Shirts``."""
    words = name.replace("-", " ").replace("_", " ").split()
    return " ".join(word[0].upper() + word[1:] for word in words) or name


@contextmanager
def _staging_folder(collection: Path) -> Iterator[Path]:
    """A hidden folder in the collection, gone at the end unless it has been renamed."""
    staging = collection / f".staging-{os.getpid()}"
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        yield staging
    except OSError as error:
        raise PublishError(
            "cannot_write",
            f"The model could not be written into {collection} ({error.strerror or error}); free "
            "some space or choose another place with --models.",
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _worse(comparison: Comparison) -> PublishError:
    return PublishError(
        "worse",
        f"The new model is right for {comparison.new_accuracy:.4f} of {comparison.pictures} test "
        f"photos and version {comparison.version}, which is in use, for "
        f"{comparison.current_accuracy:.4f}; nothing was published. Use --force to publish it "
        "nevertheless.",
    )


def _version_in_use(models: Path) -> Path | None:
    """The version folder in use of a collection; ``models`` itself when it is a version folder."""
    if (models / CONTRACT_PATH).exists():
        return models
    number = current_version(models)
    return models / str(number) if number is not None else None


def _next_number(collection: Path, current: Path | None) -> int:
    """Above every version there, and above that of the model in use elsewhere."""
    numbers = versions(collection)
    if current is not None and current.name.isdecimal():
        numbers.append(int(current.name))
    return max(numbers, default=0) + 1


def _contract(
    version: int,
    config: FitConfig,
    calibration: Calibration,
    manifest: Manifest,
    probe: Probe,
) -> Contract:
    libraries = {"shelfwise": __version__, "python": platform.python_version()}
    libraries |= {name: library_version(name) for name in _LIBRARIES}
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
        libraries=libraries,
    )


def _finish(staging: Path, facts: CardFacts) -> None:
    """Add manifest, card and contract, then open the folder as the program will."""
    write_atomically(staging / PUBLISHED_MANIFEST_PATH, manifest_bytes(facts.manifest))
    write_atomically(staging / CARD_PATH, model_card(facts).encode())
    for file in staging.rglob("*"):
        if file.is_file() and file.stat().st_size > MAX_FILE_BYTES:
            raise PublishError(
                "file_too_large",
                f"{file.name} would be larger than {MAX_FILE_BYTES >> 20} MB; "
                "nothing was published.",
            )
    metrics = {
        "validation": facts.validation.document(),
        "test": facts.test.document(),
        "twin": asdict(facts.twin),
        "base_weights": asdict(facts.base),
    }
    write_contract(staging, replace(facts.contract, metrics=json.loads(json.dumps(metrics))))
    folder = open_model_folder(staging)
    for kind in EngineKind:
        create_engine(folder, kind)
