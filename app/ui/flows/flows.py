"""Makes the flows and ties them to one another; each is given what it uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.flows.alike import Alike
from app.ui.flows.all_products import AllProducts
from app.ui.flows.classifying import Classifying
from app.ui.flows.configuring import Configuring
from app.ui.flows.corrections import Corrections
from app.ui.flows.learning import Learning
from app.ui.flows.list_on_disk import ListOnDisk
from app.ui.flows.model import ModelInUse
from app.ui.flows.one_row_a_product import OneRowAProduct
from app.ui.flows.parts import Parts
from app.ui.flows.preferences import NotSaved, Preferences
from app.ui.flows.privacy import Privacy
from app.ui.flows.remembering import Remembering
from app.ui.flows.results import ResultsFiles
from app.ui.flows.reviewing import Reviewing
from app.ui.flows.sorting_watched import SortingWatched
from app.ui.flows.watching import Watching
from app.ui.look import appearance
from app.ui.look.theme import Theme

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.core.pictures.pool import Decoders
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells
    from app.ui.threads.pump import Pump
    from app.ui.threads.worker import Worker


@dataclass(frozen=True)
class Flows:
    """What goes on in the window; none of them knows a widget."""

    preferences: Preferences
    look: Theme
    model: ModelInUse
    classifying: Classifying
    corrections: Corrections
    learning: Learning
    remembering: Remembering
    reviewing: Reviewing
    parts: Parts
    all_products: AllProducts
    disk: ListOnDisk
    watching: Watching
    sorting: SortingWatched
    results: ResultsFiles
    configuring: Configuring
    privacy: Privacy
    alike: Alike
    products: OneRowAProduct

    def start(self) -> None:
        """Begin what goes on by itself, once the window is there."""
        self.privacy.start()
        self.watching.start()
        self.model.start()
        self.corrections.start()

    def stop(self) -> None:
        """End, so that nothing is left half done."""
        self.classifying.importer.cancel()
        self.sorting.stop()
        self.alike.stop()
        self.model.stop()
        self.disk.stop()
        self.learning.stop()
        self.remembering.stop()
        self.corrections.stop()
        self.preferences.close()


def make_flows(
    settings_file: Path,
    model_folder: Path | None,
    lists: Lists,
    worker: Worker,
    decoders: Decoders,
    pump: Pump,
    screen: Screen,
    tells: Tells,
    changed: Callable[[], None],
    *,
    load: bool,
) -> Flows:
    """Make the flows.

    Args:
        model_folder: named on the command line; it goes before the settings.
        changed: called once after each change of what can be seen.
        load: let the worker load the model at once.
    """
    preferences = Preferences(settings_file, pump.post)
    pump.on(NotSaved, lambda failure: tells.say(str(failure.error), "warning"))
    decoders.limits = preferences.now.limits
    model = ModelInUse(preferences, worker, pump, tells, model_folder)
    if load:
        worker.start()
        model.load()
    look = Theme(appearance.resolve(preferences.now.appearance), preferences.now.scale)
    classifying = Classifying(lists, worker, pump, screen, tells, changed)
    classifying.when_taken.append(preferences.note_places)
    corrections = Corrections(model, decoders, pump, tells)

    def look_at(item: Item) -> None:
        parts.begin()
        classifying.hurry(item)

    reviewing = Reviewing(lists, screen, corrections, model, tells, look_at, changed)
    judge_now = partial(classifying.classify, urgent=True)
    parts = Parts(lists, screen, tells, judge_now, reviewing.take_back, reviewing.undo, changed)
    all_products = AllProducts(
        lists,
        screen,
        parts,
        decoders,
        pump,
        tells,
        classifying.classify,
        classifying.remove,
        changed,
    )
    learning = Learning(lists, preferences, pump, tells, changed)
    reviewing.when_decided.append(learning.follow)
    remembering = Remembering(lists, model, pump, tells, reviewing.withdraw, changed)
    reviewing.when_decided.append(remembering.follow)
    disk = ListOnDisk(lists, classifying, corrections, model, pump, screen, tells, changed)
    sorting = SortingWatched(
        lists,
        preferences,
        model,
        pump,
        tells,
        lambda: watching.folder,
        classifying.append,
        reviewing.follow_moves,
        changed,
    )
    watching = Watching(preferences, pump, tells, sorting.take, changed)
    results = ResultsFiles(lists, model, pump, screen, tells, changed)
    configuring = Configuring(
        preferences, look, model, watching, decoders, pump, tells, reviewing.judge
    )

    alike = Alike(lists, reviewing, decoders, pump, screen, tells, changed)
    learning.when_recalled.append(alike.look_again)

    def use(contract: Contract) -> None:
        if model.folder is not None:
            learning.use_model(model.folder)
        lists.rows.class_names = contract.class_names
        lists.judge(model.sure, model.everything)
        disk.use_model(contract)  # before the answers of the model before are forgotten
        classifying.classify_again()

    lists.judge(model.sure, model.everything)
    model.when_new.append(use)
    return Flows(
        preferences,
        look,
        model,
        classifying,
        corrections,
        learning,
        remembering,
        reviewing,
        parts,
        all_products,
        disk,
        watching,
        sorting,
        results,
        configuring,
        Privacy(lists, disk, corrections, learning, remembering, model, pump),
        alike,
        OneRowAProduct(lists, classifying, pump, tells, changed),
    )
