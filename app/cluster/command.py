"""``shelfwise classify --cluster``: plan the parts, have actors write them, and hold them to it."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import pickle
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console

from app import __version__
from app.classify import EXIT_INTERRUPTED, EXIT_OK, EXIT_SOME_FAILED, open_classifier
from app.cluster import storage
from app.cluster.plan import Part, Plan, read_plan, write_plan
from app.cluster.progress import RunProgress, told
from app.cluster.session import Session, joined
from app.cluster.sources import find
from app.cluster.worker import Job, Worker, look_back
from app.core.answers import RegionChoice
from app.core.errors import FileAccessError, SetupError, ShelfwiseError
from app.core.extras import missing_for_clusters
from app.core.learning.shop import kept_labels, learn_from
from app.core.models.classifier import Classifier
from app.core.models.folder import ModelFolder
from app.core.pictures.find import Skipped
from app.core.pictures.pool import Decoders
from app.core.review.parts import PART
from app.outcomes import EMPTY, UNREADABLE, summary

_STOPPED = "Stopped; the same command goes on from here."
_LOOKS_AT_A_TIME = 16
_WAITS = (0.1, 1, 5, 10, 30, 30)  # seconds; NFS remembers for a minute that a file was not there
_IN_FLIGHT = 2  # parts that an actor has: one that it works on, one that waits


def run(options: argparse.Namespace, decoders: Decoders) -> int:
    """Classify ``options.paths`` on a cluster, into the parts of ``options.out``.

    Returns:
        0 all read, 1 some could not be read, 130 interrupted: the same command goes on from there.

    Raises:
        ShelfwiseError: no usable model or cluster, or storage that cannot be read or written.
    """
    notices = Console(stderr=True, quiet=options.quiet, highlight=False, soft_wrap=True)
    try:
        with _second_interrupt_ends():
            return _run(options, decoders, notices)
    except KeyboardInterrupt:
        notices.print(_STOPPED)
        return EXIT_INTERRUPTED


def _run(options: argparse.Namespace, decoders: Decoders, notices: Console) -> int:
    classifier = open_classifier(options, decoders, notices)
    job = _job(options, classifier, decoders)
    asked = _asked(options, classifier, job)
    folder = classifier.folder
    del classifier  # it has answered its probe; the actors have their own
    plan = read_plan(job.results, asked)
    looks: list[Counter[str] | None] = []
    if plan is None:
        plan = _planned(options, asked)
    else:
        with ThreadPoolExecutor(_LOOKS_AT_A_TIME) as threads:
            looks = list(threads.map(partial(look_back, job), plan.parts))
    left = [part for part in plan.parts if not looks or looks[part.number] is None]
    before = sum((look for look in looks if look is not None), Counter[str]())
    if before and left:
        notices.print(f"Going on: {before.total():,} of {plan.found:,} pictures are done.")
    with told(plan.found, before, notices, options.progress) as progress:
        if left:
            with contextlib.suppress(KeyboardInterrupt):
                _work(options, job, folder, left, progress, notices)
    counts = progress.counts
    for line in summary(counts, plan.found):
        notices.print(line)
    if plan.skipped:
        notices.print(Skipped(plan.skipped).sentence)
    if counts.total() < plan.found:
        notices.print(_STOPPED)
        return EXIT_INTERRUPTED
    return EXIT_SOME_FAILED if counts[UNREADABLE] or counts[EMPTY] else EXIT_OK


def _job(options: argparse.Namespace, classifier: Classifier, decoders: Decoders) -> Job:
    learnt = None
    if not options.as_published:
        learnt, _ = learn_from(kept_labels(*classifier.learner))
    results = options.out
    return Job(
        results=results if storage.is_address(results) else str(Path(results).absolute()),
        format=options.format,
        region=RegionChoice(options.region),
        everything_is_a_product=options.everything_is_a_product,
        limits=decoders.limits,
        learnt=learnt,
        home=str(Path.cwd()),
    )


def _asked(options: argparse.Namespace, classifier: Classifier, job: Job) -> dict[str, Any]:
    """What must be the same for a run to go on: else its parts would not belong together."""
    learnt = pickle.dumps(job.learnt) if job.learnt else b""
    relative = any(
        not storage.is_address(path) and not Path(path).is_absolute() for path in options.paths
    )
    return {
        "paths": list(options.paths),
        "folder": job.home if relative else "",
        "recursive": options.recursive,
        "format": job.format,
        "region": job.region.value,
        "everything is a product": job.everything_is_a_product,
        "limits": asdict(job.limits),
        "model": classifier.folder.identity,
        "learnt": hashlib.sha256(learnt).hexdigest() if learnt else "",
        "version": __version__,
    }


def _planned(options: argparse.Namespace, asked: dict[str, Any]) -> Plan:
    if any(PART.fullmatch(name) for name in storage.names(options.out)):
        raise FileAccessError(
            "other_run",
            f"{options.out} has parts of another run, without its plan; name another folder after "
            "--out.",
        )
    skipped = Skipped()
    found = find(options.paths, recursive=options.recursive, skipped=skipped)
    return write_plan(options.out, asked, found, skipped)


def _work(
    options: argparse.Namespace,
    job: Job,
    folder: ModelFolder,
    parts: Sequence[Part],
    progress: RunProgress,
    notices: Console,
) -> None:
    """Have the actors write these parts; each is looked at as soon as it is there."""
    with joined(options.cluster) as session:
        if session.dashboard:
            notices.print(f"Dashboard: http://{session.dashboard}")
        by_number = {part.number: part for part in parts}
        for number in _answers(session, options.actors, job, folder, parts):
            part = by_number.pop(number)
            progress.add(_read_back(job, part))


def _read_back(job: Job, part: Part) -> Counter[str]:
    """Look at a part that another machine has just written; shared disks may take a while."""
    for wait in _WAITS:
        if (counts := look_back(job, part)) is not None:
            return counts
        time.sleep(wait)
    raise FileAccessError(
        "part_missing",
        f"{job.place(part)} is not as it was written; see that all machines share {job.results}, "
        "and start the same command again.",
    )


def _answers(
    session: Session,
    actors: tuple[int, int] | None,
    job: Job,
    folder: ModelFolder,
    parts: Sequence[Part],
) -> Iterator[int]:
    """Yield the numbers of parts as they are written; raises what went wrong with one."""
    data = session.ray.data
    fewest, most = actors or (max(1, session.cpus),) * 2
    model = session.ray.put(folder)
    pool = data.ActorPoolStrategy(
        min_size=min(fewest, len(parts)),
        max_size=min(most, len(parts)),
        max_tasks_in_flight_per_actor=_IN_FLIGHT,
    )
    rows = data.from_items([asdict(part) for part in parts], override_num_blocks=len(parts))
    answers = rows.map(Worker, fn_constructor_args=(job, model), compute=pool, num_cpus=1)
    for answer in answers.iter_rows():
        if answer["code"]:
            raise ShelfwiseError(answer["code"], answer["message"])
        yield answer["number"]


@contextlib.contextmanager
def _second_interrupt_ends() -> Iterator[None]:
    """Stop in order at the first Ctrl-C; at the second at once, and Ray's processes with it."""

    def first(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, lambda *_: os._exit(EXIT_INTERRUPTED))
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def check_options(options: argparse.Namespace) -> None:
    """Refuse what does not go together, or cannot be had.

    Raises:
        SetupError: ``wrong_options``, or ``no_ray``: the extra is not installed.
    """
    if options.csv or options.xlsx or options.json:
        _refuse("--cluster writes parts into a folder: use --out and --format for what they are")
    if options.out is None:
        _refuse("--cluster needs --out FOLDER, which all machines see")
    if options.engine != "litert":
        _refuse("--cluster runs the LiteRT engine alone")
    if importlib.util.find_spec("ray") is None:  # importing it takes seconds
        raise SetupError("no_ray", f"{missing_for_clusters('Ray')}.")


def _refuse(what: str) -> None:
    raise SetupError("wrong_options", f"{what}.")
