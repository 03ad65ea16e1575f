"""``shelfwise-train publish``, ``rollback`` and ``list``: which version is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.core import places
from app.core.errors import ShelfwiseError
from app.core.text import counted
from training.commands.options import add_progress, for_a_program, progress_of


def add_publish(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of ``publish``, and the command."""
    parser.set_defaults(command=run_publish)
    add = parser.add_argument
    add("run", type=Path, metavar="RUN", help="run folder of fit")
    add("--force", action="store_true", help="even if it is worse than the model in use")
    add(
        "--hold-back",
        action="store_true",
        help="publish it without putting it into use where fewer than 30 photos of a class judged "
        "it and the model in use",
    )
    add(
        "--against",
        type=Path,
        metavar="MODEL",
        help="be no worse than this one, instead of the one in use of --models",
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
    add_models(parser, places.user_models())
    add_progress(parser)


def add_rollback(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of ``rollback``, and the command."""
    parser.set_defaults(command=run_rollback)
    add_models(parser, None)


def add_list(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of ``list``, and the command."""
    parser.set_defaults(command=run_list)
    add_models(parser, None)


def add_models(parser: argparse.ArgumentParser, default: Path | None) -> None:
    """Add ``--models``, the collection of versions; None: the one that the window uses."""
    parser.add_argument(
        "--models",
        type=Path,
        default=default,
        metavar="DIR",
        help="folder of numbered versions (default: "
        + ("%(default)s)" if default else "the one that the window uses)"),
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
            hold_back=options.hold_back,
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
            f"On {counted(comparison.pictures, 'test photo')}: {comparison.new_accuracy:.4f}, "
            f"version {comparison.version} {comparison.current_accuracy:.4f}."
        )
    if published.unseen is not None:
        print(published.unseen.sentence())
    version, path = published.folder.contract.version, published.folder.path
    if published.in_use:
        print(f"Version {version} is in use: {path}")
    else:
        print(f"Version {version} is not in use, tested on too few photos: {path}")


def run_rollback(options: argparse.Namespace) -> None:
    """Put the version before into use again; errors as ``in_use.roll_back``."""
    from app.core.models.history import note_use
    from app.core.models.in_use import roll_back

    version = roll_back(options.models or used_location())
    note_use(version.folder, version.number)
    came = ", which came with the program," if version.shipped else ""
    print(f"Version {version.number}{came} is in use.")


def run_list(options: argparse.Namespace) -> None:
    """Print the versions of a place; those that are taken first come last."""
    from app.core.models.folder import open_model_folder
    from app.core.models.in_use import known_versions, open_in_use

    location = options.models or used_location()
    known = known_versions(location)
    if not known:
        print(f"There is no model in {location}.")
        return
    try:
        in_use = open_in_use(location)[0].path
    except ShelfwiseError:  # each version says what is wrong with it
        in_use = None
    for version in reversed(known):
        mark, number = "*" if version.folder == in_use else " ", str(version.number)
        number += " shipped" if version.shipped else ""
        try:
            contract = open_model_folder(version.folder).contract
        except ShelfwiseError as error:
            print(f"{mark} {number}  {error.message}")
            continue
        accuracy = contract.metrics.get("test", {}).get("accuracy")
        shown = f"test accuracy {accuracy:.4f}" if isinstance(accuracy, float) else ""
        print(f"{mark} {number}  {contract.created}  {', '.join(contract.class_names)}  {shown}")


def used_location() -> Path:
    """Find the place where the window and ``classify`` look, too."""
    from app.core.settings import load_settings

    return places.model_location(None, load_settings(places.settings_file()).model_path)
