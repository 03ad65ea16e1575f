"""TensorFlow, imported without a page of notes about the machine."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import SetupError
from app.core.extras import missing


def import_tensorflow() -> None:
    """Import TensorFlow and Keras, and keep what they say about drivers off the terminal.

    Raises:
        SetupError: ``no_tensorflow``: the training extra is not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.filterwarnings("ignore", module="keras")
    try:
        with _native_stderr_silenced():
            import keras  # noqa: F401
            import tensorflow
    except ImportError as error:
        raise SetupError("no_tensorflow", f"{missing('TensorFlow')}.") from error
    tensorflow.get_logger().setLevel("ERROR")  # it advises on speed


@contextmanager
def _native_stderr_silenced() -> Iterator[None]:
    """Send what C++ code writes to the standard error stream nowhere.

    The first lines come before the library has read any setting of how much it should say.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
