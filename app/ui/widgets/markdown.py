"""Shows the Markdown that model cards use: headings, lists, tables, code, emphasis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.widgets.text_panel import ReadingText

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_LINE = 820  # longest line at scale 1: longer ones are hard to read
_RULE = "─" * 24
_BULLET, _AFTER_MARK = "•", "  "
_EMPHASIS = {"strong": "bold", "em": "soft"}

Tags = tuple[str, ...]


class MarkdownView(ReadingText):
    """Text to read, select and scroll, not to change."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, look)
        self.bind("<Configure>", lambda _: self._keep_lines_short(), add="+")

    def show(self, markdown: str) -> None:
        """Show a text from its beginning."""
        self.put(pieces(markdown))

    def _keep_lines_short(self) -> None:
        look = self.look
        spare = (self.winfo_width() - look.px(_LINE)) // 2
        self.configure(padx=max(look.px(theme.L), spare))

    def restyle(self) -> None:
        """Take colours, fonts and margins from the theme."""
        super().restyle()
        look = self.look
        self.configure(pady=look.px(theme.S))
        above, below = look.px(theme.L), look.px(theme.XS)
        self.tag_configure("h1", font=look.tk_font("title"), spacing1=above, spacing3=below)
        self.tag_configure("h2", font=look.tk_font("heading"), spacing1=above, spacing3=below)
        self.tag_configure("bold", font=look.tk_font("strong"))
        self.tag_configure("code", font=look.mono_font(), background=look.color(theme.SUNKEN))
        self.tag_configure("soft", foreground=look.color(theme.TEXT_MUTED))
        indent, body = look.px(theme.L) // 2, look.tk_font("body")
        mark = int(self.tk.call("font", "measure", body, _BULLET + _AFTER_MARK))
        self.tag_configure("bullet", lmargin1=indent, lmargin2=indent + mark)
        self.tag_configure("table", font=look.mono_font())
        self._keep_lines_short()


def pieces(markdown: str) -> Iterator[tuple[str, Tags]]:
    """Split CommonMark with tables into runs of text and the tags that each wears.

    Links show their words and pictures their description: nothing is loaded or opened from here.
    HTML stays the text that it is.
    """
    from markdown_it import MarkdownIt  # when a card is shown, not when the program starts
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    yield from _blocks(SyntaxTreeNode(parser.parse(markdown)), ())


def _blocks(parent: SyntaxTreeNode, tags: Tags) -> Iterator[tuple[str, Tags]]:
    """What is in a document, a quotation or an item of a list; empty lines stay."""
    before: SyntaxTreeNode | None = None
    for block in parent.children:
        if before is not None and _apart(before, block):
            yield "\n", ()
        yield from _block(block, tags)
        before = block


def _apart(before: SyntaxTreeNode, block: SyntaxTreeNode) -> bool:
    """Whether an empty line lies between two blocks; a list takes the one after it for its own."""
    if before.map is None or block.map is None:
        return True
    return block.map[0] > before.map[1] or before.type.endswith("_list")


def _block(block: SyntaxTreeNode, tags: Tags) -> Iterator[tuple[str, Tags]]:
    match block.type:
        case "heading":
            yield f"{_plain(block)}\n", ("h1" if block.tag == "h1" else "h2",)
        case "paragraph":
            yield from _spans(block, tags)
            yield "\n", tags
        case "bullet_list" | "ordered_list":
            yield from _items(block)
        case "fence" | "code_block":
            yield block.content, ("code",)
        case "table":
            yield from _table(block)
        case "hr":
            yield f"{_RULE}\n", ("soft",)
        case "blockquote":
            yield from _blocks(block, (*tags, "soft"))
        case _:
            yield block.content, tags


def _items(block: SyntaxTreeNode) -> Iterator[tuple[str, Tags]]:
    depth, above = 0, block.parent
    while above is not None:
        depth, above = depth + (above.type == "list_item"), above.parent
    first = int(block.attrs.get("start", 1))
    for number, item in enumerate(block.children, start=first):
        mark = _BULLET if block.type == "bullet_list" else f"{number}."
        yield f"{'    ' * depth}{mark}{_AFTER_MARK}", ("bullet",)
        yield from _blocks(item, ("bullet",))


def _spans(node: SyntaxTreeNode, tags: Tags) -> Iterator[tuple[str, Tags]]:
    """The runs of a line of text; a line break in the source is a space."""
    for child in node.children:
        match child.type:
            case "text" | "image":
                yield child.content, tags
            case "code_inline":
                yield child.content, (*tags, "code")
            case "softbreak":
                yield " ", tags
            case "hardbreak":
                yield "\n", tags
            case kind:
                yield from _spans(child, (*tags, _EMPHASIS[kind]) if kind in _EMPHASIS else tags)


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(text for text, _ in _spans(node, ()))


def _table(table: SyntaxTreeNode) -> Iterator[tuple[str, Tags]]:
    """A table in columns of one width each; the first row is its head."""
    rows = [
        [_plain(cell) for cell in row.children] for part in table.children for row in part.children
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "   ".join(cells) + "\n", ("table", "soft") if number == 0 else ("table",)
