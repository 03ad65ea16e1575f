"""A layout, filled: HTML with a product's photo in it.

A layout is a file of ``layouts/``. In it ``{{name argument}}`` stands for what ``_Filler`` gives by
that name, ``{{repeat a b}} ... {{end}}`` for its inside a to b times, and ``{{pick a b "c d"}}``
for one of several, anywhere. Those whose names begin with ``test-`` are for test pages alone, and
those with ``none-`` or ``test-none-`` have no product.
"""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from training.pages.dressing import LAYOUTS, Dressing, Words, chosen, colour, tint

_PICK = re.compile(r"\{\{pick ([^{}]*)\}\}")
_REPEAT = re.compile(r"\{\{repeat (\d+) (\d+)\}\}(.*?)\{\{end\}\}", re.DOTALL)
_SLOT = re.compile(r"\{\{([a-z]+) ?([^{}]*)\}\}")
_PHOTOS = frozenset({"product", "like", "view", "neighbour", "stranger"})
_OVERLAID = 0.25  # of the products' photos have something of the page on them
_MARKS = ("{brand}", "© {brand}", "SAMPLE")


@dataclass(frozen=True)
class Cast:
    """The photos that a page shows; each function draws one.

    Attributes:
        product: what it sells.
        like: another of the same class, for a listing.
        neighbour: any other product.
        stranger: a picture of nothing that is sold.
    """

    product: Path
    like: Callable[[], Path]
    neighbour: Callable[[], Path]
    stranger: Callable[[], Path]


def layout_names(split: str, *, empty: bool = False) -> list[str]:
    """The layouts of pages for ``train`` or ``test``; ``empty``: those without a product."""
    start = ("test-" if split == "test" else "") + ("none-" if empty else "")
    names = sorted(path.stem for path in LAYOUTS.glob("*.html"))
    return [name for name in names if name.startswith(start) and _kind(name) == (split, empty)]


def shows_photos(name: str) -> bool:
    """Whether a layout has room for photos; what a page without any shows is never a product."""
    return any(slot in _PHOTOS for slot, _ in _SLOT.findall(_text_of(name)))


def filled(name: str, dressing: Dressing, cast: Cast, random: np.random.Generator) -> str:
    """The HTML of a page; elements of the class ``product`` are photos of what it sells."""
    filler = _Filler(dressing, cast, random)
    body = filler.fill(_text_of(name))
    variables = ";".join(f"--{key}:{value}" for key, value in dressing.variables.items())
    style = (LAYOUTS / "base.css").read_text(encoding="utf-8")
    direction = "rtl" if dressing.right_to_left else "ltr"
    return (
        f'<!doctype html><html dir="{direction}"><meta charset="utf-8">'
        f"<style>:root{{{variables}}}\n{style}</style>{body}</html>"
    )


def _text_of(name: str) -> str:
    return (LAYOUTS / f"{name}.html").read_text(encoding="utf-8")


def _kind(name: str) -> tuple[str, bool]:
    split = "test" if name.startswith("test-") else "train"
    return split, name.removeprefix("test-").startswith("none-")


@dataclass
class _Filler:
    dressing: Dressing
    cast: Cast
    random: np.random.Generator
    words_of: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words_of = Words(self.random, arabic=self.dressing.right_to_left)

    def fill(self, layout: str) -> str:
        layout = _REPEAT.sub(self._repeated, layout)
        layout = _PICK.sub(lambda found: str(chosen(shlex.split(found[1]), self.random)), layout)
        return _SLOT.sub(self._slot, layout)

    def _repeated(self, found: re.Match[str]) -> str:
        return found[3] * int(self.random.integers(int(found[1]), int(found[2]) + 1))

    def _slot(self, found: re.Match[str]) -> str:
        name, argument = found[1], found[2].strip()
        cast = self.cast
        match name:
            case "product":
                return self._photo(cast.product, argument, "product first", self._overlay())
            case "like":
                return self._photo(cast.like(), argument, "product", "")
            case "view":
                return self._photo(cast.product, argument, "", "")
            case "neighbour":
                return self._photo(cast.neighbour(), argument, "", "")
            case "stranger":
                return self._photo(cast.stranger(), argument, "", "")
            case _:
                return self._said(name, argument)

    def _said(self, name: str, argument: str) -> str:
        words, random = self.words_of, self.random
        match name:
            case "text":
                return words.text(int(argument))
            case "title":
                return words.words(2, 6)
            case "button":
                return words.words(1, 3)
            case "letter":
                return words.word()[0]
            case "clock":
                return f"{random.integers(24)}:{random.integers(60):02d}"
            case "colour":
                return colour(random)
            case "tint":
                return tint(random)
            case "banner":
                if random.random() < 0.5:
                    return ""
                return f'<div class="banner">{words.words(4, 8)}</div>'
            case "swatches":
                dots = (colour(random) for _ in range(int(random.integers(2, 7))))
                return "".join(f'<i style="background:{dot}"></i>' for dot in dots)
            case "word" | "words" | "brand" | "number" | "price":
                said: str = getattr(words, name)()
                return said
            case _:
                raise ValueError(f"a layout wants {name}, which nobody gives")

    def _photo(self, path: Path, how: str, role: str, overlay: str) -> str:
        shape, style = "", ""
        if how == "square":
            shape = "square"
        elif how == "tall":
            style = "height:100%;background:none;border:0"
        elif how == "fill":
            style = "height:100vh;--fit:cover"
        address = html.escape(path.resolve().as_uri())
        return (
            f'<div class="photo {shape}" style="{style}">'
            f'<img class="{role}" src="{address}">{overlay}</div>'
        )

    def _overlay(self) -> str:
        random, words = self.random, self.words_of
        if random.random() > _OVERLAID:
            return ""
        kind = chosen(("badge", "tag", "heart", "mark", "arrow"), random)
        said = {"heart": "♡", "arrow": "‹", "badge": f"-{random.integers(5, 70)} %"}.get(kind, "")
        if kind == "tag":
            said = f"{random.integers(3, 300)}.00"
        elif kind == "mark":
            said = chosen(_MARKS, random).format(brand=words.brand())
        return f'<span class="{kind}">{html.escape(said)}</span>'
