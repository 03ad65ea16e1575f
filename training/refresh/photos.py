"""The new photos of a refresh: those of a folder of class folders, and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.models.folder import ModelFolder
from app.core.pictures.class_folders import class_key
from training.data.corrections import keep_copy
from training.data.dataset import Picture, read_pictures
from training.data.duplicates import duplicate_groups
from training.data.manifest import Manifest, Member, read_manifest
from training.data.product_types import ProductTypes
from training.data.sources import source_of
from training.errors import DataError, RunError
from training.fit.sample import Sample
from training.fit.weighting import weights_of
from training.judge.compare import PUBLISHED_MANIFEST_PATH
from training.network.inception import Floats
from training.progress import ProgressCallback

_MANY = 100  # new photos; of more of them each counts less, as one shop's photos look alike


@dataclass(frozen=True)
class Listed:
    """What a refresh learns from.

    Attributes:
        manifest: the new photos; those of a given ``test`` folder judge only.
        skipped: one sentence for every picture that takes no part.
        known: how many photos were left out because the model was trained on them.
    """

    manifest: Manifest
    skipped: tuple[str, ...]
    known: int


def list_photos(
    folder: ModelFolder,
    sample: Sample,
    data: Path | None,
    corrections: Path | None,
    run: Path,
    on_progress: ProgressCallback,
) -> Listed:
    """List the new photos; corrections are copied into the folder ``run`` first.

    A photo that the model was trained on is left out, unless it is a correction or lies in another
    class now. One that the model is judged by is left out in any case.

    Raises:
        DataError: ``unknown_class``: the model does not know a class of the folder;
            ``nothing_new``: there is nothing to learn from.
        RunError: ``cannot_copy``.
    """
    found: list[tuple[Picture, bool]] = []
    skipped: list[str] = []
    for place, corrected in ((corrections, True), (data, False)):
        if place is None or not place.is_dir():
            continue
        read, sentences = read_pictures(keep_copy(place, run) if corrected else place, on_progress)
        found += [(picture, corrected) for picture in read]
        skipped += sentences
    names = {
        class_key(name): name for name in (*folder.contract.class_names, sample.background) if name
    }
    _check_classes(folder, names, [picture for picture, corrected in found if not corrected])
    used = _members_of(folder)
    groups = duplicate_groups([picture for picture, _ in found])
    members: dict[str, Member] = {}
    known = 0
    for (picture, corrected), group in zip(found, groups, strict=True):
        name = names.get(class_key(picture.class_name), "")
        before = used.get(picture.sha256)
        if not name:
            skipped.append(
                f"The correction {picture.path} is left out: the model has no class "
                f"{picture.class_name!r}."
            )
        elif (before is not None and before.split != "train") or (
            before is not None and before.class_name == name and not corrected
        ):
            known += 1
        elif picture.sha256 not in members:  # corrections come first, and go before
            split = "test" if picture.given_split == "test" else "train"
            members[picture.sha256] = Member(
                picture.path.as_posix(), name, picture.kind, split, group, picture.sha256, corrected
            )
    if not any(member.split == "train" for member in members.values()):
        raise DataError(
            "nothing_new",
            "There is nothing to learn from: no corrections, and no photo in the folder that the "
            "model does not know yet. Add photos, or correct some answers first.",
        )
    manifest = Manifest(
        folder.contract.class_names, sample.background, 0, tuple(members.values()), ()
    )
    return Listed(manifest, tuple(skipped), known)


def allowed_outputs(manifest: Manifest, types: ProductTypes) -> npt.NDArray[np.bool_]:
    """Tell which outputs would be right for the members of a manifest, bool [N, O].

    That of its product type, where the model knows it; else any of its class.
    """
    groups = np.array(types.layout.groups)
    of_type = {
        (name.casefold(), group): index
        for index, (name, group) in enumerate(zip(types.names, groups.tolist(), strict=True))
    }
    allowed = np.zeros((len(manifest.members), len(groups)), bool)
    for row, member in enumerate(manifest.members):
        group = manifest.label(member)
        output = types.outputs.get(f"{member.class_name}/{member.kind}") if member.kind else None
        if output is None or groups[output] != group:
            output = of_type.get((member.kind.casefold(), group))
        allowed[row] = groups == group if output is None else np.arange(len(groups)) == output
    return allowed


def weights_of_new(manifest: Manifest, members: Sequence[Member]) -> Floats:
    """Weigh new photos: classes alike, a source less than its photos; float32 [N].

    Their mean is 1 for up to a hundred photos, and less for more.
    """
    labels = np.array([manifest.label(member) for member in members], np.int64)
    weights = weights_of(
        labels,
        [source_of(member.path) for member in members],
        labels,
        even_classes=False,
        source_balancing=0.5,
        type_balancing=0.0,
    )
    return weights * np.float32(min(1.0, (_MANY / max(len(members), 1)) ** 0.5))


def joined(folder: ModelFolder, manifest: Manifest) -> Manifest:
    """The manifest of the refreshed model: what trained it before, and what was new."""
    new = {member.sha256: member for member in manifest.members}
    before = [member for sha, member in _members_of(folder).items() if sha not in new]
    return Manifest(
        manifest.classes,
        manifest.background,
        manifest.seed,
        (*before, *manifest.members),
        (),
    )


def _check_classes(folder: ModelFolder, names: dict[str, str], pictures: Sequence[Picture]) -> None:
    unknown = sorted({p.class_name for p in pictures if class_key(p.class_name) not in names})
    if unknown:
        raise DataError(
            "unknown_class",
            f"The model in use has no class {', '.join(map(repr, unknown))} (it has "
            f"{', '.join(folder.contract.class_names)}); rename those folders, or train from "
            "scratch for other classes.",
        )


def _members_of(folder: ModelFolder) -> dict[str, Member]:
    """Photos that a model was made from, by their digests; none where it does not say."""
    try:
        manifest = read_manifest(folder.path / PUBLISHED_MANIFEST_PATH)
    except RunError:
        return {}
    return {member.sha256: member for member in manifest.members}
