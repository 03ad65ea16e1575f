"""The model card: what a model was made from, how good it is, and what it cannot do.

Every figure is handed in by the program that measured it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.models.folder import Contract, Thresholds
from app.core.pictures.images import Fitting
from app.core.text import counted, percent
from training.config import IMAGENET, RANDOM, FitConfig
from training.data.dataset import SPLITS
from training.data.manifest import Manifest
from training.errors import RunError
from training.judge.compare import Comparison
from training.judge.compare_unseen import UnseenComparison
from training.judge.evaluate import Metrics
from training.judge.new_shops import NewShops
from training.judge.tables import LEAVE_SOURCES_OUT, PAGES, ROBUSTNESS
from training.network.inception import BaseWeights
from training.publish.drawn import Drawn
from training.publish.twin import TwinAgreement

_KINDS_NAMED = 5
_NO_SOURCE = "(no source in the file name)"


@dataclass(frozen=True)
class CardFacts:
    """Everything that a card tells.

    Attributes:
        stage_two_helped: whether the weights are from an epoch of stage two; else none bettered
            the validation accuracy, and those from before it were kept.
        stress_tests: folder of tables of ``judge.tables``.
        licences: source -> licence, for those that are known.
        drawn: what the twin makes of drawn pictures.
    """

    contract: Contract
    config: FitConfig
    manifest: Manifest
    base: BaseWeights
    validation: Metrics
    test: Metrics
    twin: TwinAgreement
    comparison: Comparison | None
    unseen: UnseenComparison | None
    new_shops: NewShops | None
    sure_reached: bool
    stage_two_helped: bool
    stress_tests: Path | None = None
    licences: Mapping[str, str] = field(default_factory=dict)
    drawn: Drawn | None = None


def model_card(facts: CardFacts) -> str:
    """The card as Markdown."""
    contract, config = facts.contract, facts.config
    shown = ", ".join(item.display_name for item in contract.classes)
    sections = [
        f"# Shelfwise product classifier, version {contract.version}",
        f"Tells product photos apart: {shown}. Made {contract.created}.",
        _network(facts),
        "## Photos\n\n" + _counts(facts.manifest) + "\n\n" + _split_words(facts.manifest, config),
        _sources(facts.manifest, facts.licences),
        _new_shops(facts),
        _test(facts),
        _thresholds(facts),
        *_stress_tests(facts.stress_tests),
        facts.drawn.section() if facts.drawn else "",
        _twin(facts.twin),
        _comparison(facts.comparison, facts.unseen),
        _limits(facts),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def sources(manifest: Manifest) -> Counter[str]:
    """Photos per source: what stands before ``__`` in a file's name."""
    names = (member.path.rsplit("/", 1)[-1] for member in manifest.members)
    return Counter(name.split("__", 1)[0] if "__" in name else _NO_SOURCE for name in names)


def _network(facts: CardFacts) -> str:
    config, base = facts.config, facts.base
    if base.name == RANDOM:
        origin = "random weights"
    else:
        name = "the ImageNet weights of Keras" if base.name == IMAGENET else f"`{base.name}`"
        origin = f"{name}" + (f" (SHA-256 `{base.sha256}`)" if base.sha256 else "")
        origin += f", {base.origin}" if base.origin else ""
    second = "and no second stage"
    if config.unfreeze_layers:
        second = (
            f"then with its last {config.unfreeze_layers} layers trained as well (Adam, "
            f"{config.stage_two.learning_rate:g})"
        )
        if not facts.stage_two_helped:
            second += ", which did not better the validation accuracy: the weights before are kept"
        elif config.stage_two.weight_interpolation < 1:
            way = config.stage_two.weight_interpolation
            second += f", ended {percent(way)} of the way to the weights that it found"
    return (
        "## Network\n\n"
        f"Inception v3 without its top, global average pooling and a dense softmax; input "
        f"{config.input_size} x {config.input_size} pixels, the whole picture fitted into it "
        f"({config.fitting.value}). The base started from {origin}. Trained first with the base "
        f"frozen ({_stage_one(config)}), {second}; batch normalisation in "
        f"inference mode throughout; more views of every training photo: {config.views} "
        f"({_views(config)}); {_counting(config)}; seed {config.seed}.{_types(facts)} Versions: "
        + ", ".join(f"{name} {version}" for name, version in facts.contract.libraries.items())
        + "."
    )


def _types(facts: CardFacts) -> str:
    count = len(facts.contract.types)
    if not count:
        return ""
    return (
        f" The last layer tells {count} product types and kinds of other things apart; the "
        "probability of a class is the sum of its types'."
    )


def _stage_one(config: FitConfig) -> str:
    if config.l2:
        return f"a logistic regression solved to its optimum, penalty {config.l2:g}"
    return f"Adam, {config.stage_one.learning_rate:g}"


def _views(config: FitConfig) -> str:
    parts = []
    if config.other_fitting:
        other = "stretched" if config.fitting is Fitting.PAD else "padded"
        parts.append(f"one of them the photo as it is, {other}")
    if config.views > config.hard_views + config.other_fitting:
        parts.append(
            f"mirrored, turned by up to {config.rotation:g} of a circle, scaled by up to "
            f"{config.zoom:g}"
        )
    if config.hard_views:
        parts.append(
            f"{config.hard_views} of them hard: on a drawn shop page, badly saved or lit, on "
            "another surface, cut out"
        )
    return "; ".join(parts) or "none"


def _counting(config: FitConfig) -> str:
    classes = "classes count the same" if config.class_weights else "photos count the same"
    return (
        f"{classes}, a source of n photos as much as n to the power {1 - config.source_balancing:g}"
    )


def _counts(manifest: Manifest) -> str:
    counts = manifest.counts()
    names = list(counts["train"])
    rows = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    rows += [
        f"| {split} | " + " | ".join(str(counts[split][name]) for name in names) + " |"
        for split in SPLITS
    ]
    return "\n".join(rows)


def _split_words(manifest: Manifest, config: FitConfig) -> str:
    words = (
        "Near-duplicates lie on one side of the split. The split, with the SHA-256 of every file, "
        "is in `manifest.json` beside this card."
    )
    if manifest.background:
        kinds = {
            split: {m.kind for m in manifest.of(split) if m.class_name == manifest.background}
            for split in SPLITS
        }
        unseen = len(kinds["test"] - kinds["train"] - kinds["validation"])
        words += (
            f" `{manifest.background}` holds pictures of nothing that is sold; {unseen} of its "
            f"{len(kinds['test'])} kinds in the test split were never trained on."
        )
    if manifest.left_out:
        words += f" Left out as near-duplicates: {counted(len(manifest.left_out), 'picture')}."
    return words


def _sources(manifest: Manifest, licences: Mapping[str, str]) -> str:
    rows = [
        f"| {name} | {count} | {licences.get(name, 'unknown')} |"
        for name, count in sources(manifest).most_common()
    ]
    return (
        "### Sources\n\nThe part of a file's name before `__`, and the licence as far as whoever "
        "published this model named it. Do not pass on photos whose licence is unknown."
        "\n\n| source | photos | licence |\n|---|---|---|\n" + "\n".join(rows)
    )


def read_licences(path: Path) -> dict[str, str]:
    """Source -> licence, from a text file of lines ``SOURCE<tab>LICENCE``.

    Raises:
        RunError: ``licences``: it cannot be read.
    """
    known: dict[str, str] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            source, licence = line.split("\t")
            known[source] = licence
    except (OSError, ValueError) as error:
        raise RunError(
            "licences",
            f"{path} cannot be read as lines of a source, a tab and its licence ({error}).",
        ) from error
    return known


def _new_shops(facts: CardFacts) -> str:
    found = facts.new_shops
    if found is None:
        return ""
    recalls = ", ".join(f"{name} {recall:.4f}" for name, recall in found.recalls.items())
    words = (
        "## Photos of shops that it has never seen\n\n"
        f"{len(found.rows)} sources, {found.photos} product photos, each answered by a network "
        f"that saw no photo of its source: {found.folds} folds of whole sources, trained in the "
        f"way of this model ({'both stages' if found.stages > 1 else 'the last layer'}); "
        "temperature and thresholds of each fold come from the others. Mean over the classes "
        f"{found.macro:.4f} ({recalls}); mean over the sources {found.mean:.4f}, worst tenth of "
        f"them {found.worst_tenth:.4f}, worst {found.worst:.4f}. *Not one of these*: "
        f"{found.refused:.4f} of the products, and {found.certain_refused:.4f} of those whose "
        f"class has 0.97 or more. *Sure*: {found.sure:.4f} of the products, "
        f"{found.right_when_sure:.4f} of these right. Expected calibration error "
        f"{found.calibration_error:.4f}."
    )
    if not found.others:
        return words
    rows = "\n".join(f"| {part:g} % | {accepted:.4f} |" for part, accepted in found.curve)
    return (
        f"{words} Of {found.others} pictures of other things from sources left out "
        f"{found.others_accepted:.4f} get a class, {found.others_sure:.4f} are called *sure*. What "
        "another bound of refusal would cost:\n\n"
        f"| products refused | other things accepted |\n|---|---|\n{rows}"
    )


def _test(facts: CardFacts) -> str:
    test = facts.test
    low, high = test.accuracy_interval
    lines = [
        "## Test split, answered by the LiteRT twin",
        f"Accuracy {test.accuracy:.4f} (95\u00a0% interval {low:.4f} to {high:.4f}) on "
        f"{test.pictures} product photos; macro-F1 {test.macro_f1:.4f}; expected calibration error "
        f"{test.calibration_error:.4f} ({test.calibration_error_before:.4f} without the "
        f"temperature). Validation accuracy {facts.validation.accuracy:.4f}.",
        "| class | precision | recall | F1 | photos |\n|---|---|---|---|---|\n"
        + "\n".join(
            f"| {name} | {m.precision:.4f} | {m.recall:.4f} | {m.f1:.4f} | {m.support} |"
            for name, m in test.classes.items()
        ),
        _confusion(tuple(test.classes), test.confusion),
    ]
    return "\n\n".join(lines)


def _confusion(names: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    head = "| true, down; answered, across | " + " | ".join(names) + " |"
    rows = [
        f"| {name} | " + " | ".join(str(count) for count in row) + " |"
        for name, row in zip(names, counts, strict=True)
    ]
    return "\n".join([head, "|---" * (len(names) + 1) + "|", *rows])


def familiarity_words(thresholds: Thresholds) -> str:
    """Say the bounds of refusal."""
    words = f"a familiarity of {thresholds.familiar:.4f}"
    if thresholds.familiar_part is not None:
        words += f" (parts of pages: {thresholds.familiar_part:.4f})"
    return words


def _thresholds(facts: CardFacts) -> str:
    contract, test = facts.contract, facts.test
    precision = "" if test.sure.precision is None else f", {test.sure.precision:.4f} of them right"
    words = (
        "## Verdicts\n\n"
        f"Temperature {contract.temperature:.4f}. *Sure* from {contract.thresholds.sure:.4f} on: "
        f"{test.sure.coverage:.4f} of the test products{precision}."
    )
    if not facts.sure_reached:
        words += (
            " On the photos that thresholds come from no confidence gave answers that were right "
            "often enough, so the threshold is 1 and hardly any verdict is *sure*."
        )
    words += f" *Not one of these* below {familiarity_words(contract.thresholds)}"
    background = test.background
    if background is None:
        return words + "; there were no background pictures to judge it by."
    return (
        f"{words}: {background.products_kept:.4f} of the test products pass, "
        f"{background.background_refused:.4f} of {background.pictures} test pictures of other "
        f"things are refused, {background.background_sure:.4f} called *sure* (AUROC "
        f"{background.auroc:.4f}; "
        f"{background.false_positive_rate_at_95:.4f} of them pass where 95\u00a0% of the products "
        "do)."
    )


def _stress_tests(folder: Path | None) -> list[str]:
    tables = (PAGES, LEAVE_SOURCES_OUT, ROBUSTNESS)
    return [table.section(folder) for table in tables] if folder is not None else []


def _twin(twin: TwinAgreement) -> str:
    return (
        "## LiteRT twin\n\n"
        f"{twin.kind}, {twin.size / 1e6:.1f} MB. On the whole validation split ({twin.pictures} "
        f"pictures) it gives the SavedModel's label for {twin.same_label:.4f} of the products; "
        "accuracy "
        f"{twin.accuracy:.4f} against {twin.saved_model_accuracy:.4f}; the probabilities of 99 "
        f"of 100 pictures are at most {twin.usual_difference:.4f} off, of any picture "
        f"{twin.largest_difference:.4f}."
        + (
            f" Its features under the last layers of the folds: {twin.unseen.words()}."
            if twin.unseen
            else ""
        )
    )


def _comparison(comparison: Comparison | None, unseen: UnseenComparison | None) -> str:
    if comparison is None:
        return ""
    more = f" {unseen.sentence()}" if unseen is not None else ""
    whose = (
        "that neither was trained on"
        if comparison.unseen
        else f"that version {comparison.version} was trained on"
    )
    words = (
        "## Against the model that was in use\n\n"
        f"On {comparison.pictures} test photos {whose}: {comparison.new_accuracy:.4f}, version "
        f"{comparison.version} {comparison.current_accuracy:.4f}.{more}"
    )
    if comparison.no_worse and (unseen is None or unseen.no_worse):
        return words
    return words + " Published with --force although it is worse."


def _limits(facts: CardFacts) -> str:
    weakest = min(facts.test.classes.items(), key=lambda item: item[1].recall)
    largest, photos = sources(facts.manifest).most_common(1)[0]
    share = photos / len(facts.manifest.members)
    lines = [
        f"- {percent(share)} of the photos come from one source ({largest}). Photos of one "
        "source look alike and lie on both sides of the split: on photos of a shop that is not "
        "among the sources expect fewer right answers than the test split shows.",
        f"- The weakest class is {weakest[0]} (recall {weakest[1].recall:.4f}); the product types "
        f"with most mistakes on the test split: {_weakest_kinds(facts.test)}.",
        "- It answers for one product in the picture; several products get one answer.",
        "- Labels are the folders' names, as people filled them; mistakes count in the figures.",
    ]
    return "## Limits\n\n" + "\n".join(lines)


def _weakest_kinds(test: Metrics) -> str:
    wrong = sorted(test.kinds.items(), key=lambda item: (item[1][0] - item[1][1], item[0]))
    return (
        ", ".join(
            f"{name} ({photos - right} of {photos} wrong)"
            for name, (right, photos) in wrong[:_KINDS_NAMED]
            if right < photos
        )
        or "none"
    )
