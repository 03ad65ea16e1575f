"""The menu File: what comes in, what goes out, and the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.pictures.kinds import SUFFIXES
from app.ui.commands import Command
from app.ui.dialogs.chooser import Question, choose
from app.ui.intake.dropped import Dropped
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.pictures.pool import Decoders
    from app.ui.flows.classifying import Classifying
    from app.ui.flows.configuring import Configuring
    from app.ui.flows.learning import Learning
    from app.ui.flows.list_on_disk import ListOnDisk
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.preferences import Preferences
    from app.ui.flows.privacy import Privacy
    from app.ui.flows.results import ResultsFiles
    from app.ui.flows.reviewing import Reviewing
    from app.ui.flows.sorting_watched import SortingWatched
    from app.ui.flows.watching import Watching
    from app.ui.host import Host
    from app.ui.pages.pages import Pages
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists

_PICTURES = tuple(f"*{suffix}" for suffix in sorted(SUFFIXES))


def opening(
    host: Host,
    preferences: Preferences,
    classifying: Classifying,
    results: ResultsFiles,
    model: ModelInUse,
    watching: Watching,
    sorting: SortingWatched,
) -> list[Command]:
    """Make the commands that bring something into the list."""

    def take(paths: Sequence[Path]) -> None:
        classifying.take(Dropped(tuple(paths)))

    def ask_pictures() -> None:
        start = preferences.start_folder
        choose(host, Question("Open pictures", start, False, True, "Pictures", _PICTURES), take)

    def snip_screen() -> None:
        from app.ui.dialogs.snip import snip

        snip(host, classifying.take)

    def ask_folder() -> None:
        start = preferences.start_folder
        choose(host, Question("Open a folder of pictures", start, folder=True), take)

    def open_results() -> None:
        from app.ui.dialogs.results import ask_results

        ask_results(host, results, preferences)

    def open_results_folder() -> None:
        from app.ui.dialogs.results import ask_results_folder

        ask_results_folder(host, results, preferences)

    def toggle_watching() -> None:
        if watching.folder is not None:
            watching.leave_off()
            return
        start = preferences.now.watch_folder or preferences.start_folder

        def watch(chosen: Sequence[Path]) -> None:
            preferences.note_places(chosen)
            preferences.remember(watch_sorts=False)  # another folder is asked about anew
            watching.watch(chosen[0], lambda: offer_sorting(chosen[0]))

        choose(host, Question("Watch a folder for new pictures", start, folder=True), watch)

    def offer_sorting(folder: Path) -> None:
        host.tells.say(
            wording.offer_sorting(folder),
            "question",
            ("Sort them...", ask_shelves),
            ("Only list them", lambda: None),
        )

    def ask_shelves() -> None:
        start = next(place for place in (sorting.into, *sorting.into.parents) if place.is_dir())
        question = Question("Folder of the shelves", str(start), folder=True)
        choose(host, question, lambda chosen: sorting.begin(chosen[0]))

    def toggle_sorting() -> None:
        if sorting.on:
            sorting.leave_off()
        else:
            ask_shelves()

    return [
        Command("open-picture", "File", "Open picture...", ask_pictures, ("Ctrl+O",)),
        Command("snip", "File", "Snip from the screen", snip_screen, ("Ctrl+Shift+S",)),
        Command("open-folder", "File", "Open folder...", ask_folder, ("Ctrl+Shift+O",)),
        Command(
            "open-results",
            "File",
            "Open results...",
            open_results,
            ("Ctrl+Shift+E",),
            enabled=lambda: model.folder is not None,
        ),
        Command(
            "open-results-folder",
            "File",
            "Open results folder...",
            open_results_folder,
            enabled=lambda: model.folder is not None,
        ),
        Command(
            "watch-folder",
            "File",
            "Watch a folder...",
            toggle_watching,
            ("Ctrl+Shift+W",),
            checked=lambda: watching.folder is not None,
        ),
        Command(
            "sort-watched",
            "File",
            "Sort what comes into it...",
            toggle_sorting,
            ("Ctrl+Alt+W",),
            enabled=lambda: sorting.possible,
            checked=lambda: sorting.on and sorting.possible,
        ),
    ]


def writing(
    host: Host,
    preferences: Preferences,
    lists: Lists,
    model: ModelInUse,
    results: ResultsFiles,
    decoders: Decoders,
) -> list[Command]:
    """Make the command that writes results."""

    def export() -> None:
        from app.ui.dialogs.results import ask_export

        if model.contract is not None:
            ask_export(host, results, preferences, model.contract, decoders)

    def export_keywords() -> None:
        from app.ui.dialogs.results import ask_keywords

        ask_keywords(host, results, preferences)

    def can_write() -> bool:
        return lists.session.counts.settled > 0 and model.folder is not None

    return [
        Command(
            "export",
            "File",
            "Export results...",
            export,
            ("Ctrl+E",),
            enabled=can_write,
            separated=True,
        ),
        Command(
            "export-keywords",
            "File",
            "Export keywords (XMP)...",
            export_keywords,
            enabled=can_write,
        ),
    ]


def sorting(
    host: Host,
    preferences: Preferences,
    lists: Lists,
    model: ModelInUse,
    classifying: Classifying,
    reviewing: Reviewing,
    learning: Learning,
) -> list[Command]:
    """Make the commands that put files into class folders, and back."""

    def has_answers() -> bool:
        return lists.session.counts.done > 0

    asked = False

    def sort() -> None:
        nonlocal asked
        if classifying.running:
            host.tells.say(wording.SORT_LATER)
        elif not asked:
            asked = True
            learning.when_settled(ask)  # else some answers would be those of before a decision

    def ask() -> None:
        from app.ui.dialogs.shelving import ShelvingDialog

        nonlocal asked
        asked = False
        if has_answers() and not classifying.running:
            parts = sortable(lists)
            ShelvingDialog(host, parts, model.contract, preferences, reviewing.follow_moves)

    def undo() -> None:
        from app.ui.dialogs.undo import UndoDialog

        UndoDialog(host, reviewing.follow_moves)

    return [
        Command(
            "sort-files",
            "File",
            "Sort into folders...",
            sort,
            ("Ctrl+Shift+D",),
            enabled=has_answers,
        ),
        Command("undo-sorting", "File", "Undo sorting...", undo, ("Ctrl+Shift+U",)),
    ]


def another_list(
    host: Host, lists: Lists, model: ModelInUse, classifying: Classifying, disk: ListOnDisk
) -> list[Command]:
    """Make the commands that put another list on screen."""

    def open_recent() -> None:
        from app.ui.dialogs.recent import RecentDialog

        RecentDialog(host, disk)

    return [
        Command(
            "new-list",
            "File",
            "New list",
            classifying.clear,
            ("Ctrl+N",),
            enabled=lambda: len(lists.session) > 0,
        ),
        Command(
            "go-on",
            "File",
            "Resume last list",
            disk.resume,
            ("Ctrl+G",),
            enabled=lambda: disk.saved is not None and model.contract is not None,
        ),
        Command(
            "open-recent",
            "File",
            "Open recent...",
            open_recent,
            ("Ctrl+Shift+G",),
            enabled=lambda: model.contract is not None,
        ),
    ]


def sortable(lists: Lists) -> dict[str, list[Row]]:
    """The rows of the list by the parts that can be sorted: all, and what is less than all."""
    rows, everything = lists.rows, [item.row for item in lists.session if item.row is not None]
    of = lists.session.products.of

    def whole(items: Sequence[Item]) -> list[Row]:
        photos = dict.fromkeys(photo for item in items for photo in of(item))
        return [photo.row for photo in photos if photo.row is not None]

    shown = whole(rows.span(0, len(rows)))
    chosen = whole(rows.chosen) if rows.several else []
    decided = [row for row in everything if row.decided is not None]
    parts = {"Only shown": shown, "Only chosen": chosen, "Only decided": decided}
    return {"All": everything} | {
        name: part for name, part in parts.items() if 0 < len(part) < len(everything)
    }


def leaving(
    host: Host,
    model: ModelInUse,
    configuring: Configuring,
    watching: Watching,
    privacy: Privacy,
    pages: Callable[[], Pages],
    leave: Callable[[], None],
) -> list[Command]:
    """Make the commands for the settings and the end."""

    def show_kept() -> None:
        from app.ui.dialogs.privacy import PrivacyDialog

        PrivacyDialog(host, privacy, lambda: pages().run_in_progress)

    def settings() -> None:
        from app.ui.dialogs.settings import SettingsDialog

        own = model.contract.thresholds.sure if model.contract else None
        is_watched = watching.folder is not None
        SettingsDialog(host, configuring.now, own, is_watched, configuring.save, show_kept)

    return [
        Command("settings", "File", "Settings...", settings, ("Ctrl+,",), separated=True),
        Command("privacy", "File", "Privacy...", show_kept, ("Ctrl+Shift+P",)),
        Command("quit", "File", "Quit", leave, ("Ctrl+Q",), separated=True),
    ]
