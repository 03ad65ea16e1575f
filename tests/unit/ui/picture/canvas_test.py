"""The canvas of a picture: closer, farther and moved, and a box that goes with it."""

from collections.abc import Iterator

import pytest
from PIL import Image

from app.core.answers import Region
from app.ui.picture.canvas import PictureCanvas
from app.ui.picture.parts import PartsLayer, ShownParts
from app.ui.threads.messages import ItemId, PreviewReady

SIZE = (1000, 800)


class Asked:
    """Counts how often a picture was asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def canvas(window, on_screen, asked) -> Iterator[PictureCanvas]:
    canvas = PictureCanvas(window.root, window.host.look, asked)
    canvas.place(x=0, y=0, width=500, height=500)
    on_screen()
    canvas.note_asked(1)
    canvas.show(ready(1))
    asked.times = 0
    yield canvas
    window.host.look.unsubscribe(canvas._restyle)
    canvas.destroy()


def ready(ticket: int, size: tuple[int, int] = SIZE) -> PreviewReady:
    return PreviewReady(ItemId(1, 1), ticket, Image.new("RGB", (500, 400)), None, size)


def box_of(canvas: PictureCanvas) -> list[float]:
    return next(canvas.coords(p) for p in canvas.find_all() if canvas.type(p) == "rectangle")


def test_the_wheel_makes_it_larger_where_the_pointer_is(canvas, on_screen, asked):
    canvas.zoom(1)
    held = canvas.view.to_picture(120, 340)
    canvas.event_generate("<Button-4>", x=120, y=340)
    assert canvas.view.scale == pytest.approx(0.5 * 1.5 * 1.25)
    assert canvas.view.to_picture(120, 340) == pytest.approx(held)
    assert asked.times == 2
    for _ in range(3):
        canvas.event_generate("<Button-5>", x=120, y=340)
    assert canvas.view.is_whole and not canvas.is_zoomed


@pytest.mark.parametrize(("button", "state"), [(2, 0x200), (1, 0x104)])
def test_a_held_picture_follows_the_pointer(canvas, button, state):
    canvas.zoom(3)
    point = canvas.view.to_picture(250, 250)
    canvas.event_generate(f"<Button-{button}>", x=250, y=250, state=state & 4)
    canvas.event_generate("<Motion>", x=290, y=230, state=state)
    assert canvas.view.to_picture(290, 230) == pytest.approx(point)


def test_a_plain_drag_leaves_it_where_it_is(canvas):
    canvas.zoom(3)
    before = canvas.view
    canvas.event_generate("<Button-1>", x=250, y=250)
    canvas.event_generate("<Motion>", x=290, y=230, state=0x100)
    assert canvas.view == before


def test_keys_go_closer_farther_and_back(canvas, asked):
    canvas.zoom(1)
    canvas.zoom(1)
    canvas.move(0.2, 0)
    assert canvas.is_zoomed and asked.times == 3
    canvas.zoom(0)
    assert not canvas.is_zoomed
    canvas.zoom(-1)
    assert asked.times == 4


def test_a_box_lies_on_the_same_part_of_the_picture_however_large(canvas):
    layer = PartsLayer(canvas, canvas._look, lambda: canvas.drawn, lambda _: None)
    canvas.on_draw = layer.draw
    layer.show(ShownParts(Region(400, 300, 200, 200, picture=SIZE), "#c00000"))
    assert box_of(canvas) == [200, 200, 299, 299]
    canvas.zoom(1)
    canvas.note_asked(2)
    canvas.show(ready(2))
    assert box_of(canvas) == [175, 175, 324, 324]


def test_an_answer_for_another_view_does_not_take_the_place_of_a_later_one(canvas):
    canvas.zoom(1)
    canvas.note_asked(2)
    canvas.zoom(1)
    canvas.note_asked(3)
    canvas.show(ready(3))
    shown = canvas._shown
    canvas.show(ready(2))
    assert canvas._shown is shown
    canvas.show(ready(3))  # a sharper one
    assert canvas._shown is not shown


def test_the_next_picture_is_whole_again(canvas):
    canvas.zoom(2)
    canvas.clear()
    canvas.note_asked(2)
    canvas.show(ready(2, (300, 600)))
    assert canvas.view.picture == (300, 600) and canvas.view.is_whole
