"""What crosses threads cannot be changed by whoever gets it, and names the list it is for."""

import dataclasses
import inspect
import typing

import pytest

from app.core import answers
from app.ui.threads import messages
from app.ui.threads.loader import PreviewRequest
from app.ui.threads.messages import Answered, Found, PreviewReady, ThumbnailReady
from app.ui.threads.worker import Task

_MESSAGES = typing.get_args(messages.Message)
_ANSWERS = (answers.Prediction, answers.Classified, answers.Failed, answers.Row)


@pytest.mark.parametrize("kind", [*_MESSAGES, *_ANSWERS, Task, PreviewRequest])
def test_it_is_frozen(kind):
    names = list(inspect.signature(kind).parameters)
    value = kind(*(None for _ in names))
    with pytest.raises(AttributeError):
        setattr(value, names[0], "another")


@pytest.mark.parametrize("kind", [Answered, Found, PreviewReady, ThumbnailReady, Task])
def test_it_names_its_list(kind):
    assert {field.name for field in dataclasses.fields(kind)} & {"item", "list"}
