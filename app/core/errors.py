"""The one family of errors that people are meant to read."""


class ShelfwiseError(Exception):
    """Something a person can put right, told in one sentence that names the file.

    Attributes:
        code: short machine-readable name, stable across versions (``not_a_picture``).
        message: a full sentence that says what is wrong and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class PictureError(ShelfwiseError):
    """A file could not be read as a picture."""


class ModelFolderError(ShelfwiseError):
    """A published model cannot be used."""


class FileAccessError(ShelfwiseError):
    """A file or folder could not be found, read or written."""


class SetupError(ShelfwiseError):
    """A part that the request needs is not installed here."""
