"""The command line: open the window, or classify without one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.core import program_log
from app.core.errors import ShelfwiseError
from app.core.machine import check_memory, compute_in_one_thread
from app.core.pictures import pool as decoders
from app.core.text import printable, spell_what_terminals_lack

EXIT_OK, EXIT_UNUSABLE, EXIT_BROKEN = 0, 2, 3

_EPILOG = """\
without a window (each has its own --help):
  shelfwise classify PATH ...             classify pictures and folders
  shelfwise shelve RESULTS --into FOLDER  sort classified files into class folders
  shelfwise unshelve JOURNAL              undo that
  shelfwise export SHOP RESULTS FILE      write products for Shopify or WooCommerce
  shelfwise learn add|show|forget         teach the model in use, at once
  shelfwise install-training              install what a refresh of the model needs
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Returns:
        0 all was read, 1 some files could not be read, 2 wrong usage or no usable model,
        3 an error of the program itself, which is in its log.
    """
    compute_in_one_thread()
    program_log.watch_threads()
    spell_what_terminals_lack()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if not (arguments and arguments[0] in {decoders.CHILD_ARGUMENT, "try-twin"}):
            check_memory()  # those two are told how much they may have
        match arguments:
            case ["classify", *rest]:
                return _classify(rest)
            case ["shelve", *rest]:
                return _shelve(rest)
            case ["export", *rest]:
                return _export(rest)
            case ["unshelve", *rest]:
                return _unshelve(rest)
            case ["learn", *rest]:
                return _learn(rest)
            case ["install-training", *rest]:
                return _install_training(rest)
            case [decoders.CHILD_ARGUMENT]:
                return _decode()
            case ["try-twin", *rest]:  # what app.core.models.trial starts
                from app.core.models.trial import run_trial

                return run_trial(rest)
            case _:
                return _open_window(arguments)
    except ShelfwiseError as error:
        print(f"shelfwise: {printable(error.message)}", file=sys.stderr)
        return EXIT_UNUSABLE
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        from app.output import forget_output

        forget_output()
        return EXIT_OK
    except Exception as error:
        program_log.log_error(error)
        print(f"shelfwise: {program_log.sentence(error, printable)}", file=sys.stderr)
        return EXIT_BROKEN


def _open_window(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise",
        description="Puts product photos on the right shelf.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="pictures or folders")
    _add_model_option(parser)
    parser.add_argument(
        "--new-window",
        action="store_true",
        help="open another window, whether or not one is open (so does --model)",
    )
    parser.add_argument("--version", action="version", version=f"Shelfwise {__version__}")
    options = parser.parse_args(arguments)
    from app.desktop import open_window

    return open_window(options)


def _classify(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise classify",
        description="Classify pictures and folders of pictures without opening a window.",
        epilog="exit code: 0 all read, 1 some could not be read, 2 wrong usage or no usable model",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="pictures or folders")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table for spreadsheets")
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help="write an Excel workbook")
    parser.add_argument("--json", metavar="FILE", help="write one JSON object a line; - for stdout")
    _add_model_option(parser)
    parser.add_argument(
        "--engine",
        choices=("litert", "tensorflow"),
        default="litert",
        help="what runs the model (default: %(default)s)",
    )
    parser.add_argument(
        "--trust-model",
        action="store_true",
        help="let TensorFlow run this model from now on: it can read and write files as you can",
    )
    parser.add_argument(
        "--as-published",
        action="store_true",
        help="leave out what the model learnt from people's labels (shelfwise learn)",
    )
    parser.add_argument(
        "--recursive",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="look into folders inside folders (default: yes)",
    )
    parser.add_argument(
        "--region",
        choices=("auto", "whole"),
        default="auto",
        help="what of a picture is judged: the product's photo on a page, or the whole picture "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--everything-is-a-product",
        action="store_true",
        help="what the model refuses is unsure, with its nearest class",
    )
    parser.add_argument(
        "--quiet", action="store_true", help="print only why files could not be read"
    )
    _add_cluster_options(parser)
    options = parser.parse_args(arguments)
    if options.cluster is not None:
        return _classify_on_cluster(options)
    options.paths = [Path(path) for path in options.paths]
    with decoders.Decoders() as pool:
        pool.prepare()  # starts while the model is read
        from app.classify import run

        return run(options, pool)


def _add_cluster_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "on a cluster", "A catalogue that outgrows one machine, on Ray (extra: cluster)."
    )
    group.add_argument(
        "--cluster",
        metavar="auto|local|ADDRESS",
        help="run on the Ray cluster of this machine, on one that is started here for this run, or "
        "on that at an address; PATH may then be an s3:// or gs:// address, or a list of paths or "
        "bytes in Parquet or CSV",
    )
    group.add_argument(
        "--out",
        metavar="RESULTS",
        help="the folder of the parts; the same command goes on with what is not done",
    )
    group.add_argument(
        "--format",
        choices=("parquet", "csv", "jsonl"),
        default="parquet",
        help="what the parts are (default: %(default)s)",
    )
    group.add_argument(
        "--actors",
        type=_bounds,
        metavar="N|MIN:MAX",
        help="how many answer at a time, a CPU each; Ray starts as many as there is work for "
        "(default: as many as there are CPUs)",
    )
    group.add_argument(
        "--progress", metavar="FILE", help="add progress as JSON lines; - for stdout"
    )


def _bounds(text: str) -> tuple[int, int]:
    least, _, most = text.partition(":")
    if least.isdecimal() and (most or least).isdecimal():
        bounds = int(least), int(most or least)
        if 1 <= bounds[0] <= bounds[1]:
            return bounds
    raise argparse.ArgumentTypeError(f"{text!r} is neither a number from 1 on nor two as 2:8")


def _classify_on_cluster(options: argparse.Namespace) -> int:
    from app.cluster.command import check_options, run

    check_options(options)
    with decoders.Decoders() as pool:
        return run(options, pool)


def _decode() -> int:
    """Be one of the processes of ``pictures.pool``."""
    from app.core.pictures.child import serve

    serve()
    return EXIT_OK


def _shelve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise shelve",
        description="Sort the files of a results file into class folders. Nothing is overwritten, "
        "and all of it can be undone with shelfwise unshelve.",
        epilog="exit code: 0 all done, 1 some files could not be shelved, 2 wrong usage",
    )
    parser.add_argument(
        "results", type=Path, metavar="RESULTS", help="what classify --csv or --json wrote"
    )
    parser.add_argument("--into", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--move", action="store_true", help="move the files (default: copy them)")
    parser.add_argument(
        "--unsure-folder",
        metavar="NAME",
        help="the name of the folder for what is unsure (default: not sure)",
    )
    parser.add_argument(
        "--unsure",
        choices=("own", "class", "leave"),
        default="own",
        help="what is unsure: a folder of its own, with the likely class, or leave it where it is "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--other-folder",
        metavar="NAME",
        help="put what is not one of these into this folder",
    )
    parser.add_argument(
        "--other",
        choices=("own", "nearest", "leave"),
        default="leave",
        help="what is not one of these: a folder of its own, with the nearest class, or leave it "
        "where it is (default: %(default)s)",
    )
    parser.add_argument(
        "--folders",
        choices=("keep", "prefix", "drop"),
        default="drop",
        help="the folders that files lie in, below the one that holds all of them: keep them on "
        "the shelf, put their names before the file's, or drop them (default: %(default)s)",
    )
    parser.add_argument(
        "--layout",
        type=lambda text: text.replace("{", "").replace("}", ""),
        choices=("class", "class/type"),
        default="class",
        help="a folder for each class, or in it one for each product type, where that is clear: "
        "Stationery/notebook (default: %(default)s)",
    )
    parser.add_argument("--dry-run", action="store_true", help="only print what would happen")
    options = parser.parse_args(arguments)
    from app.shelve import shelve

    return shelve(options)


def _export(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise export",
        description="Write the products of a results file as a CSV that a shop imports: handle, "
        "title, type, tags and images. Photos of one folder are one product; in a single folder, "
        "those that differ by a number at the end of their names. Or, with xmp, the class and "
        "product type of each photo as keywords (dc:subject) in photo.jpg.xmp.",
        epilog="exit code: 0 written, 2 wrong usage",
    )
    parser.add_argument(
        "shop",
        choices=("shopify", "woocommerce", "xmp"),
        metavar="KIND",
        help="shopify, woocommerce or xmp",
    )
    parser.add_argument(
        "results", type=Path, metavar="RESULTS", help="what classify --csv or --json wrote"
    )
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="the CSV to write; for xmp the folder, such as the one that the photos are in",
    )
    parser.add_argument(
        "--images",
        default="",
        metavar="ADDRESS",
        help="where the photos are on the web, such as https://shop.example/photos/; comes before "
        "each photo's place in its folder",
    )
    options = parser.parse_args(arguments)
    from app.export import export

    return export(options)


def _unshelve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise unshelve",
        description="Undo a shelving, whole or broken off. Files that were changed since are kept.",
    )
    parser.add_argument("journal", type=Path, metavar="JOURNAL", help="the file that shelve named")
    options = parser.parse_args(arguments)
    from app.shelve import unshelve

    return unshelve(options)


def _learn(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="shelfwise learn",
        description="Teach the model in use at once: its answers follow the labels that people "
        "give, here or in the window. The published model stays as it is.",
        epilog="exit code: 0 all done, 1 some files could not be read, 2 wrong usage",
    )
    commands = parser.add_subparsers(dest="what", required=True, metavar="add|show|forget")
    adding = commands.add_parser("add", help="say what pictures are")
    adding.add_argument("--label", metavar="NAME", required=True, help="a class, or other")
    adding.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="pictures or folders")
    showing = commands.add_parser("show", help="tell what was learnt, and whether it is used")
    forgetting = commands.add_parser("forget", help="go back to the published answers")
    for command in (adding, showing, forgetting):
        _add_model_option(command)
        command.set_defaults(engine="litert", trust_model=False)
    options = parser.parse_args(arguments)
    with decoders.Decoders() as pool:
        from app.learn import COMMANDS

        return COMMANDS[options.what](options, pool)


def _install_training(arguments: list[str]) -> int:
    argparse.ArgumentParser(
        prog="shelfwise install-training",
        description="Install TensorFlow and what else a refresh of the model needs (about 600 MB "
        "to download): beside the program, or for one that came without Python into an environment "
        "in the user's data folder.",
        epilog="exit code: 0 installed, 2 it could not be",
    ).parse_args(arguments)
    from app.core.installing import Installation, training_python

    if training_python() is None:
        Installation().run(lambda line: print(printable(line), flush=True))
    print("Training is installed: Model > Refresh the model... in the window.")
    return EXIT_OK


def _add_model_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, metavar="DIR", help="the model folder, or a folder of its versions"
    )
