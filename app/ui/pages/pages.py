"""The pages of the window. Each is made when it is first shown, so the window opens at once."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.text import printable
from app.ui.desktop_note import show_note
from app.ui.flows.long_work import LongWork
from app.ui.look import spacing, wording
from app.ui.pages.home import DropZone, ModelTrouble

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.flows.flows import Flows
    from app.ui.host import Host
    from app.ui.pages.card import CardPage
    from app.ui.pages.compact import CompactView
    from app.ui.pages.keys import KeySheet
    from app.ui.picture.page import ResultView
    from app.ui.picture.pane import PreviewPane
    from app.ui.refresh.page import RefreshPage
    from app.ui.refresh.run import Refreshing
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Page, Screen
    from app.ui.table.page import ListView
    from app.ui.threads.loader import PictureLoader
    from app.ui.threads.messages import PreviewReady, ThumbnailReady

_WANTED_NEXT = ("picture", "list")


class Pages:
    """Shows the page that is in front, in ``stage``.

    Args:
        changed: called once when a person changed what can be seen.
    """

    def __init__(
        self,
        stage: Any,
        host: Host,
        lists: Lists,
        screen: Screen,
        flows: Flows,
        loader: PictureLoader,
        decoders: Decoders,
        changed: Callable[[], None],
    ) -> None:
        self._stage = stage
        self._host = host
        self._lists = lists
        self._screen = screen
        self._flows = flows
        self._model = flows.model
        self._loader = loader
        self._decoders = decoders
        self._changed = changed
        self._front: tk.Widget | None = None
        pump, has_focus = host.pump, lambda: host.root.has_focus
        batch, training = flows.classifying, self._training_over
        self._long_work = (
            LongWork(pump, lambda: batch.running, self._batch_over, has_focus, show_note),
            LongWork(pump, lambda: bool(self.run_in_progress), training, has_focus, show_note),
        )

    def bring_to_front(self) -> None:
        """Show the page that the screen names."""
        front = self.compact if self._screen.compact else self._widget(self._screen.page)
        if front is not self._front:
            if self._front is not None:
                spacing.hide(self._front)
            front.grid(row=0, column=0, sticky="nsew")
            self._front = front

    def refresh(self) -> None:
        """Bring the page in front up to date, and tell who is elsewhere that work is over."""
        for work in self._long_work:
            work.follow()
        if self._screen.compact:
            shown = self._lists.shown if self._screen.page == "picture" else None
            self.compact.show(shown, self._model.contract, self._host.tells.message)
        elif self._screen.page == "list":
            self.list.refresh()
        elif self._screen.page == "picture":
            self._fill_picture()

    def title(self, trouble: str) -> str:
        """What the window's title says.

        Args:
            trouble: what a person was told of, if that was more than a note.
        """
        shown, model = self._lists.shown, self._model
        match self._screen.page:
            case "picture" if shown is not None:
                return wording.picture_title(shown, model.contract)
            case "list":
                return wording.list_title(self._lists.session.counts)
            case "keys":
                return wording.titled("Keyboard shortcuts")
            case "card":
                return wording.titled(model.card_title())
            case "refresh":
                return wording.titled(self.refreshing.title())
        return wording.titled(trouble or model.title_words())

    @property
    def words(self) -> str:
        """What the status line says of what goes on beside the list."""
        parts = [self._flows.watching.words]
        if "refreshing" in self.__dict__:
            parts.append(self.refreshing.words)
        return "      ".join(part for part in parts if part)

    def show_preview(self, ready: PreviewReady) -> None:
        """Show a picture that was asked for."""
        page = self.list if self._screen.page == "list" else self.picture
        page.show_preview(ready)

    def show_thumbnail(self, ready: ThumbnailReady) -> None:
        """Show a small picture that was asked for."""
        self.list.show_thumbnail(ready)

    def stop(self) -> None:
        """End what a page has begun."""
        if "refreshing" in self.__dict__:
            self.refreshing.stop()

    @property
    def run_in_progress(self) -> Path | None:
        """The folder of the run that goes on now."""
        if "refreshing" not in self.__dict__ or not self.refreshing.running:
            return None
        return self.refreshing.plan.run if self.refreshing.plan else None

    def ask_before_end(self, end: Callable[[], None]) -> bool:
        """Ask whether to stop the training that is at work, and tell whether there is one.

        Args:
            end: what to do once a person says so.
        """
        if "refreshing" not in self.__dict__ or not self.refreshing.running:
            return False
        tells = self._host.tells
        tells.say(
            "A training is at work. It can be resumed at the next start.",
            "question",
            ("Stop it and quit", end),
            ("Go on training", lambda: tells.say("", "question")),
        )
        return True

    def offer_stopped(self) -> None:
        """Offer to resume a training that was stopped, where there is one."""
        from app.core.refresh_run import Plan, mark_done, training_available, unfinished_plan

        tells, pump = self._host.tells, self._host.pump

        def resume(plan: Plan) -> None:
            tells.say("", "question")
            self._screen.show("refresh")
            self.refreshing.start(plan)

        def forget(plan: Plan) -> None:
            tells.say("", "question")
            pump.run_task(lambda: mark_done(plan), lambda _: None, tells.fail)

        def offer(plan: Plan | None) -> None:
            if plan is not None:
                tells.say(
                    "A training was stopped before its end.",
                    "question",
                    ("Resume it", lambda: resume(plan)),
                    ("Forget it", lambda: forget(plan)),
                )

        pump.run_task(
            lambda: unfinished_plan() if training_available() else None, offer, tells.fail
        )

    def _batch_over(self) -> str:
        return wording.batch_over(self._lists.session.counts)

    def _training_over(self) -> str:
        return "" if self.refreshing.state == "cancelled" else f"{self.refreshing.title()}."

    @cached_property
    def refreshing(self) -> Refreshing:
        """The training of a new model."""
        from app.ui.refresh.run import Refreshing

        return Refreshing(self._model, self._host.pump, self._host.tells, self._changed)

    @cached_property
    def home(self) -> DropZone:
        """Make the page of an empty list."""
        return DropZone(self._stage, self._host.look, self._host.commands)

    @cached_property
    def trouble(self) -> ModelTrouble:
        """The empty state where there is no model."""
        return ModelTrouble(self._stage, self._host.look, self._host.commands)

    @cached_property
    def list(self) -> ListView:
        """Make the page of the list."""
        from app.ui.table.page import ListView

        view = ListView(
            self._stage,
            self._host.look,
            self._host.commands,
            self._lists.rows,
            self._flows.reviewing.show,
            self._loader,
            self._changed,
            self._flows.preferences.now,
            self._flows.preferences.remember,
            self._new_pane,
        )
        view.set_contract(self._model.contract)
        return view

    def _new_pane(self, parent: Any) -> PreviewPane:
        from app.ui.picture.pane import PreviewPane

        return PreviewPane(parent, self._host.look, self._loader, self._flows.reviewing.choose)

    @cached_property
    def picture(self) -> ResultView:
        """Make the page of one picture."""
        from app.ui.picture.page import ResultView

        choose, judge = self._flows.reviewing.choose, self._flows.parts.judge
        look, commands = self._host.look, self._host.commands
        return ResultView(self._stage, look, commands, self._loader, choose, judge)

    @cached_property
    def compact(self) -> CompactView:
        """Make the small window that stays on top."""
        from app.ui.pages.compact import CompactView

        choose = self._flows.reviewing.choose
        return CompactView(self._stage, self._host, self._decoders, choose)

    @cached_property
    def card(self) -> CardPage:
        """Make the page of the model's card."""
        from app.ui.pages.card import CardPage

        return CardPage(self._stage, self._host.look, self._host.commands)

    @cached_property
    def keys(self) -> KeySheet:
        """Make the page of all shortcuts."""
        from app.ui.pages.keys import KeySheet

        return KeySheet(self._stage, self._host.look, self._host.commands)

    @cached_property
    def training(self) -> RefreshPage:
        """The page of the training."""
        from app.ui.refresh.page import RefreshPage

        return RefreshPage(
            self._stage,
            self._host,
            self._decoders,
            self._model,
            self.refreshing,
            self._flows.preferences,
        )

    @property
    def ready(self) -> bool:
        """Whether ``make_ready`` has nothing left to do."""
        return all(name in self.__dict__ for name in _WANTED_NEXT)

    def make_ready(self) -> None:
        """Make the pages that will be wanted next, so that nobody waits for them then."""
        for name in _WANTED_NEXT:
            if name not in self.__dict__:
                getattr(self, name)
                break

    def model_changed(self) -> None:
        """Show the classes of the model in use now, where they stand already."""
        contract = self._model.contract
        if contract is not None:
            self.home.show_classes(contract.classes)
        if "list" in self.__dict__:
            self.list.set_contract(contract)
        if "keys" in self.__dict__ and self._screen.page != "keys":
            self.__dict__.pop("keys").destroy()  # it names the classes
        if self._screen.page in {"home", "card"}:
            self.bring_to_front()

    def _fill_picture(self) -> None:
        shown, rows, model = self._lists.shown, self._lists.rows, self._model
        if shown is None:
            return
        row = rows.position(shown)
        position = ""
        if row is not None and len(rows) > 1:
            position = f"{wording.number(row + 1)} of {wording.number(len(rows))}"
        trouble = model.error.message if model.trouble and model.error else ""
        self.picture.show(shown, model.contract, position, trouble)
        parts = self._flows.parts
        self.picture.show_parts(parts.further, parts.pointed, self._flows.all_products.on)

    def _widget(self, page: Page) -> tk.Widget:
        model = self._model
        if page == "card" and model.folder is not None:
            self.card.show(model.folder)
        if page == "refresh":
            self.training.show()
            return self.training
        if page == "home" and model.trouble and model.error is not None:
            self.trouble.show(printable(model.error.message))
            return self.trouble
        widget: tk.Widget = getattr(self, page)
        return widget
