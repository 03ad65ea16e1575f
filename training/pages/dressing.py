"""What a page looks like and says: colours, fonts, sizes, words; all of it by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

LAYOUTS = Path(__file__).parent / "layouts"
_SANS = ("DejaVu Sans", "Nimbus Sans", "Roboto", "URW Gothic", "Nimbus Sans Narrow")
_SERIF = ("DejaVu Serif", "Nimbus Roman", "P052", "C059", "URW Bookman")
_CHROMES = (
    ("#dee1e6", "#ffffff", "#222"),
    ("#202124", "#35363a", "#eee"),
    ("#f0e6dc", "#fff", "#333"),
)
_BRANDS = ("Lumen & Oak", "NORDHUS", "Papeterie 9", "mika.store", "Velora", "Atelier Sud", "Box 42")
_CURRENCIES = ("€{}", "${}", "£{}", "Rs. {}", "{} zł", "₹{}", "{} TL", "AED {}")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Dressing:
    """How one page is dressed.

    Attributes:
        variables: of CSS, name -> value.
        dark: whether the page is light on dark.
        right_to_left: whether it is Arabic.
    """

    variables: dict[str, str]
    dark: bool
    right_to_left: bool


def chosen(items: Sequence[_T], random: np.random.Generator) -> _T:
    """Draw one of some things."""
    return items[int(random.integers(len(items)))]


def dress(random: np.random.Generator, width: int) -> Dressing:
    """Draw the look of a page of ``width`` CSS pixels."""
    dark = bool(random.random() < 0.25)
    tint = [int(v) for v in random.integers(0, 12, 3)]
    page = "#ffffff" if random.random() < 0.65 else _rgb([244 + v for v in tint])
    panel = chosen(("#ffffff", "#f6f6f6", _rgb([238 + v for v in tint])), random)
    if dark:
        page = chosen(("#000000", "#121212", _rgb([14 + 2 * v for v in tint])), random)
        panel = _rgb([34 + v for v in tint])
    accent = colour(random)
    serif = random.random() < 0.3
    font = chosen(_SERIF if serif else _SANS, random)
    chrome, inner, chrome_ink = chosen(_CHROMES, random)
    photo = chosen(("transparent", "#ffffff", "#ffffff", "#f3f3f3", panel), random)
    variables = {
        "page": page,
        "panel": panel,
        "ink": "#e8e8e8" if dark else chosen(("#111", "#222", "#333a44"), random),
        "muted": "#9a9a9a" if dark else chosen(("#777", "#8a8f98"), random),
        "line": "#444" if dark else chosen(("#ddd", "#e8e8e8", "#ccc"), random),
        "accent": accent,
        "on-accent": "#fff",
        "font": f"'{font}', sans-serif",
        "head": f"'{chosen(_SERIF + _SANS, random)}', serif",
        "size": f"{int(random.integers(13, 18))}px",
        "radius": f"{chosen((0, 3, 6, 12), random)}px",
        "gap": f"{chosen((10, 14, 20, 28), random)}px",
        "side": "14px" if width < 600 else chosen(("24px", "4vw", "7vw"), random),
        "max": chosen(("1100px", "1320px", "none"), random),
        "photo": photo,
        "photo-radius": f"{chosen((0, 0, 0, 6, 14), random)}px",
        "photo-border": chosen(("0", "0", "0", "1px solid var(--line)"), random),
        "fit": chosen(("contain", "contain", "cover"), random),
        "ratio": chosen(("1", "1", "4 / 5", "3 / 4", "4 / 3"), random),
        "chrome": chrome,
        "chrome-2": inner,
        "chrome-ink": chrome_ink,
    }
    return Dressing(variables, dark, bool(random.random() < 0.15))


def colour(random: np.random.Generator) -> str:
    """Draw a strong colour, in CSS."""
    hue, saturation, lightness = random.integers((0, 25, 25), (360, 85, 50))
    return f"hsl({hue} {saturation}% {lightness}%)"


def tint(random: np.random.Generator) -> str:
    """Draw a faint colour, in CSS."""
    hue, saturation = random.integers((0, 10), (360, 60))
    return f"hsl({hue} {saturation}% 90%)"


class Words:
    """What a page says."""

    def __init__(self, random: np.random.Generator, *, arabic: bool) -> None:
        self._random = random
        language = "arabic" if arabic else "latin"
        self._words = (LAYOUTS / f"words-{language}.txt").read_text(encoding="utf-8").split()

    def word(self) -> str:
        """Draw a word, capitalised."""
        return str(chosen(self._words, self._random)).capitalize()

    def words(self, least: int = 2, most: int = 5) -> str:
        """Draw some words."""
        count = int(self._random.integers(least, most + 1))
        return " ".join(chosen(self._words, self._random) for _ in range(count)).capitalize()

    def text(self, sentences: int) -> str:
        """Draw so many sentences."""
        return ". ".join(self.words(6, 14) for _ in range(sentences)) + "."

    def brand(self) -> str:
        """Draw the name of a shop."""
        return chosen(_BRANDS, self._random)

    def number(self) -> str:
        """Draw a number."""
        return f"{int(10 ** self._random.uniform(0.3, 4)):,}"

    def price(self) -> str:
        """Draw a price, perhaps with the one before, as a paragraph of HTML."""
        amount = f"{10 ** self._random.uniform(0.3, 3.4):,.2f}"
        money = chosen(_CURRENCIES, self._random)
        before = f"<s>{money.format(amount)}</s>" if self._random.random() < 0.3 else ""
        return f'<p class="price">{money.format(amount)}{before}</p>'


def _rgb(channels: Sequence[int]) -> str:
    return "#" + "".join(f"{min(value, 255):02x}" for value in channels)
