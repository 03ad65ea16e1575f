"""``shelfwise-train``: make a model, judge it, publish it, take it back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.core import places
from app.core.errors import ShelfwiseError
from app.core.text import printable
from training.commands.audit import add_audit
from training.commands.distill import add_distill
from training.commands.evaluate import add_evaluate
from training.commands.learning_curve import add_learning_curve
from training.commands.leave_sources_out import add_leave_sources_out
from training.commands.options import (
    add_config_options,
    add_progress,
    config_of,
    for_a_program,
    progress_of,
)
from training.commands.report import add_report
from training.commands.robustness import add_robustness
from training.config import FitConfig

_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when it was done, 2 when it could not be; then one sentence is on standard error.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except ShelfwiseError as error:
        if for_a_program(options):
            from training.commands.json_progress import write_error

            write_error(error)
        print(printable(error.message), file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("Stopped; a training run goes on with --resume.", file=sys.stderr)
        return _FAILED
    return 0


def _fit(options: argparse.Namespace) -> None:
    from training.commands.console import print_validation
    from training.fit.cluster import Strategy
    from training.fit.run import fit

    with progress_of(options) as on_progress:
        result = fit(
            replace(
                config_of(options, FitConfig()),
                display_names=FitConfig().display_names | dict(options.display_name),
                keep_cache=options.keep_cache,
            ),
            options.data,
            options.out,
            resume=options.resume,
            corrections=options.corrections,
            on_progress=on_progress,
            strategy=Strategy(options.strategy),
            scratch=options.scratch,
        )
    if for_a_program(options):
        from training.commands.json_progress import write_event

        for sentence in result.skipped:
            write_event("note", message=sentence)
        write_event("finished", run=str(options.out))
        return
    for sentence in result.skipped:
        print(printable(sentence), file=sys.stderr)
    if result.is_chief and result.validation is not None:
        print_validation(*result.validation)
    if result.is_chief:
        run = printable(options.out)
        print(f"The run is finished; publish it with: shelfwise-train publish {run}")
    else:
        print("This worker has done its share; the chief has the run.")


def _publish(options: argparse.Namespace) -> None:
    from training.commands.console import print_metrics
    from training.publish.publish import publish

    with progress_of(options) as on_progress:
        published = publish(
            options.run,
            options.models,
            against=options.against,
            stress_tests=options.stress_tests,
            licences=options.licences,
            drawn=options.drawn,
            force=options.force,
            on_progress=on_progress,
        )
    if for_a_program(options):
        from training.commands.json_progress import write_published

        write_published(published)
        return
    print_metrics(published.test)
    if published.comparison is not None:
        comparison = published.comparison
        print(
            f"On {comparison.pictures} test photos: {comparison.new_accuracy:.4f}, version "
            f"{comparison.version} {comparison.current_accuracy:.4f}."
        )
    print(f"Version {published.folder.contract.version} is in use: {published.folder.path}")


def _roll_back(options: argparse.Namespace) -> None:
    from training.publish.publish import roll_back

    print(f"Version {roll_back(options.models)} is in use.")


def _list(options: argparse.Namespace) -> None:
    from app.core.models.folder import current_version, open_model_folder, versions

    current = current_version(options.models)
    if current is None:
        print(f"There is no model in {options.models}.")
    for number in versions(options.models):
        mark = "*" if number == current else " "
        try:
            contract = open_model_folder(options.models / str(number)).contract
        except ShelfwiseError as error:
            print(f"{mark} {number}  {error.message}")
            continue
        accuracy = contract.metrics.get("test", {}).get("accuracy")
        shown = f"test accuracy {accuracy:.4f}" if isinstance(accuracy, float) else ""
        print(f"{mark} {number}  {contract.created}  {', '.join(contract.class_names)}  {shown}")


def _display_name(text: str) -> tuple[str, str]:
    folder, separator, shown = text.partition("=")
    if not (folder and separator and shown):
        raise argparse.ArgumentTypeError(f"{text!r} is not FOLDER=NAME")
    return folder, shown


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shelfwise-train", description="Make and publish the models that Shelfwise uses."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_audit(commands.add_parser("audit", help="look for mistakes in a folder of class folders"))
    _add_fit(commands.add_parser("fit", help="train on a folder of class folders"))
    add_learning_curve(
        commands.add_parser("learning-curve", help="measure how many photos are enough")
    )
    add_distill(
        commands.add_parser("distill", help="better base weights, from another network's answers")
    )
    add_evaluate(commands.add_parser("evaluate", help="judge a model by photos of known class"))
    add_robustness(
        commands.add_parser("robustness", help="judge a model by photos that have suffered")
    )
    add_leave_sources_out(
        commands.add_parser(
            "leave-sources-out", help="how a model does on sources that it never saw"
        )
    )
    add_report(commands.add_parser("report", help="write a page with pictures about a run"))
    publish = commands.add_parser("publish", help="put a finished run into use")
    publish.set_defaults(command=_publish)
    publish.add_argument("run", type=Path, metavar="RUN", help="run folder of fit")
    publish.add_argument(
        "--force", action="store_true", help="even if it is worse than the model in use"
    )
    publish.add_argument(
        "--against",
        type=Path,
        metavar="MODEL",
        help="be no worse than this one, where --models holds none yet",
    )
    publish.add_argument(
        "--stress-tests",
        type=Path,
        metavar="FOLDER",
        help="put the tables of leave-sources-out and robustness in this folder onto the card",
    )
    publish.add_argument(
        "--licences",
        type=Path,
        metavar="FILE",
        help="lines of SOURCE, tab, LICENCE: put the licences of the photos' sources onto the card",
    )
    publish.add_argument(
        "--drawn",
        type=Path,
        metavar="FOLDER",
        help="folder of class folders of pictures that may be shown: those that are answered "
        "wrongly go onto the card",
    )
    add_progress(publish)
    back = commands.add_parser("rollback", help="put the version before into use again")
    back.set_defaults(command=_roll_back)
    listing = commands.add_parser("list", help="published versions; * is the one in use")
    listing.set_defaults(command=_list)
    for command in (publish, back, listing):
        command.add_argument(
            "--models",
            type=Path,
            default=_default_models(),
            metavar="DIR",
            help="folder of numbered versions (default: %(default)s)",
        )
    return parser


def _default_models() -> Path:
    """Beside the code in a checkout, which is where the window looks; else the user's own."""
    shipped = places.shipped_models()
    is_checkout = (shipped.parents[1] / "pyproject.toml").is_file()
    return shipped if is_checkout else places.user_models()


def _add_fit(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    parser.set_defaults(command=_fit)
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add("--out", type=Path, default=Path("runs/latest"), help="run folder (default: %(default)s)")
    add(
        "--corrections",
        type=Path,
        metavar="FOLDER",
        help="folder of class folders with corrected pictures, which train, too",
    )
    add_progress(parser)
    add("--resume", action="store_true", help="go on with the run in --out")
    add(
        "--strategy",
        choices=["none", "mirrored", "multi-worker"],
        default="none",
        help="mirrored: all GPUs of this machine; multi-worker: the machines that the environment "
        "variable TF_CONFIG names (default: %(default)s)",
    )
    add(
        "--scratch",
        type=Path,
        metavar="FOLDER",
        help="multi-worker: where a worker that is not the chief keeps what it computes, so that "
        "--resume finds it (default: a temporary folder)",
    )
    add_config_options(parser, FitConfig())
    add(
        "--display-name",
        type=_display_name,
        action="append",
        default=[],
        metavar="FOLDER=NAME",
        help="what people read for a class (default: the folder name in title case; "
        "stationary=Stationery)",
    )
    add("--keep-cache", action="store_true", help="keep the activations in the run folder")
