"""Which model is in use, and how another one takes its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import places
from app.core.models.collection_watch import CollectionWatch
from app.ui.look import wording
from app.ui.threads.messages import ModelReady, ModelRefused

if TYPE_CHECKING:
    from app.core.errors import ShelfwiseError
    from app.core.models.folder import Contract, ModelFolder
    from app.core.models.in_use import Version
    from app.ui.flows.preferences import Preferences
    from app.ui.state.screen import Action, Tells
    from app.ui.threads.pump import Pump
    from app.ui.threads.worker import Worker


@dataclass(frozen=True)
class ModelsChanged:
    """The models of the place in use are not what they were."""


class ModelInUse:
    """Asks the worker for models; a model that is refused leaves the one in use where it is.

    Args:
        explicit: a folder named on the command line; it goes before the settings.

    Attributes:
        is_shipped: whether the model in use came with the program.
        way_out: offered where there is no model.
        when_new: called with the contract when another model answers from now on.
        when_changed: called after that, and when a model was refused.
    """

    def __init__(
        self,
        preferences: Preferences,
        worker: Worker,
        pump: Pump,
        tells: Tells,
        explicit: Path | None = None,
    ) -> None:
        self._preferences = preferences
        self._worker = worker
        self._pump = pump
        self._tells = tells
        self._explicit = explicit
        self._chosen: Path | None = None
        self._watch: CollectionWatch | None = None
        self.folder: ModelFolder | None = None
        self.is_shipped = False
        self.error: ShelfwiseError | None = None
        self.way_out: tuple[Action, ...] = ()
        self.when_new: list[Callable[[Contract], None]] = []
        self.when_changed: list[Callable[[], None]] = []
        pump.on(ModelReady, self._ready)
        pump.on(ModelRefused, self._refused)
        pump.on(ModelsChanged, lambda _: self.load())

    @property
    def contract(self) -> Contract | None:
        """What the model in use says of itself."""
        return self.folder.contract if self.folder else None

    @property
    def sure(self) -> float:
        """Lowest confidence of a *sure* verdict: the person's own, else the model's; 0: unknown."""
        contract = self.contract
        return self._preferences.now.sure or (contract.thresholds.sure if contract else 0.0)

    @property
    def everything(self) -> bool:
        """Whether everything is a product, and what the model refuses *unsure*."""
        return self._preferences.now.everything_is_a_product

    @property
    def trouble(self) -> bool:
        """Whether there is no model, and none is coming."""
        return self.folder is None and self.error is not None

    def start(self) -> None:
        """Look from now on whether models are published, pinned or taken away."""
        self._watch = CollectionWatch(self.location, lambda: self._pump.post(ModelsChanged()))

    def stop(self) -> None:
        """Stop watching for new versions."""
        if self._watch is not None:
            self._watch.stop()

    def location(self) -> Path:
        """Where the command line, the settings or the usual places say that the model is."""
        return places.model_location(self._explicit, self._preferences.now.model_path)

    def load(self) -> None:
        """Load the model that is there now."""
        self.error = None
        self._worker.load_model(self.location())

    def choose(self, folder: Path) -> None:
        """Use the model in a folder from now on, if it is good."""
        self._chosen = folder
        self._worker.load_model(folder)

    @property
    def collection(self) -> Path:
        """The folder of versions that the model in use is one of; of all that there are."""
        from app.core.models.in_use import collection_of

        collection = collection_of(self.location())
        return places.user_models() if collection == places.shipped_models() else collection

    def use_location(self, folder: Path | None) -> None:
        """As ``choose``; None for the usual places."""
        if folder is not None:
            self.choose(folder)
            return
        self._explicit = None
        if self._preferences.now.model:
            self._preferences.remember(model="")
        self.load()

    def use_shipped(self) -> None:
        """Go back to the model that came with the program."""
        from app.core.models.in_use import shipped_version

        def use(version: Version | None) -> None:
            if version is None:
                self._tells.say("No model came with this program.", "warning")
            else:
                self.use_version(version)

        self._pump.run_task(shipped_version, use, self._tells.fail)

    def use_version(self, version: Version, then: Callable[[], None] = lambda: None) -> None:
        """Use a version from now on, if it is good; ``then`` is called when the disk knows."""
        from app.core.models.folder import open_model_folder
        from app.core.models.in_use import collection_of, put_into_use

        collection = collection_of(version.folder)
        if version.shipped:
            collection = places.user_models()

        def put() -> None:
            open_model_folder(version.folder)
            put_into_use(collection, version)

        def load(_: None) -> None:
            then()
            if self.location() != collection and self._explicit is None:
                self.choose(collection)
                return
            if self._explicit is not None:
                self._explicit = collection
            self.load()

        self._pump.run_task(put, load, self._tells.fail)

    def tell_trouble(self) -> None:
        """Say why there is no model, if there is none."""
        if self.trouble and self.error is not None:
            self._tells.say(self.error.message, "error", *self.way_out)

    def title_words(self) -> str:
        """What a title says of it; empty when all is well."""
        if self.trouble:
            return "No model to use"
        return "" if self.folder else "Loading the model" + wording.ELLIPSIS

    def card_title(self) -> str:
        """The title of the page about it."""
        return f"About model {self.contract.version}" if self.contract else "About the model"

    def status_words(self) -> str:
        """The line at the bottom of the window."""
        if self.folder is None:
            return self.title_words()
        return f"Model {self.folder.contract.version} is ready. Nothing leaves this computer."

    def _ready(self, ready: ModelReady) -> None:
        before = self.folder
        if self.error is not None:
            self._tells.say("")  # there is a model now
        self.folder, self.error = ready.folder, None
        if self._chosen is not None:
            self._explicit = None
            chosen = "" if self._chosen == places.user_models() else str(self._chosen)
            self._preferences.remember(model=chosen)
            self._chosen = None
        version = ready.folder.contract.version
        if before is not None and before != ready.folder:
            self._tells.say(f"Model {version} is in use now.")
        if ready.passed_over:
            self._tells.say(f"{ready.passed_over[0].message} Version {version} is used.", "warning")
        if before != ready.folder:
            self.is_shipped = self._is_shipped(ready.folder.path)
            self._note(ready.folder.path, version)
            for new in self.when_new:
                new(ready.folder.contract)
            for changed in self.when_changed:
                changed()

    @staticmethod
    def _is_shipped(folder: Path) -> bool:
        from app.core.models.in_use import collection_of

        return collection_of(folder) == places.shipped_models()

    def _note(self, folder: Path, version: int) -> None:
        """Keep a line of history; it takes a lock, so not here."""
        from app.core.models.history import note_use

        self._pump.run_task(lambda: note_use(folder, version), lambda _: None, self._tells.fail)

    def _refused(self, refused: ModelRefused) -> None:
        self._chosen = None
        self.error = refused.error
        if self.folder is not None:
            sentence = f"{refused.error.message} The model in use stays in use."
            self._tells.say(sentence, "error")
        for changed in self.when_changed:
            changed()
