"""Another bound of refusal for parts of pages, in a model that is published."""

from __future__ import annotations

from dataclasses import replace

from app.core.models.folder import CARD_PATH, ModelFolder, write_contract
from app.core.storage.files import write_atomically
from training.publish.card import familiarity_words


def set_bound_of_parts(folder: ModelFolder, bound: float) -> None:
    """Write the lowest familiarity of a part of a page into a model's contract and its card.

    Errors as ``write_atomically``.
    """
    before = folder.contract.thresholds
    after = replace(before, familiar_part=bound)
    card = folder.path / CARD_PATH
    text = card.read_text(encoding="utf-8")
    words = text.replace(familiarity_words(before), familiarity_words(after))
    write_atomically(card, words.encode())
    write_contract(folder.path, replace(folder.contract, thresholds=after))
