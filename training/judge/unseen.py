"""Which photos of a folder may judge a model: those that it has never learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.models.folder import ModelFolder
from app.core.text import counted
from training.data.dataset import Dataset, Picture, read_dataset
from training.data.manifest import MANIFEST_NAME, read_manifest
from training.errors import DataError, RunError
from training.judge.compare import PUBLISHED_MANIFEST_PATH
from training.judge.predict import BACKGROUND, LabelledPhoto
from training.progress import ProgressCallback, no_progress


@dataclass(frozen=True)
class JudgingPhotos:
    """The photos that judge a model.

    Attributes:
        labelled: by path.
        description: one sentence for people: which photos these are.
        skipped: one sentence for every picture that could not be read.
    """

    labelled: tuple[LabelledPhoto, ...]
    description: str
    skipped: tuple[str, ...]


def photos_to_judge_by(
    folder: ModelFolder,
    data: Path,
    *,
    everything: bool = False,
    on_progress: ProgressCallback = no_progress,
) -> JudgingPhotos:
    """Choose the photos of a data folder that the model was neither trained nor tuned on.

    Photos are known again by their files' digests, whatever they are called now. For the folder
    that a model was trained from these are its test split. When the data folder has a ``test``
    folder, only photos inside it are taken.

    Args:
        everything: take all photos, also those that the model was trained on.

    Raises:
        DataError: as ``dataset.read_dataset``; ``unknown_class``: the model does not
            know a class of the folder; ``nothing_unseen``: the model was trained on all of them.
    """
    dataset = read_dataset(data, on_progress=on_progress)
    names = folder.contract.class_names
    unknown = sorted(set(dataset.classes) - set(names))
    if unknown:
        raise DataError(
            "unknown_class",
            f"The model in {folder.path} does not know {', '.join(unknown)} (it knows "
            f"{', '.join(names)}); take those folders away, or train a model with them.",
        )
    used = set() if everything else used_digests(folder)
    taken = [p for p in dataset.pictures if p.sha256 not in used]
    if dataset.has_given_splits and not everything:
        taken = [picture for picture in taken if picture.given_split == "test"]
    if not any(picture.class_name != dataset.background for picture in taken):
        raise DataError(
            "nothing_unseen",
            f"The model in {folder.path} was trained on every photo in {data}; give other photos, "
            "or add --all to judge it by these nevertheless.",
        )
    return JudgingPhotos(
        labelled=tuple(_labelled(picture, dataset, names) for picture in taken),
        description=_description(dataset, len(taken), everything, known=bool(used)),
        skipped=dataset.skipped,
    )


def used_digests(folder: ModelFolder) -> set[str]:
    """SHA-256 of the photos that a model was trained or tuned on; none where it does not say."""
    for place in (PUBLISHED_MANIFEST_PATH, Path(MANIFEST_NAME)):  # of a version, of a run
        try:
            manifest = read_manifest(folder.path / place)
        except RunError:  # a model from elsewhere has neither
            continue
        return {member.sha256 for member in manifest.members if member.split != "test"}
    return set()


def _labelled(picture: Picture, dataset: Dataset, names: Sequence[str]) -> LabelledPhoto:
    is_background = picture.class_name == dataset.background
    label = BACKGROUND if is_background else names.index(picture.class_name)
    return LabelledPhoto(picture.path, picture.kind, label)


def _description(dataset: Dataset, count: int, everything: bool, *, known: bool) -> str:
    total = counted(len(dataset.pictures), "photo")
    if everything:
        return f"All {total} in {dataset.folder}, also those that the model was trained on."
    if not known:
        return (
            f"{count} of {total} in {dataset.folder}; the model does not say what it was "
            "trained on, so they may be among its training photos."
        )
    return (
        f"{count} of {total} in {dataset.folder}: those that the model was neither trained "
        "nor tuned on."
    )
