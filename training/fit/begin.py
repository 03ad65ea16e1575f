"""How a run begins: who takes part in it, which photos there are, and what was done before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from training.config import CONFIG_NAME, FitConfig
from training.data.corrections import add_corrections, keep_copy
from training.data.dataset import read_dataset
from training.data.manifest import (
    MANIFEST_NAME,
    Manifest,
    make_manifest,
    read_manifest,
    write_manifest,
)
from training.data.output_folder import refuse_output_in_data
from training.data.product_types import (
    TYPES_NAME,
    ProductTypes,
    product_types,
    read_product_types,
    write_product_types,
)
from training.errors import report_shortages
from training.fit.calibrate import CALIBRATION_NAME, Calibration, read_calibration
from training.fit.cluster import Cluster, Strategy, join_cluster, report_lost_workers
from training.fit.run_folder import agree_with_chief, claim, own_folder, sole_use
from training.progress import ProgressCallback


@dataclass(frozen=True)
class Process:
    """One process of a run.

    Attributes:
        cluster: those that train together.
        run: where this one writes; the run folder itself for the chief.
        data: the photos.
    """

    cluster: Cluster
    run: Path
    data: Path
    on_progress: ProgressCallback


@dataclass(frozen=True)
class Begun:
    """What a run is about.

    Attributes:
        config: as the chief has it.
        manifest, types: who trains and judges, and their product types.
        skipped: one sentence for every picture that could not be read; empty for a resumed run.
        calibration: of a run that was finished before; None for one that is to be trained.
    """

    config: FitConfig
    manifest: Manifest
    types: ProductTypes
    skipped: tuple[str, ...] = ()
    calibration: Calibration | None = None


@contextmanager
def open_run(
    strategy: Strategy, data: Path, run: Path, scratch: Path | None, on_progress: ProgressCallback
) -> Iterator[Process]:
    """Join the others and keep the folder to this process until the block ends.

    Raises:
        RunError, DataError, FileAccessError: as ``run.fit``.
    """
    cluster = join_cluster(strategy, on_progress)
    with (
        report_shortages(run),
        report_lost_workers(cluster),
        own_folder(cluster, run, scratch) as own,
    ):
        refuse_output_in_data(own, data)
        with sole_use(own):
            yield Process(cluster, own, data, on_progress)


def begin(process: Process, config: FitConfig, corrections: Path | None, *, resume: bool) -> Begun:
    """Claim the folder and list the photos, or find what a run of before left; as ``run.fit``."""
    cluster, run = process.cluster, process.run
    if cluster.is_chief:
        claim(run, config, process.data, resume)
    for name in (CONFIG_NAME, MANIFEST_NAME, TYPES_NAME, CALIBRATION_NAME):
        cluster.copy_from_chief(run / name)
    config = agree_with_chief(run, config)
    finished = (run / CALIBRATION_NAME).exists()
    skipped = () if finished else _list_photos(process, config, corrections)
    manifest = read_manifest(run / MANIFEST_NAME)
    return Begun(
        config,
        manifest,
        read_product_types(run, manifest),
        skipped,
        read_calibration(run) if finished else None,
    )


def _list_photos(process: Process, config: FitConfig, corrections: Path | None) -> tuple[str, ...]:
    """Write the manifest unless it is there; one sentence for every picture left out."""
    run, on_progress = process.run, process.on_progress
    path = run / MANIFEST_NAME
    if path.exists():
        return ()
    skipped: tuple[str, ...] = ()
    if process.cluster.is_chief:
        dataset = read_dataset(process.data, background=config.background, on_progress=on_progress)
        manifest = make_manifest(dataset, config.split_fractions, config.seed)
        skipped = dataset.skipped
        if corrections is not None:
            kept = keep_copy(corrections, run)
            manifest, sentences = add_corrections(manifest, dataset.pictures, kept, on_progress)
            skipped += sentences
        write_product_types(run, product_types(manifest, config.types))
        write_manifest(path, manifest)
    elif corrections is not None:
        keep_copy(corrections, run)
    for name in (TYPES_NAME, MANIFEST_NAME):
        process.cluster.copy_from_chief(run / name)
    return skipped
