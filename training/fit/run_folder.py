"""The folder of a training run: who may write into it, and what it holds at the end."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.storage.files import file_digest, sync_file, write_atomically
from app.core.storage.locks import Lock
from training.config import CONFIG_NAME, FitConfig, changed_fields, read_config, write_config
from training.data.manifest import MANIFEST_NAME, read_manifest
from training.errors import RunError
from training.fit.cluster import Cluster
from training.fit.stage import HISTORY_NAME
from training.fit.stores import take_space
from training.network.base_weights import settled_base_weights
from training.network.inception import BaseWeights, KerasModel, read_weights

WEIGHTS_NAME = "model.weights.h5"
BASE_NAME = "base.json"
DIGESTS_NAME = "digests.json"
_DIGESTED = (WEIGHTS_NAME, MANIFEST_NAME, CONFIG_NAME, BASE_NAME)
STAGE_ONE, STAGE_TWO = "stage_one", "stage_two"
_HDF5_MARGIN, _HDF5_LEAST = 1.05, 2**18  # times the weights, and bytes beside them


@contextmanager
def own_folder(cluster: Cluster, run: Path, scratch: Path | None) -> Iterator[Path]:
    """Where this process writes: the run for the chief; for another worker ``scratch``, or a
    temporary folder, which is removed in the end."""
    if cluster.is_chief:
        yield run
    elif scratch is not None:
        yield scratch
    else:
        with tempfile.TemporaryDirectory(prefix="shelfwise-worker-") as folder:
            yield Path(folder)


@contextmanager
def sole_use(run: Path) -> Iterator[None]:
    """Keep other processes from training in this folder until the block ends.

    Raises:
        RunError: ``in_use``: one does already.
        FileAccessError: the folder cannot be written.
    """
    try:
        lock = Lock.take(run / ".lock")
    except OSError as error:
        raise FileAccessError(
            "cannot_write",
            f"{run} could not be written ({error.strerror}); free some space or choose another "
            "folder with --out.",
        ) from error
    if lock is None:
        raise RunError(
            "in_use",
            f"Another training is at work in {run}; wait until it is done, or give another folder "
            "with --out.",
        )
    with lock:
        yield


def claim(run: Path, config: FitConfig, data: Path, resume: bool) -> None:
    """Begin a run in a folder, or see that the one there is this one and shall go on.

    Photos that are no longer where they were may be in another folder now. A run that has not
    listed its photos, as one whose folder was refused, holds nothing, and another may begin there.

    Raises:
        RunError: ``run_exists``, ``config_changed``; ``no_run``: its config cannot be read.
        FileAccessError: the folder cannot be written.
    """
    begun = (run / CONFIG_NAME).exists()
    if not begun or not (resume or (run / MANIFEST_NAME).exists()):
        weights = settled_base_weights(config.base_weights)
        write_config(run, replace(config, base_weights=weights), data.resolve())
        return
    if not resume:
        raise RunError(
            "run_exists",
            f"{run} already holds a training run; add --resume to continue it, or give another "
            "folder with --out.",
        )
    stored, stored_data = read_config(run)
    changed = changed_fields(stored, config)
    moved = stored_data != data.resolve()
    if moved and stored_data.is_dir():
        changed.append("data")
    if changed:
        raise RunError(
            "config_changed",
            f"The run in {run} was started with other choices ({', '.join(changed)}); "
            "resume it with the same ones, or start a new run with --out.",
        )
    if moved:
        _take_photos_from(run, stored, data.resolve())


def photos_gone(run: Path, data: Path) -> RunError:
    """Return the error that the photos of a run are not in their folder any more."""
    return RunError(
        "photos_gone",
        f"The photos of the run in {run} are no longer in {data}; put them back, or name the "
        f"folder that they are in now: shelfwise-train fit FOLDER --out {run} --resume, with the "
        "options of before.",
    )


def _take_photos_from(run: Path, config: FitConfig, data: Path) -> None:
    """Write down where the photos of a run are now, if they are those of the run.

    Raises:
        RunError: ``other_photos``; ``run_changed``, ``no_manifest``.
    """
    check_digests(run)
    members = read_manifest(run / MANIFEST_NAME).members if (run / MANIFEST_NAME).exists() else ()
    for member in members:
        if not (member.corrected or _is_file(data / member.path, member.sha256)):
            raise RunError(
                "other_photos",
                f"{data} does not hold the photos of the run in {run}: {member.path} is missing or "
                "another; name the folder that they were moved to.",
            )
    digests = run / DIGESTS_NAME
    finished = digests.exists()
    digests.unlink(missing_ok=True)  # a run that is stopped here is as one of an earlier version
    write_config(run, config, data)
    if finished:
        write_digests(run)


def _is_file(path: Path, digest: str) -> bool:
    try:
        return file_digest(path) == digest
    except OSError:
        return False


def agree_with_chief(run: Path, config: FitConfig) -> FitConfig:
    """See that this worker was started with the choices of the chief, which ``run`` holds.

    Returns:
        The config, with the base weights that the run began with.

    Raises:
        RunError: ``config_changed``.
    """
    of_chief = read_config(run)[0]
    changed = changed_fields(of_chief, config)
    if changed:
        raise RunError(
            "config_changed",
            f"The chief was started with other choices ({', '.join(changed)}); "
            "start every worker with the same ones.",
        )
    return replace(config, base_weights=of_chief.base_weights)


def save_weights(path: Path, model: KerasModel) -> None:
    """Save a model's weights as HDF5, whole or not at all.

    HDF5 does not end in order on a full disk, so the space is tried first.
    """
    temporary = path.with_name(f".{path.name}")
    size = sum(weight.nbytes for weight in read_weights(model))
    try:
        take_space(temporary, round(_HDF5_MARGIN * size) + _HDF5_LEAST)
        temporary.unlink()
        model.save_weights(temporary)
        sync_file(temporary)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise RunError(
            "disk_full",
            f"{path} could not be written ({error.strerror or error}); free some space and go on "
            "with --resume.",
        ) from error


def keep_weights(run: Path, model: KerasModel) -> None:
    """Write the weights of a trained network, and the digests of what it was trained from."""
    save_weights(run / WEIGHTS_NAME, model)
    write_digests(run)


def write_digests(run: Path) -> None:
    """Write down what a finished run consists of, for ``check_digests``."""
    digests = {name: file_digest(run / name) for name in _DIGESTED}
    write_atomically(run / DIGESTS_NAME, (json.dumps(digests, indent=2) + "\n").encode())


def check_digests(run: Path) -> None:
    """See that weights and lists are those that the run was finished with.

    A run of an earlier version has no digests, and is taken as it is.

    Raises:
        RunError: ``run_changed``.
    """
    try:
        expected = json.loads((run / DIGESTS_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError, RecursionError) as error:
        raise _changed(run, DIGESTS_NAME) from error
    for name in _DIGESTED:
        try:
            same = isinstance(expected, dict) and file_digest(run / name) == expected.get(name)
        except OSError as error:
            raise _changed(run, name) from error
        if not same:
            raise _changed(run, name)


def _changed(run: Path, name: str) -> RunError:
    return RunError(
        "run_changed",
        f"{name} in {run} is not what the training wrote at its end, so nothing was published; "
        "copy the whole run folder again, or train anew.",
    )


def load_base_weights_record(run: Path) -> BaseWeights:
    """Read which base a run was built on; errors as ``calibrate.read_calibration``."""
    try:
        return BaseWeights(**json.loads((run / BASE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise RunError(
            "not_finished",
            f"The run in {run} is not finished; resume it with shelfwise-train fit --resume.",
        ) from error


def stage_two_helped(run: Path) -> bool:
    """Tell whether the weights of a finished run are from an epoch of stage two."""
    try:
        document = json.loads((run / STAGE_TWO / HISTORY_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # there was no second stage
        return False
    return bool(document["best_epoch"])
