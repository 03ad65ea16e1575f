"""``shelfwise-train publish``, ``rollback`` and ``list``: which version is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.core import places
from app.core.errors import ShelfwiseError
from training.commands.options import add_progress, for_a_program, progress_of


def add_publish(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of ``publish``, and the command."""
    parser.set_defaults(command=run_publish)
    add = parser.add_argument
    add("run", type=Path, metavar="RUN", help="run folder of fit")
    add("--force", action="store_true", help="even if it is worse than the model in use")
    add(
        "--against",
        type=Path,
        metavar="MODEL",
        help="be no worse than this one, where --models holds none yet",
    )
    add(
        "--stress-tests",
        type=Path,
        metavar="FOLDER",
        help="put the tables of leave-sources-out and robustness in this folder onto the card",
    )
    # The name of earlier versions.
    add("--harder", type=Path, dest="stress_tests", help=argparse.SUPPRESS)
    add(
        "--licences",
        type=Path,
        metavar="FILE",
        help="lines of SOURCE, tab, LICENCE: put the licences of the photos' sources onto the card",
    )
    add(
        "--drawn",
        type=Path,
        metavar="FOLDER",
        help="folder of class folders of pictures that may be shown: those that are answered "
        "wrongly go onto the card",
    )
    add_models(parser)
    add_progress(parser)


def add_rollback(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of ``rollback``, and the command."""
    parser.set_defaults(command=run_rollback)
    add_models(parser)


def add_list(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of ``list``, and the command."""
    parser.set_defaults(command=run_list)
    add_models(parser)


def add_models(parser: argparse.ArgumentParser) -> None:
    """Add ``--models``, the collection of versions."""
    parser.add_argument(
        "--models",
        type=Path,
        default=_default_models(),
        metavar="DIR",
        help="folder of numbered versions (default: %(default)s)",
    )


def run_publish(options: argparse.Namespace) -> None:
    """Publish a run, tell how good it is; errors as ``publish.publish``."""
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


def run_rollback(options: argparse.Namespace) -> None:
    """Put the version before into use again; errors as ``publish.roll_back``."""
    from training.publish.publish import roll_back

    print(f"Version {roll_back(options.models)} is in use.")


def run_list(options: argparse.Namespace) -> None:
    """Print the versions of a collection."""
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


def _default_models() -> Path:
    """Beside the code in a checkout, which is where the window looks; else the user's own."""
    shipped = places.shipped_models()
    is_checkout = (shipped.parents[1] / "pyproject.toml").is_file()
    return shipped if is_checkout else places.user_models()
