"""A page holds everything itself, and nothing that comes from outside can become markup."""

import re
from html.parser import HTMLParser

import numpy as np

from app.core.html.page import bar, page, plate, shot, tag, thumbnail, tiles

NASTY = '<script>alert("1")</script> & \u202eexe.gpj\x1b[2J \udce9 日本 👩‍👩‍👧'


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.policies: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        given = dict(attrs)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(given["content"] or "")
        self.links += [value or "" for key, value in attrs if key in ("src", "href", "srcset")]


def whole_page() -> str:
    picture = thumbnail(np.zeros((500, 20, 3), np.uint8))
    return page(
        NASTY,
        tag("h1", NASTY, title=NASTY),
        tiles({NASTY: NASTY}),
        bar(0.5, "#000000", "#ffffff"),
        plate(picture, NASTY),
        shot(picture, NASTY, NASTY),
        shot(None, NASTY, NASTY),
    ).decode("utf-8")


def test_text_never_becomes_markup() -> None:
    text = whole_page()
    assert "script" not in Elements(text).names
    assert not re.search("[\u202e\x1b\udc00-\udfff]", text)
    assert "日本 👩‍👩‍👧" in text


def test_nothing_is_loaded_from_anywhere() -> None:
    text = whole_page()
    found = Elements(text)
    assert found.links and all(link.startswith("data:image/") for link in found.links)
    assert found.policies == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]
    assert not re.search(r"https?://|url\(|@import", text)


def test_light_and_dark_and_a_phone() -> None:
    text = whole_page()
    assert "prefers-color-scheme: dark" in text
    assert "width=device-width" in text
