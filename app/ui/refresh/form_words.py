"""What the form of a refresh says: what is in a folder, what will happen, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.machine import cores
from app.core.pictures.photo_folder import FEW, ClassCount, PhotoFolder
from app.ui.look import wording

_VIEWS_A_SECOND = 8.0  # of one core, roughly; the running page measures
_SECONDS_OF_THE_REST = 90.0
_NAMES_SHOWN = 4


def remarks(
    found: PhotoFolder, shown_name: Callable[[str], str] = str, *, scratch: bool = False
) -> list[str]:
    """Say what a person should know of a folder before it is trained on."""
    said = []
    if found.unknown and not scratch:
        names = ", ".join(found.unknown[:_NAMES_SHOWN])
        said.append(
            f"The model has no class {names}: rename the folder, or start from scratch for other "
            "classes."
        )
    few = [shown_name(item.name) for item in found.classes if item.photos < FEW]
    if few:
        said.append(f"Fewer than {FEW} photos: {', '.join(few[:_NAMES_SHOWN])}. More teach more.")
    if found.in_two:
        first = _first([path.as_posix() for path in found.in_two])
        said.append(
            f"{wording.pictures(len(found.in_two))} in two classes at a time, {first}: look for "
            "mistakes first."
        )
    if found.beside:
        verb = "is" if found.beside == 1 else "are"
        said.append(f"{wording.pictures(found.beside)} beside the class folders {verb} left out.")
    notes = []
    if found.copies:
        notes.append(f"{wording.number(found.copies)} exact cop{_ies(found.copies)}")
    if found.passed_over:
        folders = "folder" if found.passed_over == 1 else "folders"
        notes.append(f"{wording.number(found.passed_over)} {folders} of the system, left out")
    return said + ([f"Also there: {'; '.join(notes)}."] if notes else [])


def doubt_words(photos: Sequence[str]) -> str:
    """Say how many photos the model takes for another class, and name one."""
    count = wording.number(len(photos))
    looks = "photo looks" if len(photos) == 1 else "photos look"
    return f"{count} {looks} like another class, {_first(photos)}: look for mistakes first."


def _first(photos: Sequence[str]) -> str:
    return photos[0] + (" for one" if len(photos) > 1 else "")


def _ies(count: int) -> str:
    return "y" if count == 1 else "ies"


def types_words(item: ClassCount) -> str:
    """Name the product types of a class, most photos first."""
    names = sorted(item.types, key=lambda name: -item.types[name])
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return "a minute" if minutes == 1 else wording.duration(minutes * 60)


def what_will_happen(photos: int, corrections: int, *, scratch: bool) -> str:
    """Say what a training learns from, and roughly how long it takes."""
    if scratch and not photos:
        return "Choose a folder of photos to train on."
    if not photos and not corrections:
        return "Choose a folder, or correct some answers first: there are no corrections yet."
    parts = [wording.number(photos) + " photos"] if photos else []
    if corrections:
        parts.append(
            wording.number(corrections) + (" correction" if corrections == 1 else " corrections")
        )
    source = " and ".join(parts)
    if scratch:
        return (
            f"A new network is trained on {source}, from a few minutes to several hours. It is put "
            "into use only if it is right at least as often as the model in use."
        )
    seconds = (photos + corrections) * 3 / (_VIEWS_A_SECOND * cores()) + _SECONDS_OF_THE_REST
    return (
        f"The model learns from {source}, in about {_minutes(seconds)}. Photos that it "
        "learnt from before are passed over. What comes of it is tested; where too few photos can "
        "tell, you decide."
    )
