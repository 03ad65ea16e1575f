"""One self-contained HTML page: opens offline, light and dark, every text escaped.

Elements are built by ``tag``, which escapes whatever is not ``Markup`` already, so a file
name can never become markup.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from app.core.pictures.images import Pixels
from app.core.pictures.thumbnails import jpeg, shrink
from app.core.text import printable

THUMBNAIL_SIDE = 200
_QUALITY = 78
_VOID = frozenset({"br", "hr", "img", "meta"})


PAGE_END = Markup("</main></body></html>\n")


def tag(name: str, /, *children: str | None, **attributes: str | bool | None) -> Markup:
    """An element. Children and attributes that are None are left out; plain text is escaped.

    Attribute names lose a trailing underscore (``class_``), and others become hyphens.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        parts.append(f" {attribute}" if value is True else f' {attribute}="{_escaped(value)}"')
    parts.append(">")
    if name not in _VOID:
        parts += [_escaped(child) for child in children if child is not None]
        parts.append(f"</{name}>")
    return Markup("".join(parts))


def joined(*parts: str | None) -> Markup:
    """Elements and texts one after another."""
    return Markup("").join(_escaped(part) for part in parts if part is not None)


def page(title: str, *body: str | None, style: str = "") -> bytes:
    """The whole page, UTF-8. The browser is told to load nothing from anywhere.

    Args:
        style: CSS that this page needs besides what every page has.
    """
    return f"{page_start(title, style)}{joined(*body)}{PAGE_END}".encode()


def page_start(title: str, style: str = "") -> Markup:
    """A page up to its content, for one that is written part by part."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; img-src data:; style-src 'unsafe-inline'",
        ),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", Markup(stylesheet("app.core.html", "style.css") + style)),
    )
    return Markup(f'<!doctype html>\n<html lang="en">{head}<body><main>')


@cache
def stylesheet(package: str, name: str) -> str:
    """Read a CSS file that is installed with a package."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def section(name: str, title: str, lead: str | None, *parts: str | None) -> Markup:
    """A part of a page, with a headline and a sentence or two; links lead to it by its name."""
    introduction = tag("p", lead, class_="lead") if lead else None
    return tag("section", tag("h2", title), introduction, *parts, id=name)


def number_table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table that scrolls where it is too wide; a row is its name and then its numbers."""
    body = (
        tag(
            "tr",
            tag("th", name, scope="row"),
            *(tag("td", number, class_="number") for number in numbers),
        )
        for name, *numbers in rows
    )
    head = tag("tr", *(tag("th", words, scope="col") for words in heads))
    whole = tag("table", tag("thead", head), tag("tbody", *body), class_="table")
    return tag("div", whole, class_="card scroll")


def tiles(values: dict[str, str]) -> Markup:
    """Large figures, each with what it counts."""
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", value, class_="number"), class_="card tile")
            for name, value in values.items()
        ),
        class_="tiles",
    )


def bar(part: float, color_light: str, color_dark: str) -> Markup:
    """A horizontal bar that fills ``part`` of its track, 0 to 1."""
    style = f"width:{100 * part:.1f}%;--bar-light:{color_light};--bar-dark:{color_dark}"
    return tag("div", tag("span", style=style) if part else None, class_="track")


def plate(png: bytes, description: str) -> Markup:
    """A figure drawn on white."""
    image = tag("img", src=data_uri(png, "image/png"), alt=description, loading="lazy")
    return tag("div", image, class_="plate")


def shot(jpeg: bytes | None, caption: str, file: str) -> Markup:
    """A thumbnail with a caption and its file's name; without a thumbnail, an empty frame."""
    if jpeg is None:
        frame = tag("div", "no picture", class_="frame none")
    else:
        image = tag("img", src=data_uri(jpeg, "image/jpeg"), alt=caption or file, loading="lazy")
        frame = tag("div", image, class_="frame")
    return tag(
        "figure",
        frame,
        tag("figcaption", caption or None, tag("bdi", file, class_="file")),
        class_="shot",
    )


def thumbnail(pixels: Pixels) -> bytes:
    """JPEG of a picture, RGB uint8 [any, any, 3], at most ``THUMBNAIL_SIDE`` pixels a side."""
    return jpeg(shrink(pixels, THUMBNAIL_SIDE), _QUALITY)


def data_uri(content: bytes, media_type: str) -> str:
    """Content as a URI that holds it."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _escaped(text: str) -> Markup:
    return text if isinstance(text, Markup) else escape(printable(text))
