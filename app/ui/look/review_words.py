"""What people read while they review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.answers import OTHER
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.core.review.log import SavedReview
    from app.ui.state.item import Counts, Item

NONE_OF_THEM = "Not one of these"


def offer(saved: SavedReview) -> str:
    """Whether to go on with a list of another time."""
    if saved.settled < saved.found:
        what = f"{wording.number(saved.settled)} of {wording.pictures(saved.found)}"
    else:
        what = f"the {wording.pictures(saved.found)}"
    decided = sum(row.decided is not None for row in saved.rows)
    extra = f", {wording.number(decided)} decided," if decided else ""
    return f"Go on with {what}{extra}{_places(saved)}?"


def shelf_name(label: str, contract: Contract) -> str:
    """What people read for a final label."""
    known = label in contract.class_names
    return contract.display_name(label) if known else NONE_OF_THEM if label == OTHER else label


def decision_words(row: Row) -> tuple[str, str]:
    """A sign that needs no colour, and a word; empty while there is no decision."""
    if row.decided is None:
        return "", ""
    return ("✎", "Corrected") if row.corrected else ("✓", "Accepted")


def headline(row: Row, contract: Contract) -> str:
    """What the picture is: by the person's decision, else by the model's verdict."""
    if row.decided is None:
        return wording.headline(row, contract)
    return shelf_name(row.decided, contract)


def explanation(row: Row, contract: Contract) -> str:
    """The sentence under the headline."""
    if row.decided is None or row.suggested is None:
        return wording.explanation(row, contract)
    if not row.corrected:
        return "✓  You accepted this answer."
    said = shelf_name(row.suggested, contract)
    if row.suggested != OTHER:
        said += f", {wording.percent(row.confidence)}"
    return f"✎  You corrected this. The model said: {said}."


def picture_title(item: Item, contract: Contract | None) -> str:
    """The window title while one picture is shown."""
    row = item.answer
    if row is None or contract is None or row.decided is None:
        return wording.picture_title(item, contract)
    _, word = decision_words(row)
    name = wording.name_of(item.path)
    return wording.titled(f"{name}: {shelf_name(row.decided, contract)}, {word.lower()}")


def review_counts(counts: Counts) -> str:
    """``40 decided, 3 corrected``; empty while nothing is."""
    parts = []
    if counts.decided:
        parts.append(f"{wording.number(counts.decided)} decided")
    if counts.corrected:
        parts.append(f"{wording.number(counts.corrected)} corrected")
    return ", ".join(parts)


def shown(count: int, of: int) -> str:
    """How many rows a filter leaves."""
    return f"{wording.number(count)} of {wording.number(of)} shown"


def _places(saved: SavedReview) -> str:
    if not saved.paths:
        return ""
    name = wording.name_of(saved.paths[0])
    others = len(saved.paths) - 1
    return f" in {name}" + (f" and {wording.number(others)} more" if others else "")
