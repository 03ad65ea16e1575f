"""What a person looks at and decides, and where the review goes from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import OTHER
from app.core.text import printable
from app.ui.commands import shortcut_text
from app.ui.look import wording
from app.ui.state.screen import ASIDE

if TYPE_CHECKING:
    from app.ui.flows.corrections import Corrections
    from app.ui.flows.model import ModelInUse
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells

_NAME = 40  # characters of a file's name


class Reviewing:
    """Acts on the picture that is shown, or on the rows that are chosen in the list.

    Args:
        hurry: called with a picture that somebody looks at.
        changed: called once after each change.

    Attributes:
        when_decided: called with the items whose decisions changed.
    """

    def __init__(
        self,
        lists: Lists,
        screen: Screen,
        corrections: Corrections,
        model: ModelInUse,
        tells: Tells,
        hurry: Callable[[Item], None],
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._screen = screen
        self._model = model
        self._tells = tells
        self._hurry = hurry
        self.when_decided: list[Callable[[Sequence[Item]], None]] = [corrections.follow]
        self._changed = changed
        self._echo = ""

    @property
    def echo(self) -> str:
        """What became of the picture before, while another one is shown large; else empty."""
        return self._echo if self._screen.page == "picture" else ""

    # --- looking

    @property
    def current(self) -> Item | None:
        """The picture that commands are about."""
        if self._screen.page == "picture":
            return self._lists.shown
        return self._lists.rows.selected if self._screen.page == "list" else None

    def show(self, item: Item) -> None:
        """Show one picture large."""
        self._echo = ""
        self._look_at(item)
        self._changed()

    def neighbour(self, steps: int) -> Item | None:
        """The picture that many rows away from the one shown."""
        if self._screen.page != "picture" or self._lists.shown is None:
            return None
        return self._lists.rows.neighbour(self._lists.shown, steps)

    def step(self, steps: int) -> None:
        """Show the next or the previous picture of the list."""
        item = self.neighbour(steps)
        if item is not None:
            self.show(item)

    def switch_compact(self) -> None:
        """Make the window small, with the last picture in it, or large again."""
        screen, lists = self._screen, self._lists
        if screen.compact:
            screen.compact = False
            if len(lists.session) > 1:
                screen.show("list")
            else:
                screen.show("picture" if lists.shown is not None else "home")
            return
        item = self.current or next(reversed(list(lists.session)), None)
        screen.compact = True
        if item is not None:
            self._look_at(item)
        else:
            screen.show("home")

    def go_back(self) -> None:
        """Go one step towards the start."""
        if self._screen.page in ASIDE:
            self._screen.show(self._screen.before)
        else:
            self._screen.show("list" if len(self._lists.session) > 1 else "home")

    @property
    def targets(self) -> list[Item]:
        """The pictures that commands are about: with a product, all its photos."""
        return self._with_products(self._targets())

    # --- deciding

    @property
    def possible(self) -> bool:
        """Whether there is something to decide about."""
        return any(item.answer is not None for item in self._targets())

    @property
    def can_undo(self) -> bool:
        """Whether a decision can be taken back."""
        return self._on_list_or_picture and self._lists.session.review.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a decision can be made again."""
        return self._on_list_or_picture and self._lists.session.review.can_redo

    def class_name(self, number: int) -> str:
        """The class that a key stands for, 1 for the model's first; empty when there is none."""
        contract = self._model.contract
        if contract is None or number > len(contract.classes):
            return ""
        return contract.classes[number - 1].display_name

    def choose_class(self, number: int) -> None:
        """Set the model's first, second ... class as the label of the selected pictures."""
        contract = self._model.contract
        if contract is not None and number <= len(contract.classes):
            self.choose(contract.classes[number - 1].name)

    def choose_none(self) -> None:
        """Say that the selected pictures are none of the classes."""
        self.choose(OTHER)

    def choose(self, label: str) -> None:
        """Set the label of the selected pictures."""
        self._decide(lambda items: self._lists.session.decide(items, label))

    def decide_also(self, items: Sequence[Item], label: str) -> None:
        """Set the label of these, too, wherever a person is; in one step of undo."""
        changed = self._lists.session.decide(items, label)
        self._follow(changed)
        said = f"{wording.pictures(len(changed))} decided."
        self._tells.say(said, "note", ("Undo", self.undo))
        self._changed()

    def accept(self) -> None:
        """Accept the model's answers, where nobody has decided yet."""
        self._decide(self._lists.session.accept)

    def accept_nearest(self) -> None:
        """Set each selected picture's most probable class as its label, refused or not."""
        self._decide(self._lists.session.accept_nearest)

    def withdraw(self, items: Sequence[Item]) -> None:
        """Take away the decisions about these pictures."""
        self._follow(self._lists.session.decide(items, None))
        self._changed()

    def skip(self) -> None:
        """Go on to the next undecided picture."""
        targets = self._targets()
        if targets:
            self._go_to(self._lists.rows.next_undecided(targets[-1]))
            self._changed()

    def begin(self) -> None:
        """Show the undecided picture that is least sure; the next follow in that order."""
        rows = self._lists.rows
        rows.show_everything()
        rows.least_sure_first()
        first = next((item for item in rows.span(0, len(rows)) if item.undecided), None)
        if first is not None:
            self.show(first)

    def take_back(self, item: Item) -> None:
        """Take back what was decided about one picture; undo brings it back."""
        self._follow(self._lists.session.decide([item], None))

    def undo(self) -> None:
        """Take the last decision back."""
        self._show_again(self._lists.session.undo(), "Undone")

    def redo(self) -> None:
        """Make the decision again that was taken back last."""
        self._show_again(self._lists.session.redo(), "Done again")

    # --- what changes the whole list

    def judge(self) -> None:
        """Derive the verdicts anew by the threshold that is in force now."""
        self._lists.judge(self._model.sure, self._model.everything)
        self._changed()

    def switch_everything(self) -> None:
        """Let everything in this list be a product, or not any more."""
        self._lists.switch_everything()
        self._changed()

    def follow_moves(self, moved: Mapping[Path, Path]) -> None:
        """Let the list follow files to where they are now: former place -> present place."""
        self._lists.relocate(moved)
        self._changed()

    @property
    def _on_list_or_picture(self) -> bool:
        return self._screen.page in {"list", "picture"}

    def _targets(self) -> list[Item]:
        if self._screen.page == "picture":
            return [self._lists.shown] if self._lists.shown is not None else []
        return self._lists.rows.chosen if self._screen.page == "list" else []

    def _with_products(self, items: Sequence[Item]) -> list[Item]:
        """These, and the other photos of their products: there is one decision about them."""
        products = self._lists.session.products
        if not products:
            return list(items)
        return list(dict.fromkeys(member for item in items for member in products.of(item)))

    def _decide(self, apply: Callable[[Sequence[Item]], Sequence[Item]]) -> None:
        targets = self._targets()
        if not targets:
            return
        rows = self._lists.rows
        changed = apply(self._with_products(targets))
        following = rows.next_undecided(targets[-1])
        self._follow(changed)
        self._echo = self._echo_of(changed)
        if self._screen.compact:  # which shows what became of it
            self._changed()
            return
        self._go_to(following)
        done = "Every picture shown here is decided."
        if len(changed) > 1 and len(targets) > 1:
            said = f"{wording.pictures(len(changed))} decided."
            said = f"{said} {done}" if following is None else said
            self._tells.say(said, "note", ("Undo", self.undo))
        elif following is None and changed and len(rows) > 1:
            self._tells.say(done)
        self._changed()

    def _echo_of(self, changed: Sequence[Item]) -> str:
        contract = self._model.contract
        if len(changed) != 1 or contract is None:
            return ""
        [item] = changed
        shelf = wording.shelf_name(item.decided or "", contract)
        back = shortcut_text("Ctrl+Z")
        return f"{printable(item.path.name, most=_NAME)}: {shelf}. {back} takes it back."

    def _look_at(self, item: Item) -> None:
        self._lists.shown = item
        self._hurry(item)
        self._lists.rows.select(item)
        self._screen.show("picture")

    def _go_to(self, item: Item | None) -> None:
        if item is None:
            self._lists.rows.choose_one()
        elif self._screen.page == "picture":
            self._look_at(item)
        else:
            self._lists.rows.select(item)

    def _show_again(self, changed: Sequence[Item], what: str) -> None:
        """Bring what changed back into sight."""
        if not changed:
            return
        rows = self._lists.rows
        self._follow(changed)
        self._echo = ""
        in_sight = next((item for item in changed if rows.position(item) is not None), None)
        if self._screen.page == "picture":
            self._look_at(changed[0])
        elif in_sight is not None:
            rows.select(in_sight)
        if len(changed) > 1 or (in_sight is None and self._screen.page == "list"):
            self._tells.say(f"{what}: {wording.pictures(len(changed))}.")
        self._changed()

    def _follow(self, changed: Sequence[Item]) -> None:
        for listener in self.when_decided:
            listener(changed)
        self._lists.rows.decided()
