"""From a finished run to the version in use, if it is no worse than the present one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.core.models.engines import LiteRTEngine, TensorFlowEngine
from app.core.models.folder import (
    CARD_PATH,
    TWIN_PATH,
    ModelFolder,
    open_model_folder,
)
from app.core.models.in_use import version_in_use
from app.core.storage.files import write_atomically
from training.config import read_config
from training.data.corrections import CORRECTIONS_NAME
from training.data.manifest import MANIFEST_NAME, manifest_bytes, read_manifest
from training.data.product_types import read_product_types
from training.errors import PublishError
from training.fit.calibrate import read_calibration
from training.fit.run_folder import (
    WEIGHTS_NAME,
    check_digests,
    load_base_weights_record,
    photos_gone,
    stage_two_helped,
)
from training.fit.sample import write_sample
from training.judge.compare import PUBLISHED_MANIFEST_PATH, Comparison, compare_with_current
from training.judge.compare_unseen import UnseenComparison, compare_on_unseen_sources
from training.judge.evaluate import Metrics, compute_metrics
from training.judge.new_shops import judge_new_shops
from training.judge.out_of_fold_answers import read_out_of_fold
from training.judge.predict import labelled_photos, predict
from training.network.export import export_saved_model
from training.network.inception import load_classifier
from training.progress import ProgressCallback, no_progress
from training.publish.card import CardFacts, model_card, read_licences
from training.publish.contract import contract_of
from training.publish.drawn import ask_about_drawn
from training.publish.sample_of import sample_of
from training.publish.twin import write_twin
from training.publish.twin_unseen import UnseenPhotos
from training.publish.version_folder import next_number, put_forward, seal, staging_folder

LEAST_PHOTOS = 15
"""Product photos that a source must have to be judged on the card."""
_KEPT = "{} Nothing was published. Use --force to publish it nevertheless."


@dataclass(frozen=True)
class Published:
    """A version that was published.

    Attributes:
        in_use: whether it is the one in use now; False where it was held back.
    """

    folder: ModelFolder
    test: Metrics
    comparison: Comparison | None
    unseen: UnseenComparison | None = None
    in_use: bool = True


def publish(
    run: Path,
    collection: Path,
    *,
    against: Path | None = None,
    stress_tests: Path | None = None,
    licences: Path | None = None,
    drawn: Path | None = None,
    force: bool = False,
    hold_back: bool = False,
    on_progress: ProgressCallback = no_progress,
) -> Published:
    """Publish a finished run as the next version of a collection, and make it the one in use.

    Everything is made and checked in a hidden folder beside the versions, which is then renamed:
    the program sees a whole version or none.

    Args:
        against: collection or version folder of the model that the new one must be no worse than,
            where that is not the one in use of ``collection``.
        stress_tests: folder of tables of ``judge.tables``, for the card.
        licences: as ``card.read_licences``, for the card.
        drawn: folder of class folders of pictures that may be passed on; the card shows those that
            are answered wrongly.
        hold_back: leave the model in use where it is unless enough photos judged both; a person can
            put the new one into use.

    Raises:
        PublishError: ``in_use``: another program is publishing there; ``worse``: the model in use
            answers more of the test photos rightly, or does better on sources that neither has
            seen; ``twin_differs``: no twin agrees with the
            SavedModel; ``file_too_large``; ``cannot_write``.
        RunError: ``run_changed``: weights or lists are not what the training wrote;
            ``photos_gone``; and others.
        ModelFolderError, PictureError, FileAccessError: a part cannot be read or written.
    """
    current = _version_in_use(against or collection)
    known_licences = read_licences(licences) if licences is not None else {}
    check_digests(run)
    config, data = read_config(run)
    if not data.is_dir():
        raise photos_gone(run, data)
    calibration = read_calibration(run)
    manifest = read_manifest(run / MANIFEST_NAME)
    types = read_product_types(run, manifest)
    base, head = load_classifier(config, types.layout.outputs, run / WEIGHTS_NAME)
    kept = read_out_of_fold(run)
    spec = config.input_spec
    validation, test = (labelled_photos(manifest, split) for split in ("validation", "test"))
    with staging_folder(collection) as staging:
        export_saved_model(staging, base, head, types.layout, calibration.temperature)
        saved_model = TensorFlowEngine(staging)
        sample = sample_of(
            saved_model, data, run / CORRECTIONS_NAME, manifest, types, head, spec, on_progress
        )
        write_sample(staging, sample)
        photos = None
        if kept is not None and kept[0].stages == 1:
            photos = UnseenPhotos.draw(*kept, types.layout, calibration.thresholds.familiar)
        chosen = write_twin(staging, saved_model, data, validation, spec, on_progress, photos)
        twin = LiteRTEngine((staging / TWIN_PATH).read_bytes())
        answers = predict(
            twin,
            data,
            test,
            spec,
            phase="Asking the twin about the test photos",
            on_progress=on_progress,
        )
        comparison = compare_with_current(current, data, manifest, answers, on_progress)
        if comparison and not comparison.no_worse and not force:
            raise _worse(comparison)
        unseen = None
        if kept is not None:
            unseen = compare_on_unseen_sources(
                current, data, kept[0], manifest.classes, on_progress
            )
        if unseen and not unseen.no_worse and not force:
            raise PublishError("worse", _KEPT.format(unseen.sentence()))
        validation_metrics, test_metrics = (
            compute_metrics(
                given, asked, manifest.classes, calibration.temperature, calibration.thresholds
            )
            for given, asked in ((chosen.answers, validation), (answers, test))
        )
        contract = contract_of(
            config,
            calibration,
            manifest,
            types,
            version=next_number(collection, current),
            probe=chosen.probe,
        )
        facts = CardFacts(
            contract=contract,
            config=config,
            manifest=manifest,
            base=load_base_weights_record(run),
            validation=validation_metrics,
            test=test_metrics,
            twin=chosen.twin,
            comparison=comparison,
            unseen=unseen,
            new_shops=judge_new_shops(kept[0], manifest.classes, LEAST_PHOTOS) if kept else None,
            sure_reached=calibration.sure_reached,
            stage_two_helped=stage_two_helped(run),
            stress_tests=stress_tests,
            licences=known_licences,
            drawn=ask_about_drawn(drawn, manifest.background, twin, contract, staging)
            if drawn
            else None,
        )
        _finish(staging, facts)
        target = collection / str(facts.contract.version)
        judged = [both for both in (comparison, unseen) if both is not None]
        held = hold_back and bool(judged) and not any(both.enough for both in judged)
        put_forward(staging, target, held=held)
    return Published(open_model_folder(target), test_metrics, comparison, unseen, not held)


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
    version = version_in_use(models)
    return version.folder if version else None


def _finish(staging: Path, facts: CardFacts) -> None:
    """Add manifest, card and contract, then open the folder as the program will."""
    write_atomically(staging / PUBLISHED_MANIFEST_PATH, manifest_bytes(facts.manifest))
    write_atomically(staging / CARD_PATH, model_card(facts).encode())
    metrics = {
        "validation": facts.validation.document(),
        "test": facts.test.document(),
        "twin": asdict(facts.twin),
        "base_weights": asdict(facts.base),
    }
    seal(staging, replace(facts.contract, metrics=json.loads(json.dumps(metrics))))
