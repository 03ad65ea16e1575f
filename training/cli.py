"""``shelfwise-train``: make a model, judge it, publish it, take it back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from app.core.errors import ShelfwiseError
from app.core.extras import missing, not_installed, part_named
from app.core.text import printable, spell_what_terminals_lack
from training.commands.audit import add_audit
from training.commands.calibrate_pages import add_calibrate_pages
from training.commands.distill import add_distill
from training.commands.evaluate import add_evaluate
from training.commands.evaluate_pages import add_evaluate_pages
from training.commands.fit import add_fit
from training.commands.fit_finder import add_fit_finder
from training.commands.learning_curve import add_learning_curve
from training.commands.leave_sources_out import add_leave_sources_out
from training.commands.options import for_a_program
from training.commands.pages import add_pages
from training.commands.publish import add_list, add_publish, add_rollback
from training.commands.refresh import add_refresh
from training.commands.report import add_report
from training.commands.robustness import add_robustness

_COMMANDS: tuple[tuple[str, Callable[[argparse.ArgumentParser], None], str], ...] = (
    ("audit", add_audit, "look for mistakes in a folder of class folders"),
    ("fit", add_fit, "train on a folder of class folders"),
    ("refresh", add_refresh, "let the model in use learn from new photos and corrections"),
    ("learning-curve", add_learning_curve, "measure how many photos are enough"),
    ("distill", add_distill, "better base weights, from another network's answers"),
    ("evaluate", add_evaluate, "judge a model by photos of known class"),
    ("pages", add_pages, "render pages of shops, with the boxes of what they sell"),
    ("fit-finder", add_fit_finder, "fit the search for products to such pages and to photos"),
    ("calibrate-pages", add_calibrate_pages, "from which familiarity parts of pages are accepted"),
    ("evaluate-pages", add_evaluate_pages, "judge a model by rendered pages"),
    ("robustness", add_robustness, "evaluate robustness to corrupted photos"),
    ("leave-sources-out", add_leave_sources_out, "how a model does on sources it never saw"),
    ("report", add_report, "write a page with pictures about a run"),
    ("publish", add_publish, "put a finished run into use"),
    ("rollback", add_rollback, "put the version before into use again"),
    ("list", add_list, "published versions; * is the one in use"),
)
_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when it was done, 2 when it could not be; then one sentence is on standard error.
    """
    spell_what_terminals_lack()
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
    except ModuleNotFoundError as error:
        part = part_named(error.name)
        if part is None:
            raise
        print(f"{missing(part)}.", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("Stopped; a training run goes on with --resume.", file=sys.stderr)
        return _FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shelfwise-train", description="Make and publish the models that Shelfwise uses."
    )
    if absent := not_installed():
        parser.epilog = f"{missing(*absent)}."
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, add, summary in _COMMANDS:
        add(commands.add_parser(name, help=summary))
    return parser
