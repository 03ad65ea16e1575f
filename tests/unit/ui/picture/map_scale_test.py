"""The scale below a picture says what its activation map is about, or that it shows nothing."""

from collections.abc import Iterator

import pytest

from app.ui.picture.map_scale import MapScale


@pytest.fixture
def scale(window, on_screen) -> Iterator[MapScale]:
    scale = MapScale(window.root, window.host.look)
    scale.place(x=0, y=0, width=280)
    on_screen()
    yield scale
    window.host.look.unsubscribe(scale._draw)
    scale.destroy()


def drawn(scale: MapScale) -> tuple[list[str], int]:
    """Its words, and of how many colours it is."""
    kinds = [(part, scale.type(part)) for part in scale.find_all()]
    texts = [scale.itemcget(part, "text") for part, kind in kinds if kind == "text"]
    return texts, sum(kind == "line" for _, kind in kinds)


def test_it_names_the_class(scale):
    scale.show("Stationery", visible=True)
    assert drawn(scale) == (["for Stationery", "a little", "much"], scale.winfo_width())


def test_nothing_in_particular_has_no_colours(scale):
    scale.show("Stationery", visible=False)
    assert drawn(scale) == (["Nothing in particular speaks for Stationery."], 0)
