"""``shelfwise-train pages``: pages of shops, rendered, to measure the search for products by."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_pages(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_pages)
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add("--out", type=Path, required=True, metavar="PAGES", help="folder to write the pages into")
    add(
        "--split",
        choices=["test", "train"],
        default="test",
        help="whose photos are shown; test pages have layouts that no training page has "
        "(default: %(default)s)",
    )
    add("--count", type=int, default=200, help="how many pages (default: %(default)s)")
    add("--seed", type=int, default=42, help="of the split and of the pages (default: %(default)s)")
    add(
        "--unseen-by",
        type=Path,
        metavar="MODEL",
        help="show no photo that this model was trained or tuned on",
    )


def run_pages(options: argparse.Namespace) -> None:
    """Render pages and write them with their list; errors as ``pages.make``, and ``bad_option``."""
    from app.core.models.folder import open_current
    from app.core.text import counted, printable
    from training.commands.console import progress_shown
    from training.data.output_folder import refuse_output_in_data
    from training.errors import RunError
    from training.judge.unseen import used_digests
    from training.pages.make import make_pages, split_of

    if options.count < 1 or options.seed < 0:
        raise RunError("bad_option", "--count must be 1 or more, and --seed 0 or more.")
    refuse_output_in_data(options.out, options.data)
    seen = frozenset(used_digests(open_current(options.unseen_by)[0]) if options.unseen_by else ())
    with progress_shown() as on_progress:
        manifest = split_of(options.data, options.seed, on_progress)
        pages = make_pages(
            *(options.data, options.out, manifest, options.split, options.count, options.seed),
            seen=seen,
            on_progress=on_progress,
        )
    print(f"{counted(len(pages), 'page')} in {printable(options.out)}.")
