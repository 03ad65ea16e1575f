"""Which model is in use, and how another one takes its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.core.places import model_location, user_models
from app.ui.look import wording
from app.ui.threads.messages import ModelReady, ModelRefused

if TYPE_CHECKING:
    from app.core.errors import ShelfwiseError
    from app.core.models.folder import Contract, ModelFolder
    from app.ui.window import Window


class ModelKeeper:
    """Asks the worker for models; a model that is refused leaves the one in use where it is.

    Args:
        explicit: a folder named on the command line; it goes before the settings.
    """

    def __init__(self, window: Window, explicit: Path | None) -> None:
        self._window = window
        self._explicit = explicit
        self._chosen: Path | None = None
        self.folder: ModelFolder | None = None
        self.error: ShelfwiseError | None = None
        window.pump.on(ModelReady, self._ready)
        window.pump.on(ModelRefused, self._refused)

    @property
    def contract(self) -> Contract | None:
        """What the model in use says of itself."""
        return self.folder.contract if self.folder else None

    @property
    def trouble(self) -> bool:
        """Whether there is no model, and none is coming."""
        return self.folder is None and self.error is not None

    def location(self) -> Path:
        """Where the command line, the settings or the usual places say that the model is."""
        return model_location(self._explicit, self._window.settings.model_path)

    def load(self) -> None:
        """Load the model that is there now."""
        self.error = None
        self._window.worker.load_model(self.location())

    def choose(self, folder: Path) -> None:
        """Use the model in a folder from now on, if it is good."""
        self._chosen = folder
        self._window.worker.load_model(folder)

    @property
    def collection(self) -> Path:
        """The folder of versions that the model in use is one of."""
        from app.core.models.folder import CONTRACT_PATH

        location = self.location()
        return location.parent if (location / CONTRACT_PATH).exists() else location

    def use_location(self, folder: Path | None) -> None:
        """As ``choose``; None for the usual places."""
        if folder is not None:
            self.choose(folder)
            return
        self._explicit = None
        self._window.remember(model="")
        self.load()

    def use_version(self, collection: Path, version: int) -> None:
        """Use a version from now on, if it is good; the newest one needs no pin."""

        from app.core.models.folder import open_model_folder, pin, versions

        def put_into_use() -> None:
            open_model_folder(collection / str(version))
            pin(collection, None if version == versions(collection)[-1] else version)

        def load(_: None) -> None:
            if self.location() != collection and self._explicit is None:
                self.choose(collection)
                return
            if self._explicit is not None:
                self._explicit = collection
            self.load()

        self._window.pump.run_task(put_into_use, load, self._window.tell_error)

    def tell_trouble(self) -> None:
        """Say why there is no model, wherever the start page does not say it already."""
        if self.trouble and self.error is not None and self._window.page != "home":
            choose = self._window.commands["choose-model"]
            self._window.banner.show(self.error.message, "error", (choose.label, choose.handler))

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
        self.folder, self.error = ready.folder, None
        if self._chosen is not None:
            self._explicit = None
            chosen = "" if self._chosen == user_models() else str(self._chosen)
            self._window.remember(model=chosen)
            self._chosen = None
        if before is not None and before != ready.folder:
            self._window.banner.show(f"Model {ready.folder.contract.version} is in use now.")
        if ready.passed_over:
            version = ready.folder.contract.version
            self._window.banner.show(
                f"{ready.passed_over[0].message} Version {version} is used.", "warning"
            )
        if before != ready.folder:
            self._window.model_changed()

    def _refused(self, refused: ModelRefused) -> None:
        self._chosen = None
        self.error = refused.error
        if self.folder is not None:
            sentence = f"{refused.error.message} The model in use stays in use."
            self._window.banner.show(sentence, "error")
        self.tell_trouble()
        self._window.model_changed()
