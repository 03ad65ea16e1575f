"""The audit on a terminal: counts, balance, and the worst example of each kind."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.core.text import printable
from training.audit.audit import Audit
from training.audit.findings import Urgency, by_kind
from training.audit.survey import Survey
from training.wording import counted, percent

_TYPES_SHOWN = 4
_STYLES = {Urgency.FIX: "bold red", Urgency.CHECK: "yellow", Urgency.KNOW: "cyan"}


def print_audit(audit: Audit, page: Path, table: Path, console: Console) -> None:
    """Print what was found and where the rest can be read.

    Args:
        page, table: the files that hold everything.
    """
    survey = audit.survey
    read = counted(len(survey.inspected), "photo")
    console.print(_text(f"Audit of {survey.folder}: {read} read", "bold"))
    if audit.model:
        console.print(_text(f"Labels held against the model {audit.model}"))
    console.print(_balance(survey))
    if audit.findings:
        console.print(_findings(audit))
    else:
        console.print(_text("Nothing was found that should be changed.", "green"))
    for remark in audit.remarks:
        console.print(_text(remark))
    console.print(_text(f"The page with pictures: {page}"))
    console.print(_text(f"Every finding: {table}"))


def _balance(survey: Survey) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("class", overflow="fold")
    table.add_column("photos", justify="right", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    table.add_column("product types", overflow="fold")
    total = max(len(survey.inspected), 1)
    for name, kinds in survey.kinds().items():
        named = [(kind, count) for kind, count in kinds.most_common() if kind]
        largest = ", ".join(f"{kind} {count:,}" for kind, count in named[:_TYPES_SHOWN])
        hidden = len(named) - _TYPES_SHOWN
        types = f"{largest} and {hidden:,} more" if hidden > 0 else largest
        shown = f"{name} (background)" if name == survey.background else name
        count = kinds.total()
        table.add_row(_text(shown), f"{count:,}", percent(count / total), _text(types))
    return table


def _findings(audit: Audit) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("finding", overflow="fold")
    table.add_column("count", justify="right", no_wrap=True)
    table.add_column("worst example", overflow="fold")
    for kind, found in by_kind(audit.findings).items():
        urgency, worst = kind.about.urgency, found[0]
        table.add_row(
            _text(urgency.value, _STYLES[urgency]),
            _text(kind.about.title),
            f"{len(found):,}",
            _text(f"{worst.paths[0]}: {worst.detail}"),
        )
    return table


def _text(words: str, style: str = "") -> Text:
    """Never markup, whatever a file's name holds."""
    return Text(printable(words), style=style)
