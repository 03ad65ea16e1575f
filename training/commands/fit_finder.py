"""``shelfwise-train fit-finder``: fit the search for products to rendered pages and photos."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_fit_finder(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_fit_finder)
    add = parser.add_argument
    add("pages", type=Path, metavar="PAGES", help="pages of shelfwise-train pages --split train")
    add(
        "data", type=Path, metavar="DATA", help="folder of class folders, whose photos are no pages"
    )
    add("--photos", type=int, default=3000, help="how many photos (default: %(default)s)")
    add("--seed", type=int, default=42, help="of the split of DATA (default: %(default)s)")
    add("--without", nargs="*", default=[], metavar="LAYOUT", help="layouts that are left out")
    add(
        "--out",
        type=Path,
        default=Path("app/core/pictures/region_trees.npz"),
        help="file of the fitted trees (default: %(default)s)",
    )


def run_fit_finder(options: argparse.Namespace) -> None:
    """Measure pages and photos of the training split, fit, and write the trees.

    Errors as ``render.read_list`` and ``make.split_of``."""
    from app.core.pictures.trees import file_of
    from app.core.storage.files import write_atomically
    from app.core.text import counted, printable
    from training.commands.console import progress_shown
    from training.pages.finder import fit_finder, measured
    from training.pages.make import split_of
    from training.pages.render import read_list
    from training.views.augment import random_of

    pages = [p for p in read_list(options.pages) if p.layout not in options.without]
    with progress_shown() as on_progress:
        members = split_of(options.data, options.seed, on_progress).of("train")
        order = random_of(f"finder/{options.seed}").permutation(len(members))[: options.photos]
        photos = [options.data / members[index].path for index in order]
        examples = measured(options.pages, pages, photos, on_progress)
    write_atomically(options.out, file_of(fit_finder(examples)))
    print(f"{counted(len(examples), 'picture')}; the trees are in {printable(options.out)}.")
