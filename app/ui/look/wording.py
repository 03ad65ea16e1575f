"""The words and numbers that people read, in one place."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import OTHER
from app.core.pictures.kinds import SUFFIXES
from app.core.text import confidence, counted, percent, printable

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.core.review.files import RecentList
    from app.core.review.log import SavedReview
    from app.core.review.products import By
    from app.core.shelving.preview import Preview
    from app.ui.state.item import Counts, Item

APP = "Shelfwise"
ELLIPSIS = "…"
NONE_OF_THEM = "Not one of these"


def titled(text: str) -> str:
    """A window title that begins with what is to be seen."""
    return f"{printable(text)} - {APP}" if text else APP


def number(value: int) -> str:
    """Write a count with thousands separators."""
    return f"{value:,}"


def pictures(count: int) -> str:
    """Count pictures: ``1 picture``, ``1,204 pictures``."""
    return counted(count, "picture")


def files(count: int) -> str:
    """Count files: ``1 file``, ``1,204 files``."""
    return counted(count, "file")


def paths(count: int) -> str:
    """Count paths, and say that they were something: ``1 path was``, ``3 paths were``."""
    return f"{number(count)} path" + (" was" if count == 1 else "s were")


def model_answers(contract: Contract) -> list[str]:
    """What people ask about a model, answered in Markdown from what it knows of itself."""
    test = contract.metrics.get("test", {})
    lines = []
    if isinstance(accuracy := test.get("accuracy"), float):
        lines.append(
            f"- **How often is it right?** On its test photos, {percent(accuracy)} of the time; "
            "less often on those of shops that it has never seen."
        )
    sure = test.get("sure", {})
    if isinstance(right := sure.get("precision"), float):
        lines.append(
            f"- **What does *sure* mean?** It is sure of {percent(sure['coverage'])} of its test "
            f"photos, and right on {percent(right, 1)} of those. Look at the others yourself."
        )
    pairs = [
        (count, said, meant)
        for meant, row in enumerate(test.get("confusion", ()))
        for said, count in enumerate(row)
        if said != meant and count
    ]
    if pairs and max(max(pair[1:]) for pair in pairs) < len(contract.classes):
        count, said, meant = max(pairs)
        names = [kind.display_name for kind in contract.classes]
        lines.append(
            f"- **What does it confuse?** Most often {names[meant]} with {names[said]}: "
            f"{number(count)} of {number(sum(test['confusion'][meant]))} test photos."
        )
    return lines


def corrections(count: int) -> str:
    """``1 correction is kept.``, ``1,204 corrections are kept.``."""
    return f"{number(count)} correction" + (" is kept." if count == 1 else "s are kept.")


def learnt(labels: int, *, used: bool) -> str:
    """``Learnt from 12 decisions.``, or that what was learnt does not help yet."""
    decisions = f"{number(labels)} decision" + ("" if labels == 1 else "s")
    if used:
        return f"Learnt from {decisions}."
    return f"{decisions} kept to learn from; published answers are still as good."


def remembered(count: int) -> str:
    """Say that decisions of another time are back."""
    was = "was" if count == 1 else "were"
    return f"{pictures(count)} {was} decided before: the same file, so the same decision."


def results(count: int) -> str:
    """Count results: ``1 result``, ``1,204 results``."""
    return f"{number(count)} result" + ("" if count == 1 else "s")


def _models_headline(answer: Row, contract: Contract) -> str:
    """The verdict in two or three words."""
    name = _label(answer, contract)
    return {"sure": name, "unsure": f"Probably {name}"}.get(_verdict(answer), "Not one of these")


def _models_explanation(answer: Row, contract: Contract) -> str:
    """The sentence under the headline."""
    sure, part = confidence(answer.confidence), judged_part(answer)
    if _verdict(answer) == "sure":
        return f"{part}: sure, {sure}." if part else f"Sure, {sure}."
    if _verdict(answer) == "unsure":
        ranked = sorted(zip(answer.probabilities, contract.classes, strict=True), key=_share)
        second, its_class = ranked[-2]
        certain = f"{part}: not sure, {sure}." if part else f"Not sure: {sure}."
        return f"{certain} Or {its_class.display_name}, {confidence(second)}? Please check."
    what = part or "It"
    return f"{what} is like nothing this model has learned. Nearest: {_label(answer, contract)}."


def brief(answer: Row, contract: Contract) -> str:
    """The sentence under the headline where there is little room."""
    if answer.decided is not None:
        return decision_words(answer)[1] + "."
    part = judged_part(answer)
    if _verdict(answer) == "not one of these":
        certain = f"Nearest: {_label(answer, contract)}."
    else:
        words = "Sure" if _verdict(answer) == "sure" else "Not sure"
        certain = f"{words}, {confidence(answer.confidence)}."
    return f"{certain} {part}." if part else certain


def rows_of_their_own(count: int) -> str:
    """``5 products of this page are rows of their own.``."""
    products = f"{number(count)} product" + (" of this page is a row" if count == 1 else "s")
    return products + (" of its own." if count == 1 else " of this page are rows of their own.")


def judged_part(answer: Row) -> str:
    """What of a picture was judged; empty where that is all of it anyway."""
    if answer.mark is None:
        return "The part in the box" if answer.region else ""
    return "The marked part" if answer.region else "The whole picture"


def product_type(item: Item) -> str:
    """``Product type: notebook or planner``; empty where the model has none or refuses it."""
    words = type_words(item)
    return f"Product type: {words}" if words else ""


def type_words(item: Item) -> str:
    """The same without what it is: ``notebook``, or ``notebook or planner`` where it is close."""
    return " or ".join(item.answer.shown_types) if item.answer is not None else ""


def bars_caption(answer: Row) -> str:
    """Name what the bars show."""
    return "If it had to choose" if _verdict(answer) == "not one of these" else "How likely"


def _models_title(item: Item, contract: Contract | None) -> str:
    """The window title while one picture is shown."""
    name = name_of(item.path)
    if item.error:
        return titled(f"{name}: could not be read")
    answer = item.answer
    if answer is None or contract is None:
        return titled(f"{name}: {state_words(item)}")
    certain = f"{_label(answer, contract)} {confidence(answer.confidence)}"
    words = {"sure": certain, "unsure": f"probably {certain}"}
    return titled(f"{name}: {words.get(_verdict(answer), 'not one of these')}")


def state_words(item: Item) -> str:
    """How far an item without an answer is."""
    return "cancelled" if item.state.value == "cancelled" else "waiting" + ELLIPSIS


def list_title(counts: Counts) -> str:
    """The window title while the list is shown."""
    if counts.waiting:
        return titled(f"{number(counts.settled)} of {number(counts.found)}")
    if counts.cancelled:
        return titled(f"{number(counts.settled)} of {number(counts.found)}, cancelled")
    failed = f", {number(counts.failed)} could not be read" if counts.failed else ""
    decided = f", {number(counts.decided)} decided" if counts.decided else ""
    return titled(pictures(counts.found) + failed + decided)


def list_headline(counts: Counts) -> str:
    """What stands above the list."""
    if counts.waiting or counts.cancelled:
        return f"{number(counts.settled)} of {pictures(counts.found)}"
    return pictures(counts.found)


def first_of(sentences: Sequence[str]) -> str:
    """The first of several sentences, and how many more there are."""
    others = len(sentences) - 1
    return sentences[0] + (f" (And {number(others)} more like this.)" if others else "")


def verdict_words(item: Item) -> tuple[str, str]:
    """A sign that needs no colour, and words, for the verdict on an item with a class."""
    sure = item.answer is not None and _verdict(item.answer) == "sure"
    return ("✓", "Sure") if sure else ("?", "Not sure")


def classless_words(item: Item) -> tuple[str, str]:
    """The same for an item without a class; empty where there is one."""
    if item.error:
        return "✕", "Not readable"
    if item.answer is None:
        return ("–", "Cancelled") if item.state.value == "cancelled" else ("·", "Waiting")
    return ("○", "Not one of these") if _verdict(item.answer) == "not one of these" else ("", "")


def copied_text(item: Item, contract: Contract | None) -> str:
    """One result as a line of text."""
    if item.error:
        return f"{item.path}: {item.error}"
    answer = item.answer
    if answer is None or contract is None:
        return f"{item.path}: no answer yet"
    shares = ", ".join(
        f"{kind.display_name} {confidence(share)}"
        for kind, share in zip(contract.classes, answer.probabilities, strict=True)
    )
    name = _label(answer, contract)
    words = {"sure": f"{name}, sure", "unsure": f"probably {name}, not sure"}
    return f"{item.path}: {words.get(_verdict(answer), 'not one of these')} ({shares})"


def pace(per_second: float, left: int) -> str:
    """Speed and the time that is left."""
    speed = f"{per_second:.1f}" if per_second < 10 else f"{per_second:.0f}"
    return f"{speed} pictures/s, {duration(left / per_second)} left"


def duration(seconds: float) -> str:
    """A span of time, roughly."""
    if seconds < 1.5:
        return "1 second"
    if seconds < 90:
        return f"{round(seconds)} seconds"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} minutes"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min"


def took(seconds: float) -> str:
    """How long one picture took."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def name_of(path: Path) -> str:
    """The name of a file or folder in one line, whatever is in it."""
    return printable(path.name or path)


def row_name(item: Item) -> str:
    """Name what a row stands for: the picture, or the product that it is a photo of."""
    return item.product or name_of(item.path)


def row_place(item: Item) -> str:
    """Say where it is, and how many photos of its product there are."""
    where = place(item.path.parent)
    return f"{number(item.photos)} photos   ·   {where}" if item.photos > 1 else where


def place(path: Path) -> str:
    """A folder as people know it, in one line, with ``~`` for their home."""
    text, home = printable(path), printable(Path.home())
    return "~" + text[len(home) :] if text == home or text.startswith(home + os.sep) else text


def shorten_middle(text: str, width: int, measure: Callable[[str], int]) -> str:
    """``text``, or its two ends around an ellipsis, no wider than ``width``."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text) - 1  # how many characters are kept
    while low < high:
        kept = (low + high + 1) // 2
        if measure(_ends(text, kept)) <= width:
            low = kept
        else:
            high = kept - 1
    return _ends(text, low)


def shorten_end(text: str, width: int, measure: Callable[[str], int]) -> str:
    """``text``, or its beginning and an ellipsis, no wider than ``width``."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        kept = (low + high + 1) // 2
        if measure(text[:kept] + ELLIPSIS) <= width:
            low = kept
        else:
            high = kept - 1
    return text[:low].rstrip() + ELLIPSIS


def offer(saved: SavedReview) -> str:
    """Ask whether to resume the list of another time."""
    if saved.settled < saved.found:
        what = f"{number(saved.settled)} of {pictures(saved.found)}"
    else:
        what = f"the {pictures(saved.found)}"
    extra = f", {number(len(saved.decided))} decided," if saved.decided else ""
    return f"Resume {what}{extra}{_places(saved)}?"


def recent(saved: RecentList) -> tuple[str, str]:
    """Name a list of another time, and say how large and how old it is."""
    when = time.strftime("%d %B %Y, %H:%M", time.localtime(saved.written)).lstrip("0")
    name = name_of(saved.paths[0]) if saved.paths else "Pictures"
    others = len(saved.paths) - 1
    where = place(saved.paths[0].parent) if saved.paths else ""
    below = filter(None, (pictures(saved.pictures), when, where))
    return name + (f" and {number(others)} more" if others > 0 else ""), "   ·   ".join(below)


def add_or_new(places: Sequence[Path], count: int) -> str:
    """Ask what becomes of a folder that was opened beside a list."""
    others = len(places) - 1
    more = f" and {number(others)} more" if others else ""
    return f"Add {name_of(places[0])}{more} to this list of {pictures(count)}?"


def shelf_name(label: str, contract: Contract) -> str:
    """What people read for a final label."""
    known = label in contract.class_names
    return contract.display_name(label) if known else NONE_OF_THEM if label == OTHER else label


def twins_sign(item: Item) -> str:
    """Tell how often a picture is there: as the same file, or about the same; empty for once."""
    twins = item.twins
    return ("=" if twins.exact else "≈") + number(len(twins.members)) if twins else ""


def decision_words(row: Row) -> tuple[str, str]:
    """A sign that needs no colour, and a word; empty while there is no decision."""
    if row.decided is None:
        return "", ""
    return ("✎", "Corrected") if row.corrected else ("✓", "Accepted")


def headline(row: Row, contract: Contract) -> str:
    """What the picture is: by the person's decision, else by the model's verdict."""
    if row.decided is None:
        return _models_headline(row, contract)
    return shelf_name(row.decided, contract)


def explanation(row: Row, contract: Contract) -> str:
    """The sentence under the headline."""
    if row.decided is None or row.suggested is None:
        return _models_explanation(row, contract)
    if not row.corrected:
        return "✓  You accepted this answer."
    said = shelf_name(row.suggested, contract)
    if row.suggested != OTHER:
        said += f", {confidence(row.confidence)}"
    return f"✎  You corrected this. The model said: {said}."


def picture_title(item: Item, contract: Contract | None) -> str:
    """The window title while one picture is shown."""
    row = item.answer
    if row is None or contract is None or row.decided is None:
        return _models_title(item, contract)
    _, word = decision_words(row)
    name = name_of(item.path)
    return titled(f"{name}: {shelf_name(row.decided, contract)}, {word.lower()}")


def review_counts(counts: Counts) -> str:
    """``40 decided, 3 corrected``; empty while nothing is."""
    parts = []
    if counts.decided:
        parts.append(f"{number(counts.decided)} decided")
    if counts.corrected:
        parts.append(f"{number(counts.corrected)} corrected")
    return ", ".join(parts)


def verdict_counts(counts: Counts) -> str:
    """``686 sure, 49 to check, 211 not one of these``: what nobody has decided about."""
    parts = [
        (counts.sure, "sure"),
        (counts.unsure, "to check"),
        (counts.refused, "not one of these"),
    ]
    return ", ".join(f"{number(count)} {words}" for count, words in parts if count)


def batch_over(counts: Counts) -> str:
    """Tell that all pictures have their answer; empty where that was cancelled."""
    if counts.cancelled:
        return ""
    what = verdict_counts(counts)
    return f"{pictures(counts.found)} done" + (f": {what}." if what else ".")


def products(count: int) -> str:
    """Count products: ``1,700 products``; empty where photos are none of a product."""
    return f"{number(count)} product" + ("" if count == 1 else "s") if count else ""


def products_offer(count: int, by: By) -> str:
    """Ask whether the photos of a product are to have one row."""
    why = "of a few pictures each" if by == "folder" else "that differ by a number only"
    where = "folders" if by == "folder" else "names"
    return f"The {pictures(count)} are in {where} {why}. Is each of those one product?"


def shown(count: int, of: int) -> str:
    """How many rows a filter leaves."""
    return f"{number(count)} of {number(of)} shown"


def untyped(count: int) -> str:
    """Say where files go whose product type is not clear."""
    return f"{files(count)} of no clear type: on the shelf of the class itself."


def offer_sorting(folder: Path) -> str:
    """Ask whether what comes into a watched folder is to be sorted."""
    return (
        f"Sort what comes into {name_of(folder)}, too? What is sure is moved to its shelf, the "
        "rest waits in the list."
    )


def went_to_shelves(shelves: Mapping[str, int]) -> str:
    """Say how many files went to which shelf by themselves: ``3 files sorted: Fashion 2, ...``."""
    each = ", ".join(f"{printable(shelf)} {number(count)}" for shelf, count in shelves.items())
    return f"{files(sum(shelves.values()))} sorted: {each}."


SORT_LATER = "Sort when every picture has its answer, or cancel the rest first (Esc)."


def not_sorted(found: Preview) -> list[str]:
    """Sentences on the files that a sorting had nothing to do with, in numbers."""
    sentences = []
    if found.there:
        sentences.append(f"{number(found.there)} already there: skipped.")
    if found.left:
        why = ", ".join(f"{number(count)} {reason}" for reason, count in found.left.items())
        sentences.append(f"{number(found.staying)} left in place: {why}.")
    return sentences


def _places(saved: SavedReview) -> str:
    """Name the first folder, of those that were opened or that pictures were opened from."""
    folders = {
        path.parent if path.suffix.lower() in SUFFIXES else path: None for path in saved.paths
    }
    if not folders:
        return ""
    first, *others = folders
    return f" in {name_of(first)}" + (f" and {number(len(others))} more" if others else "")


def _ends(text: str, kept: int) -> str:
    tail = kept // 2
    return text[: kept - tail] + ELLIPSIS + (text[-tail:] if tail else "")


def _verdict(answer: Row) -> str:
    return answer.verdict.value if answer.verdict else ""


def _label(answer: Row, contract: Contract) -> str:
    return contract.display_name(answer.label or "")


def _share(pair: tuple[float, object]) -> float:
    return pair[0]
