"""What is in sight of a picture, and where a point of it lies on the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.picture.viewport import Span, Viewport

ROOM = (800, 600)
sides = st.integers(1, 9000)
steps = st.lists(
    st.tuples(st.floats(0.3, 4), st.integers(0, 800), st.integers(0, 600), st.integers(-900, 900)),
    max_size=6,
)


def test_a_picture_is_fitted_into_the_middle():
    view = Viewport.fitted((1600, 800), ROOM)
    assert view.scale == 0.5 and view.is_whole
    assert view.box_on_screen(0, 0, 1600, 800) == (0, 100, 800, 500)
    assert view.in_sight == (0, 0, 1600, 800)


def test_a_small_picture_is_enlarged_only_a_little():
    view = Viewport.fitted((100, 50), ROOM)
    assert view.box_on_screen(0, 0, 100, 50) == (250, 225, 550, 375)


@given(sides, sides, steps)
def test_there_and_back_is_the_same_point(width, height, moves):
    view = Viewport.fitted((width, height), ROOM)
    for factor, x, y, far in moves:
        view = view.zoomed(factor, (x, y)).moved(far, -far)
    assert view.to_picture(*view.to_screen(0.25, 3.5)) == pytest.approx((0.25, 3.5), abs=1e-6)


@given(sides, sides, steps)
def test_no_bare_edge_where_there_is_more_of_the_picture(width, height, moves):
    view = Viewport.fitted((width, height), ROOM)
    for factor, x, y, far in moves:
        view = view.zoomed(factor, (x, y)).moved(far, far)
        left, top = view.to_screen(0, 0)
        right, bottom = view.to_screen(width, height)
        for first, last, room in ((left, right, 800), (top, bottom, 600)):
            if last - first > room:
                assert first <= 1e-6 and last >= room - 1e-6
            else:
                assert first == pytest.approx(room - last, abs=1e-6)
        part = view.in_sight
        assert 0 <= part.left < part.right <= width
        assert 0 <= part.top < part.bottom <= height


def test_what_lies_under_the_pointer_stays_there():
    view = Viewport.fitted((4000, 3000), ROOM).zoomed(4, (400, 300))
    held = view.to_picture(200, 450)
    assert view.zoomed(1.25, (200, 450)).to_picture(200, 450) == pytest.approx(held)


def test_it_is_never_smaller_than_fitted_nor_a_mosaic():
    fitted = Viewport.fitted((4000, 3000), ROOM)
    assert fitted.zoomed(0.1) == fitted
    assert fitted.zoomed(1e9).scale == 16


def test_a_rectangle_of_the_canvas_is_cut_at_the_pictures_edge():
    view = Viewport.fitted((1600, 800), ROOM)
    assert view.box_on_picture(700, 50, 10, 300) == Span(20, 0, 1400, 400)
    box = view.box_on_picture(0, 0, 800, 90)
    assert box.bottom <= box.top


def test_another_room_keeps_what_is_looked_at():
    fitted = Viewport.fitted((1600, 800), ROOM)
    assert fitted.resized((400, 400)) == Viewport.fitted((1600, 800), (400, 400))
    near = fitted.zoomed(8, (100, 300))
    other = near.resized((600, 500))
    assert other.scale == near.scale and other.center == pytest.approx(near.center)
