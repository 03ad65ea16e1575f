"""Products for a shop, as the CSV files that Shopify and WooCommerce import."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.core.answers import OTHER, Row
from app.core.review.products import By, Key, product_key
from app.core.review.results import UNSURE, shelf_of
from app.core.review.table import spreadsheet_safe
from app.core.storage.files import atomic_text_writer

_NOT_IN_HANDLES = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Product:
    """What a shop sells, by what its photos show.

    Attributes:
        handle: tells it from all others; letters, digits and dashes.
        shelf: its class, as most of its photos say.
        images: where its photos are, in the order of the list.
    """

    handle: str
    title: str
    shelf: str
    images: tuple[str, ...]


def products_of(
    rows: Sequence[Row], written: Mapping[str, str] | None = None, address: str = ""
) -> tuple[list[Product], int]:
    """Make products of the files of a list.

    Where the files lie in several folders, each folder is a product; else those files are one whose
    names differ only by a number at the end, as ``123_1.jpg`` and ``123_2.jpg`` do.

    Args:
        written: class -> what results call it, where that is not its name.
        address: what stands before each picture's place below the folder that holds all files.

    Returns:
        The products, and how many files are in none of them since nobody knows their class.
    """
    folders = {row.path.absolute().parent for row in rows}
    photos: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        photos[product_key(row.path, By.FOLDER if len(folders) > 1 else By.NAME)].append(row)
    root = _common(folders)
    found, taken, left = [], set[str](), 0
    for (_, name), members in photos.items():
        shelves = [shelf_of(row, written) for row in members]
        known = Counter(shelf for shelf in shelves if shelf not in {"", UNSURE, OTHER})
        if not known:
            left += len(members)
            continue
        shelf = known.most_common(1)[0][0]
        images = tuple(_image(row.path, root, address) for row in members if row.error is None)
        found.append(Product(_handle(name, taken), _title(name), shelf, images))
    return found, left


def write_shopify(path: Path, products: Iterable[Product]) -> None:
    """Write a product CSV for Shopify: further images of a product are lines of their own.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    head = ("Handle", "Title", "Type", "Tags", "Image Src", "Image Position")
    _write(path, head, _shopify_lines(products))


def write_woocommerce(path: Path, products: Iterable[Product]) -> None:
    """Write a product CSV for WooCommerce; none is on sale yet. Errors as ``write_shopify``."""
    head = ("Type", "SKU", "Name", "Published", "Categories", "Tags", "Images")
    lines = (
        ("simple", item.handle, item.title, "0", item.shelf, item.shelf, ", ".join(item.images))
        for item in products
    )
    _write(path, head, lines)


WRITERS: dict[str, Callable[[Path, Iterable[Product]], None]] = {
    "shopify": write_shopify,
    "woocommerce": write_woocommerce,
}


def _shopify_lines(products: Iterable[Product]) -> Iterator[tuple[str, ...]]:
    for item in products:
        first = item.images[0] if item.images else ""
        yield item.handle, item.title, item.shelf, item.shelf, first, "1" if first else ""
        for number, image in enumerate(item.images[1:], start=2):
            yield item.handle, "", "", "", image, str(number)


def _write(path: Path, head: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with atomic_text_writer(path) as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(head)
        writer.writerows([spreadsheet_safe(cell) for cell in line] for line in lines)


def _common(folders: Iterable[Path]) -> Path | None:
    try:
        return Path(os.path.commonpath(list(folders)))
    except ValueError:  # none, or on several drives
        return None


def _image(path: Path, root: Path | None, address: str) -> str:
    place = path.absolute()
    inner = place.relative_to(root).as_posix() if root in place.parents and root else path.name
    return address + quote(os.fsencode(inner))


def _handle(name: str, taken: set[str]) -> str:
    plain = _NOT_IN_HANDLES.sub("-", name.casefold()).strip("-") or "product"
    handle, number = plain, 2
    while handle in taken:
        handle, number = f"{plain}-{number}", number + 1
    taken.add(handle)
    return handle


def _title(name: str) -> str:
    return " ".join(name.replace("_", " ").split()) or name
