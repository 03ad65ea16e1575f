"""Shows the Markdown that model cards use: headings, lists, tables, code, emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.widgets.reading_text import ReadingText

_LINE = 820  # longest line at scale 1: longer ones are hard to read
_SPAN = re.compile(r"\*\*(?P<bold>.+?)\*\*|`(?P<code>.+?)`|\*(?P<soft>[^*\s][^*]*)\*")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HEADING = re.compile(r"^(#{1,4})\s+(.*)$")
_BULLET = re.compile(r"^\s*[-*]\s+(.*)$")
_RULE = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")


class MarkdownView(ReadingText):
    """Text to read, select and scroll, not to change."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, look)
        self.bind("<Configure>", lambda _: self._keep_lines_short(), add="+")

    def show(self, markdown: str) -> None:
        """Show a text from its beginning."""
        self.put(_pieces(markdown))

    def _keep_lines_short(self) -> None:
        look = self.look
        spare = (self.winfo_width() - look.px(_LINE)) // 2
        self.configure(padx=max(look.px(theme.L), spare))

    def restyle(self) -> None:
        super().restyle()
        look = self.look
        self.configure(pady=look.px(theme.S))
        above, below = look.px(theme.L), look.px(theme.XS)
        self.tag_configure("h1", font=look.tk_font("title"), spacing1=above, spacing3=below)
        self.tag_configure("h2", font=look.tk_font("heading"), spacing1=above, spacing3=below)
        self.tag_configure("bold", font=look.tk_font("strong"))
        self.tag_configure("code", font=look.mono_font(), background=look.color(theme.SUNKEN))
        self.tag_configure("soft", foreground=look.color(theme.TEXT_MUTED))
        indent = look.px(theme.L)
        self.tag_configure("bullet", lmargin1=indent // 2, lmargin2=indent)
        self.tag_configure("table", font=look.mono_font())
        self._keep_lines_short()


def _pieces(markdown: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Runs of text with their tags."""
    lines = _LINK.sub(r"\1", markdown).splitlines()
    position = 0
    while position < len(lines):
        line = lines[position]
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        if line.startswith("```"):
            end = next(
                (n for n in range(position + 1, len(lines)) if lines[n].startswith("```")),
                len(lines),
            )
            for code in lines[position + 1 : end]:
                yield f"{code}\n", ("code",)
            position = end
        elif line.startswith("|"):
            end = position
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield from _table(lines[position:end])
            position = end - 1
        elif heading:
            yield f"{heading[2]}\n", ("h1" if len(heading[1]) == 1 else "h2",)
        elif bullet:
            yield "•  ", ("bullet",)
            yield from _spans(bullet[1], ("bullet",))
            yield "\n", ("bullet",)
        elif line.strip():
            yield from _spans(line.strip() + " ", ())
            if position + 1 >= len(lines) or not _goes_on(lines[position + 1]):
                yield "\n", ()
        else:
            yield "\n", ()
        position += 1


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the paragraph before it."""
    starts_block = line.startswith(("|", "```", "#")) or _BULLET.match(line)
    return bool(line.strip()) and not starts_block


def _spans(text: str, tags: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    last = 0
    for match in _SPAN.finditer(text):
        if match.start() > last:
            yield text[last : match.start()], tags
        kind = match.lastgroup or ""
        yield match[kind], (*tags, "bold" if kind == "bold" else kind)
        last = match.end()
    if last < len(text):
        yield text[last:], tags


def _table(lines: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A table in columns of one width each; the first row is its head."""
    rows = [
        [
            _SPAN.sub(lambda m: m[m.lastgroup or 0], cell.strip())
            for cell in line.strip("|").split("|")
        ]
        for line in lines
        if not _RULE.match(line)
    ]
    columns = max(map(len, rows), default=0)
    rows = [row + [""] * (columns - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(columns)]
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "   ".join(cells) + "\n", ("table", "soft") if number == 0 else ("table",)
