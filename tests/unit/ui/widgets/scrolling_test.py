"""The scroll bar shows where one is, is dragged, and is not there where there is nothing to do."""

import tkinter as tk

import pytest

from app.ui.widgets.scrolling import ScrollBar, ScrollPanel

HEIGHT = 400


@pytest.fixture
def moved() -> list[float]:
    return []


@pytest.fixture
def bar(window, on_screen, moved):
    top = tk.Toplevel(window.root)
    bar = ScrollBar(top, window.host.look, lambda _, fraction: moved.append(fraction))
    bar.place(x=0, y=0, height=HEIGHT)
    top.geometry(f"100x{HEIGHT}")
    on_screen()
    return bar


def press(bar: ScrollBar, y: int) -> None:
    bar.event_generate("<Button-1>", x=5, y=y)


def drag(bar: ScrollBar, y: int) -> None:
    bar.event_generate("<B1-Motion>", x=5, y=y)


def test_it_is_drawn_only_where_there_is_something_to_scroll(bar):
    bar.set(0, 1)
    assert not bar.find_all()
    bar.set("0.0", "0.5")  # Tk's widgets tell it in words
    assert bar.find_all()


def test_the_thumb_is_dragged_from_where_it_is_held(bar, moved):
    bar.set(0, 0.25)
    press(bar, 30)
    drag(bar, 130)
    assert moved == pytest.approx([0.0, 0.25], abs=0.01)
    drag(bar, HEIGHT * 3)
    assert moved[-1] == pytest.approx(0.75), "the end is in sight, and no more"


def test_a_press_beside_the_thumb_brings_its_middle_there(bar, moved):
    bar.set(0, 0.25)
    press(bar, 250)
    assert moved == pytest.approx([(250 - HEIGHT / 8) / HEIGHT], abs=0.01)


def test_a_thumb_of_ten_thousand_rows_can_still_be_held(bar, moved):
    bar.set(0, 0.001)
    press(bar, 10)
    drag(bar, HEIGHT)
    assert moved[-1] == pytest.approx(0.999, abs=0.001)


@pytest.fixture
def panel(window, on_screen) -> ScrollPanel:
    """Room for 300 pixels, with two parts in it that need 200 each."""
    panel = ScrollPanel(window.root, window.host.look, width=200, height=300, corner_radius=0)
    for row in range(2):
        tk.Frame(panel.inside, width=100, height=200).grid(row=row)
    panel.listen()
    panel.place(x=0, y=0)
    on_screen()
    yield panel
    panel.destroy()
    on_screen()


def test_what_grows_or_comes_later_can_be_scrolled_to(panel, on_screen):
    def reached() -> int:
        on_screen()
        panel._view.yview_moveto(1)
        on_screen()
        return int(panel._view.canvasy(panel._view.winfo_height()))

    first, last = panel.inside.winfo_children()
    assert reached() == 400
    last.configure(height=500)
    assert reached() == 700
    last.grid_remove()
    first.configure(height=350)
    assert reached() == 350
    last.grid()
    assert reached() == 850


def test_the_wheel_moves_as_far_however_often_it_is_listened_to(panel, on_screen):
    def moved() -> float:
        panel._view.yview_moveto(0)
        panel.inside.winfo_children()[0].event_generate("<Button-5>")
        return float(panel._view.canvasy(0))

    once = moved()
    panel.listen()
    assert moved() == once > 0
