"""``shelfwise export``: products for a shop from a results file."""

from __future__ import annotations

import argparse

from rich.console import Console

from app.core.review.parts import read_any_results
from app.core.review.shop import WRITERS, products_of
from app.core.review.xmp import keyword_words, write_keywords
from app.core.text import counted
from app.output import require_folder_of, shown, standard_output
from app.shelve import contract_in_use


def export(options: argparse.Namespace) -> int:
    """Carry out the command.

    Returns:
        0: the file is written.

    Raises:
        ShelfwiseError: the results cannot be read, or the file cannot be written.
    """
    contract = contract_in_use()
    names = contract.names_by_display_name if contract else None
    rows = read_any_results(options.results, names).rows
    written = contract.written_names if contract else None
    if options.shop == "xmp":
        return _say(*keyword_words(write_keywords(options.file, rows, written)))
    require_folder_of(options.file)
    products, left = products_of(rows, written, options.images)
    WRITERS[options.shop](options.file, products)
    lines = [f"{counted(len(products), 'product')} written to {options.file}."]
    if left:
        lines.append(f"Left out: {counted(left, 'file')} of products whose class nobody knows.")
    return _say(*lines)


def _say(*lines: str) -> int:
    with standard_output():
        for line in lines:
            Console(highlight=False, soft_wrap=True).print(shown(line))
    return 0
