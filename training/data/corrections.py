"""Corrections that people gave in the window, as more photos to train on.

They only ever train: the photos that choose and judge stay the same ones, so that a refreshed model
and the one in use are compared on equal terms.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.core.pictures.class_folders import class_key
from training.data.dataset import Picture, read_pictures
from training.data.duplicates import duplicate_groups
from training.data.manifest import LeftOut, Manifest, Member
from training.errors import RunError
from training.progress import ProgressCallback, no_progress

CORRECTIONS_NAME = "corrections"


def keep_copy(corrections: Path, run: Path) -> Path:
    """Copy the corrections into the run folder: it must be able to go on while more are given.

    Raises:
        RunError: ``cannot_copy``.
    """
    kept = run / CORRECTIONS_NAME
    try:
        shutil.copytree(corrections, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
    except (OSError, shutil.Error) as error:
        raise RunError(
            "cannot_copy",
            f"The corrections in {corrections} could not be copied into {run} ({error}); "
            "see that both can be read and written.",
        ) from error
    return kept


def add_corrections(
    manifest: Manifest,
    pictures: Sequence[Picture],
    folder: Path,
    on_progress: ProgressCallback = no_progress,
) -> tuple[Manifest, tuple[str, ...]]:
    """Add the corrections in ``folder``, which has one folder per class, to the training split.

    A correction goes before what the data folder says of the same file. It is left out when it is,
    or nearly is, a photo that chooses or judges, or when its class is not among those of the data.

    Args:
        pictures: of the data folder.

    Returns:
        The new manifest, and one sentence for every correction left out.
    """
    found, sentences = read_pictures(folder, on_progress)
    groups = duplicate_groups([*pictures, *found])
    first_group = max((member.group for member in manifest.members), default=0) + 1
    near = _near_the_held_out(manifest, pictures, groups)
    known = {class_key(name): name for name in (*manifest.classes, manifest.background) if name}
    added: list[Member] = []
    for number, picture in enumerate(found):
        reason = ""
        class_name = known.get(class_key(picture.class_name), "")
        if not class_name:
            reason = f"the photos have no class {picture.class_name!r}"
        elif groups[len(pictures) + number] in near:
            reason = "it is, or nearly is, a photo that the model is judged by"
        if reason:
            sentences.append(f"The correction {picture.path} is left out: {reason}.")
            continue
        added.append(
            Member(
                path=picture.path.as_posix(),
                class_name=class_name,
                kind="",
                split="train",
                group=first_group + number,
                sha256=picture.sha256,
                corrected=True,
            )
        )
    return _merged(manifest, added), tuple(sentences)


def _near_the_held_out(
    manifest: Manifest, pictures: Sequence[Picture], groups: Sequence[int]
) -> set[int]:
    """Near-duplicate groups that hold a photo of the validation or the test split."""
    held_out = {member.path for member in manifest.members if member.split != "train"}
    return {
        group
        for picture, group in zip(pictures, groups, strict=False)
        if picture.path.as_posix() in held_out
    }


def _merged(manifest: Manifest, added: Sequence[Member]) -> Manifest:
    """With the corrections, and without what they say again or otherwise."""
    corrected = {member.sha256 for member in added}
    kept, left_out = [], list(manifest.left_out)
    for member in manifest.members:
        if member.split == "train" and member.sha256 in corrected:
            left_out.append(LeftOut(member.path, "There is a correction of it."))
        else:
            kept.append(member)
    return replace(manifest, members=(*kept, *added), left_out=tuple(left_out))
