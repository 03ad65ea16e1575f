"""The command line: open the window, or classify without one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.core.errors import ShelfwiseError

EXIT_OK, EXIT_UNUSABLE = 0, 2

_EPILOG = """\
commands:
  shelfwise [PATH ...]        open the window, and these files or folders in it
  shelfwise classify PATH ... classify without a window; see shelfwise classify --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Returns:
        0 all was read, 1 some files could not be read, 2 wrong usage or no usable model.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == ["classify"]:
            return _classify(arguments[1:])
        return _open_window(arguments)
    except ShelfwiseError as error:
        print(f"shelfwise: {error.message}", file=sys.stderr)
        return EXIT_UNUSABLE
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK


def _open_window(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise",
        description="Puts product photos on the right shelf.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="pictures or folders")
    _add_model_option(parser)
    parser.add_argument("--version", action="version", version=f"Shelfwise {__version__}")
    options = parser.parse_args(arguments)
    from app.ui.window import run

    return run(options.paths, options.model)


def _classify(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise classify",
        description="Classify pictures and folders of pictures without opening a window.",
        epilog="exit code: 0 all read, 1 some could not be read, 2 wrong usage or no usable model",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="pictures or folders")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table for spreadsheets")
    parser.add_argument("--json", metavar="FILE", help="write one JSON object a line; - for stdout")
    _add_model_option(parser)
    parser.add_argument(
        "--engine",
        choices=("litert", "tensorflow"),
        default="litert",
        help="what runs the model (default: %(default)s)",
    )
    parser.add_argument(
        "--recursive",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="look into folders inside folders (default: yes)",
    )
    parser.add_argument("--quiet", action="store_true", help="print no table, progress or summary")
    options = parser.parse_args(arguments)
    from app.classify import run

    return run(options)


def _add_model_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, metavar="DIR", help="the model folder, or a folder of its versions"
    )
