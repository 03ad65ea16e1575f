"""From the model in use and some new photos to the next version, in seconds to minutes.

The base stays as it is. The last layer is solved again, on the new photos and on what the model
keeps of those that it was trained on (``fit.refit``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from app.core.models.engines import TensorFlowEngine
from app.core.models.folder import CARD_PATH, Contract, ModelFolder, open_model_folder
from app.core.models.in_use import open_in_use
from app.core.storage.files import write_atomically
from training.data.corrections import CORRECTIONS_NAME
from training.data.manifest import Manifest, Member, manifest_bytes, manifest_digest
from training.errors import PublishError, report_shortages
from training.fit.run_folder import sole_use
from training.fit.sample import write_sample
from training.judge.compare import PUBLISHED_MANIFEST_PATH
from training.judge.predict import LabelledPhoto
from training.network.export import export_saved_model
from training.network.inception import build_head
from training.progress import Progress, ProgressCallback, no_progress
from training.publish.contract import library_versions
from training.publish.twin import ChosenTwin, write_twin
from training.publish.version_folder import next_number, put_forward, seal, staging_folder
from training.refresh.answers import Learnt, learn
from training.refresh.card import refreshed_card
from training.refresh.judged import Judged
from training.refresh.photos import joined, list_photos
from training.refresh.start import Start, next_sample, open_start

_MOST_FOR_THE_TWIN = 300


@dataclass(frozen=True)
class Changed:
    """A new photo that the new layer answers otherwise than the old one.

    Attributes:
        path: absolute.
        truth, before, after: names of classes.
    """

    path: str
    truth: str
    before: str
    after: str


@dataclass(frozen=True)
class Refreshed:
    """A version that came of a refresh.

    Attributes:
        start: number of the model that it began as.
        photos, corrections: how many it learnt from.
        known: photos of the folder that the model had learnt from before.
        in_use: whether it is used now; False where a person has to say so.
        remarks: sentences about photos left out, and about what is missing.
    """

    folder: ModelFolder
    start: int
    photos: int
    corrections: int
    known: int
    judged: Judged
    changed: tuple[Changed, ...]
    in_use: bool
    remarks: tuple[str, ...]


def refresh(
    model: Path,
    collection: Path,
    data: Path | None,
    corrections: Path | None,
    run: Path,
    *,
    force: bool = False,
    on_progress: ProgressCallback = no_progress,
) -> Refreshed:
    """Refresh the model in use, and publish what comes of it as the next version.

    It is put into use by itself only where enough new photos of every class judged it; a version
    that is worse is not published at all. A refresh that was stopped goes on in the same ``run``.

    Args:
        model: version folder or collection of the model to begin with.
        collection: where the new version goes.
        data: folder of class folders with new photos, which is only read.
        corrections: folder of class folders of corrected pictures.
        run: folder of what is computed on the way.
        force: publish and use it whatever the figures say.

    Raises:
        PublishError: ``worse``, or as ``publish.publish``.
        DataError: as ``photos.list_photos``. RunError, ModelFolderError, PictureError, SetupError.
    """
    run.mkdir(parents=True, exist_ok=True)
    with report_shortages(run), sole_use(run):
        on_progress(Progress("Opening the model in use", 0, 1))
        start = open_start(open_in_use(model)[0])
        listed = list_photos(start.folder, start.sample, data, corrections, run, on_progress)
        learnt = learn(start, listed.manifest, data, run, on_progress)
        judged = learnt.judged(start, listed.manifest)
        if judged.worse and not force:
            raise PublishError("worse", f"{judged.worse}; nothing was published.")
        in_use = force or judged.decides
        with staging_folder(collection) as staging:
            twin = _write_network(staging, start, learnt, _photos(learnt, data, run), on_progress)
            target = collection / str(next_number(collection, start.folder.path))
            contract = _contract(start, listed.manifest, judged, twin, int(target.name))
            _write_words(staging, start, listed.manifest, judged, contract)
            seal(staging, contract)
            put_forward(staging, target, held=not in_use)
    trained = listed.manifest.of("train")
    return Refreshed(
        folder=open_model_folder(target),
        start=start.folder.contract.version,
        photos=sum(not member.corrected for member in trained),
        corrections=sum(member.corrected for member in trained),
        known=listed.known,
        judged=judged,
        changed=_changed(learnt, listed.manifest, data, run),
        in_use=in_use,
        remarks=(*([start.remark] if start.remark else []), *listed.skipped),
    )


def _write_network(
    staging: Path,
    start: Start,
    learnt: Learnt,
    photos: list[LabelledPhoto],
    on_progress: ProgressCallback,
) -> ChosenTwin:
    """Write graph, twin and sample."""
    contract, layout = start.folder.contract, start.sample.types.layout
    head = build_head(layout.outputs, len(learnt.kernel))
    head.set_weights([learnt.kernel, learnt.bias])
    on_progress(Progress("Writing the new model", 0, 1))
    export_saved_model(staging, start.base, head, layout, contract.temperature)
    chosen = write_twin(
        staging, TensorFlowEngine(staging), staging, photos, contract.input_spec, on_progress
    )
    sample = next_sample(start.sample, learnt.kernel, learnt.bias, learnt.features, learnt.allowed)
    write_sample(staging, sample)
    return chosen


def _contract(
    start: Start, manifest: Manifest, judged: Judged, twin: ChosenTwin, version: int
) -> Contract:
    before = start.folder.contract
    whole = joined(start.folder, manifest)
    metrics = {name: value for name, value in before.metrics.items() if name == "base_weights"} | {
        "test": {"accuracy": judged.new.accuracy, "pictures": judged.new.photos}
        if judged.new
        else {},
        "twin": asdict(twin.twin),
        "refreshed": {"start": before.version} | asdict(judged),
    }
    return replace(
        before,
        version=version,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        probe=twin.probe,
        training_data={"digest": manifest_digest(whole), "counts": whole.counts()},
        libraries=library_versions(),
        metrics=json.loads(json.dumps(metrics)),
        files={},
    )


def _write_words(
    staging: Path, start: Start, manifest: Manifest, judged: Judged, contract: Contract
) -> None:
    """Write manifest and card."""
    whole = joined(start.folder, manifest)
    write_atomically(staging / PUBLISHED_MANIFEST_PATH, manifest_bytes(whole))
    trained = manifest.of("train")
    photos = [
        (
            name,
            sum(m.class_name == name and not m.corrected for m in trained),
            sum(m.class_name == name and m.corrected for m in trained),
        )
        for name in (*manifest.classes, *([manifest.background] if manifest.background else []))
    ]
    card = refreshed_card(
        contract.version,
        contract.created,
        start.folder.contract.version,
        start.folder.card,
        photos,
        judged,
    )
    write_atomically(staging / CARD_PATH, card.encode())


def _photos(learnt: Learnt, data: Path | None, run: Path) -> list[LabelledPhoto]:
    """Choose photos to hold the twin against its SavedModel by; with absolute paths."""
    chosen = np.random.default_rng(0).permutation(len(learnt.asked))[:_MOST_FOR_THE_TWIN]
    return [
        LabelledPhoto(_absolute(learnt.asked[row], data, run), "", int(learnt.new.labels[row]))
        for row in np.sort(chosen)
    ]


def _changed(
    learnt: Learnt, manifest: Manifest, data: Path | None, run: Path
) -> tuple[Changed, ...]:
    names = manifest.classes
    return tuple(
        Changed(str(_absolute(member, data, run)), member.class_name, names[before], names[after])
        for member, before, after in zip(
            learnt.asked, learnt.old.labels, learnt.new.labels, strict=True
        )
        if before != after
    )


def _absolute(member: Member, data: Path | None, run: Path) -> Path:
    folder = run / CORRECTIONS_NAME if member.corrected or data is None else data
    return folder.absolute() / member.path
