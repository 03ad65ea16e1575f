"""The boxes on a picture: a click chooses one, a drag marks a part, in the picture's pixels."""

import tkinter as tk
from types import SimpleNamespace

import pytest

from app.core.answers import Region
from app.ui.picture.parts import PartsLayer, ShownParts
from app.ui.picture.viewport import Viewport

SIZE = (1000, 800)
LARGE, SMALL = Region(100, 80, 400, 400, SIZE), Region(200, 200, 100, 100, SIZE)


@pytest.fixture
def layer(window):
    """A picture of 1000 x 800 pixels at 50, 20 of a canvas, half as large."""
    canvas = tk.Canvas(window.root, width=700, height=500)
    canvas.place(x=0, y=0)
    chosen = []
    view = Viewport(SIZE, (600, 440), scale=0.5, center=(500, 400))
    assert view.to_screen(0, 0) == (50, 20)
    layer = PartsLayer(canvas, window.host.look, lambda: view, chosen.append)
    window.root.update()
    yield SimpleNamespace(canvas=canvas, show=layer.show, chosen=chosen)
    canvas.destroy()


def drag(canvas: tk.Canvas, *points: tuple[int, int]) -> None:
    for event, (x, y) in (
        ("<ButtonPress-1>", points[0]),
        *(("<B1-Motion>", point) for point in points[1:]),
        ("<ButtonRelease-1>", points[-1]),
    ):
        canvas.event_generate(event, x=x, y=y)
    canvas.update()


def boxes(canvas: tk.Canvas, color: str) -> list[list[float]]:
    return [
        canvas.coords(each)
        for each in canvas.find_withtag("parts")
        if canvas.itemcget(each, "outline") == color
    ]


def test_boxes_lie_where_the_parts_are(layer):
    layer.show(ShownParts(SMALL, "#c00000", [LARGE]))
    assert boxes(layer.canvas, "#c00000") == [[150, 120, 199, 169]]
    dotted = [each for each in layer.canvas.find_all() if layer.canvas.itemcget(each, "dash")]
    assert [layer.canvas.coords(each) for each in dotted] == [[100, 60, 299, 259]]


def test_a_click_chooses_the_smallest_box_there(layer):
    layer.show(ShownParts(None, "", [LARGE, SMALL]))
    drag(layer.canvas, (160, 130), (162, 131))
    drag(layer.canvas, (280, 250))
    drag(layer.canvas, (500, 390))  # none there
    assert layer.chosen == [SMALL, LARGE]


def test_a_drag_marks_a_part_in_the_pixels_of_the_picture(layer):
    layer.show(ShownParts(None, "", [LARGE]))
    drag(layer.canvas, (250, 220), (100, 100), (150, 120))
    assert layer.chosen == [Region(200, 200, 200, 200, SIZE)]
    drag(layer.canvas, (500, 380), (640, 480))  # beyond the edge
    assert layer.chosen[1:] == [Region(900, 720, 100, 80, SIZE)]
    drag(layer.canvas, (600, 440), (640, 480))  # beside the picture
    assert len(layer.chosen) == 2


def test_what_is_pointed_at_is_drawn_once(layer):
    layer.show(ShownParts(None, "", [LARGE, SMALL], pointed=LARGE))
    dotted = [each for each in layer.canvas.find_all() if layer.canvas.itemcget(each, "dash")]
    assert len(dotted) == 1
