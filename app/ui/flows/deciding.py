"""What a person decides about pictures, and where the review goes from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.answers import OTHER
from app.ui.look import review_words, wording

if TYPE_CHECKING:
    from app.ui.state.item import Item
    from app.ui.window import Window


class Deciding:
    """Decides about the picture that is shown, or about the rows that are chosen in the list."""

    def __init__(self, window: Window) -> None:
        self._window = window

    @property
    def possible(self) -> bool:
        """Whether there is something to decide about."""
        return any(item.answer is not None for item in self._targets())

    @property
    def can_undo(self) -> bool:
        return self._reviewing and self._window.session.review.can_undo

    @property
    def can_redo(self) -> bool:
        return self._reviewing and self._window.session.review.can_redo

    def class_name(self, number: int) -> str:
        """The class that a key stands for, 1 for the model's first; empty when there is none."""
        contract = self._window.model.contract
        if contract is None or number > len(contract.classes):
            return ""
        return contract.classes[number - 1].display_name

    def choose_class(self, number: int) -> None:
        """It is the model's first, second ... class."""
        contract = self._window.model.contract
        if contract is not None and number <= len(contract.classes):
            self.choose(contract.classes[number - 1].name)

    def choose_none(self) -> None:
        """It is none of the classes."""
        self.choose(OTHER)

    def choose(self, label: str) -> None:
        """It is this."""
        self._decide(lambda items: self._window.session.decide(items, label))

    def accept(self) -> None:
        """The model is right, where nobody has decided yet."""
        self._decide(self._window.session.accept)

    def skip(self) -> None:
        """Leave it undecided and go on."""
        targets = self._targets()
        if targets:
            self._go_to(self._window.rows.next_undecided(targets[-1]))

    def undo(self) -> None:
        """Take the last decision back."""
        self._show_again(self._window.session.undo(), "Undone")

    def redo(self) -> None:
        """Make it again."""
        self._show_again(self._window.session.redo(), "Done again")

    @property
    def _reviewing(self) -> bool:
        return self._window.page in {"list", "picture"}

    def _targets(self) -> list[Item]:
        window = self._window
        if window.page == "picture":
            return [window.browsing.shown] if window.browsing.shown is not None else []
        return window.rows.chosen if window.page == "list" else []

    def _decide(self, apply: Callable[[Sequence[Item]], Sequence[Item]]) -> None:
        window = self._window
        targets = self._targets()
        if not targets:
            return
        changed = apply(targets)
        following = window.rows.next_undecided(targets[-1])
        self._follow(changed)
        self._go_to(following)
        done = "Every picture shown here is decided."
        if len(changed) > 1:
            said = f"{wording.pictures(len(changed))} decided."
            said = f"{said} {done}" if following is None else said
            window.banner.show(said, action=("Undo", self.undo))
        elif following is None and changed and len(window.rows) > 1:
            window.banner.show(done)
        window.refresh()

    def _go_to(self, item: Item | None) -> None:
        window = self._window
        if item is None:
            window.rows.choose_one()
            window.browsing.fill()
        elif window.page == "picture":
            window.browsing.show(item)
        else:
            window.rows.select(item)

    def _show_again(self, changed: Sequence[Item], what: str) -> None:
        """Bring what changed back into sight."""
        window = self._window
        if not changed:
            return
        self._follow(changed)
        shown = next((item for item in changed if window.rows.position(item) is not None), None)
        if window.page == "picture":
            window.browsing.show(changed[0])
        elif shown is not None:
            window.rows.select(shown)
        if len(changed) > 1 or (shown is None and window.page == "list"):
            window.banner.show(f"{what}: {wording.pictures(len(changed))}.")
        window.refresh()

    def _follow(self, changed: Sequence[Item]) -> None:
        self._window.corrections.follow(changed)
        self._window.rows.decided()

    def words(self) -> str:
        """How far the review is."""
        return review_words.review_counts(self._window.session.counts)
