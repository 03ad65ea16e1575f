"""What can go wrong while a model is made, told for people."""

from app.core.errors import ShelfwiseError


class DataError(ShelfwiseError):
    """The photos cannot be trained on as they are."""


class RunError(ShelfwiseError):
    """A training run cannot start, go on, or be used."""


class PublishError(ShelfwiseError):
    """A trained model is not good enough, or not sound enough, to be used."""
