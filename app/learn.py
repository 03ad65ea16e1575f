"""``shelfwise learn``: teach the model in use at once, see what it learnt, and forget it."""

from __future__ import annotations

import argparse

from rich.console import Console

from app.classify import EXIT_OK, EXIT_SOME_FAILED, open_classifier
from app.core.answers import OTHER, Classified, Failed
from app.core.batch import classify_all
from app.core.errors import SetupError
from app.core.learning.gate import Trial
from app.core.learning.labels import KeptLabels, Label
from app.core.learning.shop import kept_labels, learn_from
from app.core.models.folder import Contract
from app.core.pictures.find import find_pictures
from app.core.pictures.pool import Decoders
from app.core.text import counted
from app.output import shown, standard_output


def add(options: argparse.Namespace, decoders: Decoders) -> int:
    """Keep a label for every picture of ``options.paths``; 0 all read, 1 some could not be.

    Raises:
        ShelfwiseError: no usable model, a label that it does not know, or nowhere to keep labels.
    """
    notices = Console(stderr=True, highlight=False, soft_wrap=True)
    classifier = open_classifier(options, decoders, notices)
    name = _class_named(options.label, classifier.contract)
    labels = kept_labels(*classifier.learner)
    failed = 0
    for outcome in classify_all(classifier, find_pictures(options.paths), decoders):
        match outcome:
            case Classified(prediction=prediction) if prediction.evidence is not None:
                labels.add([Label(prediction.evidence, name)])
            case Failed(error=error):
                failed += 1
                notices.print(shown(error.message, "red"))
    _print(*_description(labels, classifier.contract))
    return EXIT_SOME_FAILED if failed else EXIT_OK


def show(options: argparse.Namespace, decoders: Decoders) -> int:
    """Print what was learnt so far, and whether it is used; errors as ``add``."""
    classifier = open_classifier(options, decoders, Console(stderr=True))
    _print(*_description(kept_labels(*classifier.learner), classifier.contract))
    return EXIT_OK


def forget(options: argparse.Namespace, decoders: Decoders) -> int:
    """Forget what was learnt for the model in use; errors as ``add``."""
    classifier = open_classifier(options, decoders, Console(stderr=True))
    labels = kept_labels(*classifier.learner)
    count = len(labels)
    labels.forget()
    _print(f"{counted(count, 'label')} forgotten: answers are the published model's again.")
    return EXIT_OK


def _class_named(label: str, contract: Contract) -> str:
    """Find a class by its name or by what people read, whatever the case."""
    names = {OTHER: OTHER}
    for item in contract.classes:
        names |= {item.display_name.casefold(): item.name, item.name.casefold(): item.name}
    try:
        return names[label.casefold()]
    except KeyError:
        known = ", ".join((*(item.display_name for item in contract.classes), OTHER))
        raise SetupError(
            "unknown_class", f"The model knows no class {label!r}; use one of: {known}."
        ) from None


def _description(labels: KeptLabels, contract: Contract) -> list[str]:
    counts = [
        f"{count:,} {contract.display_name(name)}"
        for name, count in labels.counts().items()
        if count
    ]
    if not counts:
        return ["Nothing was learnt yet: answers are the published model's."]
    layer, trial = learn_from(labels)
    assert trial is not None
    return [f"Labels kept: {', '.join(counts)}.", trial_words(trial, used=layer is not None)]


def trial_words(trial: Trial, *, used: bool) -> str:
    """Say how what was learnt did on labels that it was not shown."""
    told = (
        f"Each asked without its own label, {trial.learnt_right:,} of {trial.labels:,} are right, "
        f"{trial.published_right:,} as published"
    )
    return f"{told}: {'it is used' if used else 'it is no better, so it is not used'}."


def _print(*lines: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    with standard_output():
        for line in lines:
            console.print(shown(line))


COMMANDS = {"add": add, "show": show, "forget": forget}
