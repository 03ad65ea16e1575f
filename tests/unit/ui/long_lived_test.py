"""A list that is done is no work for the garbage collector, until another one takes its place."""

import gc
from collections.abc import Iterator

import pytest

from app.ui.long_lived import LongLived
from tests.unit.ui.conftest import add, answer


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_rows_are_set_aside_when_the_batch_ends_not_before():
    long_lived = LongLived()
    long_lived.follow(True)
    long_lived.follow(True)
    assert gc.get_freeze_count() == 0
    long_lived.follow(False)
    assert gc.get_freeze_count() > 0
    long_lived.renew()
    assert gc.get_freeze_count() == 0


def test_the_window_sets_a_done_list_aside_and_takes_it_back_with_the_next(window):
    window.start_anew()
    item, *_ = add(window.session, "a.png")
    window.refresh()
    answer(window.session, item)
    window.refresh()
    assert gc.get_freeze_count() > 0
    window.start_anew()
    assert gc.get_freeze_count() == 0
    window.hide_banner()
