"""A row of what cannot be read says where it is and why, in the room that is there."""

import pytest

from app.ui.state.session import Session
from tests.unit.ui.conftest import add, answer

WHY = "letter.jpg is not a picture that can be read"


@pytest.fixture
def texts(window, on_screen) -> dict[str, int]:
    """What is written in the table, and where it begins."""
    session = Session()
    [item] = add(session, "letter.jpg")
    answer(session, item, error=WHY)
    window.lists.use(session)
    window.screen.show("list")
    window.refresh()
    on_screen()
    canvas = window.pages.list.table.canvas
    yield {
        canvas.itemcget(item, "text"): round(canvas.coords(item)[0])
        for item in canvas.find_all()
        if canvas.type(item) == "text"
    }
    window.lists.use(Session())
    window.screen.show("home")


def test_its_folder_and_the_reason_are_both_there(texts):
    assert "/shop" in texts
    why = next(text for text in texts if text.startswith("letter.jpg is not"))
    assert texts[why] > texts["Not readable"] > texts["/shop"]
