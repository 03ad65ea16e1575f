"""The card of a refreshed model: what is new, then the card of the model that it began as."""

from __future__ import annotations

from collections.abc import Sequence

from training.refresh.judged import Judged, Kept


def refreshed_card(
    version: int,
    created: str,
    before: int,
    card: str,
    photos: Sequence[tuple[str, int, int]],
    judged: Judged,
) -> str:
    """Write the card as Markdown.

    Args:
        before: number of the model that it began as.
        card: of that one.
        photos: class, new photos and corrections.
    """
    rows = "\n".join(f"| {name} | {new} | {corrected} |" for name, new, corrected in photos)
    parts = [
        f"# Version {version}, refreshed from version {before}",
        f"Made {created}. Base, temperature and thresholds are those of version {before}; the last "
        "layer was solved again on new photos and corrections, held to what the old one says of a "
        "sample of the photos that trained it.",
        f"| class | new photos | corrections |\n|---|---|---|\n{rows}",
        f"## Judged\n\n{_own(judged)}",
        _kept_words(judged),
        "# The model that it began as",
        card,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _own(judged: Judged) -> str:
    own = judged.own
    if not own.photos:
        return "No new photo could judge it: corrections are where the old model was wrong."
    low, high = own.interval
    return (
        f"On {own.photos} new photos, each answered by a layer that did not learn from it: "
        f"{own.new_right} right, {own.old_right} before; difference {own.gain:+.4f}, 95\u00a0% "
        f"interval {low:+.4f} to {high:+.4f}."
    )


def _kept_words(judged: Judged) -> str:
    if judged.kept is None or judged.new is None or judged.old is None:
        return ""
    low, high = judged.kept.interval
    return (
        f"On {judged.kept.photos} product photos and {judged.new.others} of other things that "
        "travel with the model, which none of the two was trained on, though their sources were: "
        f"difference {judged.kept.gain:+.4f}, 95\u00a0% interval {low:+.4f} to {high:+.4f}.\n\n"
        "| | before | now |\n|---|---|---|\n" + _rows(judged.old, judged.new)
    )


def _rows(old: Kept, new: Kept) -> str:
    names = (
        ("right", "accuracy"),
        ("products called not one of these", "refused"),
        ("other things called not one of these", "others_refused"),
        ("AUROC", "auroc"),
        ("calibration error", "calibration_error"),
    )
    return "\n".join(
        f"| {words} | {getattr(old, name):.4f} | {getattr(new, name):.4f} |"
        for words, name in names
    )
