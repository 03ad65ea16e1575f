"""The grid shows, chooses and decides the rows of the list; both share filter and selection."""

from collections.abc import Iterator

import pytest
from PIL import Image

from app.core.answers import Verdict
from app.core.settings import TILES
from app.ui.state.filters import Order
from app.ui.threads.messages import ThumbnailReady
from tests.unit.ui.conftest import add, answer

NAMES = [f"{number:02d}.jpg" for number in range(60)]


@pytest.fixture
def grid(window, on_screen) -> Iterator[object]:
    """Sixty answered pictures in the grid."""
    items = add(window.lists.session, *NAMES)
    for item in items:
        answer(window.lists.session, item)
    window.lists.rows.sort()
    window.screen.show("list")
    window.pages.list._set_tile(2)
    window.root.focus_force()
    if not window.pages.list.in_grid:
        window.commands.run("grid")
    on_screen()
    yield window.pages.list.grid_view
    if window.pages.list.in_grid:
        window.commands.run("grid")
    window.flows.classifying.clear()
    window.tells.say("")
    on_screen()


def names(items) -> list[str]:
    return [item.path.name for item in items]


def press(grid, row: int, *, state: int = 0, far: tuple[int, int] = (20, 20)) -> None:
    x, y = grid._tiling.place(row)
    grid.canvas.event_generate(
        "<Button-1>", x=x + far[0], y=y + far[1] - grid._offset(), state=state
    )
    grid.canvas.event_generate(
        "<ButtonRelease-1>", x=x + far[0], y=y + far[1] - grid._offset(), state=state
    )


def test_clicks_choose_as_in_the_list(window, grid):
    rows = window.lists.rows
    press(grid, 2)
    assert names(rows.chosen) == ["02.jpg"]
    press(grid, 4, state=4)
    assert names(rows.chosen) == ["02.jpg", "04.jpg"]
    press(grid, 1)
    press(grid, 4, state=1)
    assert names(rows.chosen) == ["01.jpg", "02.jpg", "03.jpg", "04.jpg"]


def drag(grid, start: tuple[int, int], end: tuple[int, int], state: int = 0) -> None:
    grid.canvas.event_generate("<Button-1>", x=start[0], y=start[1], state=state)
    grid.canvas.event_generate("<Motion>", x=end[0], y=end[1], state=0x100 | state)
    grid.canvas.event_generate("<ButtonRelease-1>", x=end[0], y=end[1], state=0x100 | state)


def test_a_lasso_chooses_what_it_touches_and_ctrl_adds(window, grid, on_screen):
    rows, columns = window.lists.rows, grid._tiling.columns
    (x0, y0), (x1, y1) = grid._tiling.place(0), grid._tiling.place(columns + 1)
    drag(grid, (x0 - 3, y0 - 3), (x1 + 9, y1 + 9))
    first = [NAMES[0], NAMES[1], NAMES[columns], NAMES[columns + 1]]
    assert names(rows.chosen) == first
    x, y = grid._tiling.place(2)
    drag(grid, (x - 4, y + 4), (x + 9, y + 20), state=4)
    assert set(names(rows.chosen)) == {*first, NAMES[2]}
    on_screen()
    assert not [part for part in grid.canvas.find_all() if is_lasso(grid.canvas, part)]


def is_lasso(canvas, part: int) -> bool:
    return canvas.type(part) == "rectangle" and canvas.itemcget(part, "width") == "2.0"


def test_a_click_beside_the_tiles_chooses_one_again(window, grid):
    window.lists.rows.choose_all()
    grid.canvas.event_generate("<Button-1>", x=2, y=2)
    assert window.lists.rows.several == 0


def test_keys_go_from_tile_to_tile(window, grid, on_screen):
    rows, columns = window.lists.rows, grid._tiling.columns
    for key, row in (("Right", 1), ("Down", columns + 1), ("Left", columns), ("Up", 0)):
        window.root.event_generate(f"<{key}>")
        assert rows.selected.path.name == NAMES[row]
    window.root.event_generate("<Shift-Down>")
    assert names(rows.chosen) == NAMES[: columns + 1]
    window.root.event_generate("<End>")
    on_screen()
    assert rows.selected.path.name == NAMES[-1]
    begin, end = grid.extent(59)
    assert begin >= grid._offset() and end <= grid._offset() + grid._room()


def test_a_decision_is_about_all_that_are_chosen_and_is_one_step_of_undo(window, grid, on_screen):
    session = window.lists.session
    press(grid, 0)
    press(grid, 3, state=1)
    window.root.event_generate("<Key-0>")
    assert names(item for item in session if item.decided == "other") == NAMES[:4]
    on_screen()
    assert "4 pictures decided." in window.tells.message
    window.root.event_generate("<Control-z>")
    assert not any(item.decided for item in session)


def test_list_and_grid_share_selection_and_place(window, grid, on_screen):
    rows, page = window.lists.rows, window.pages.list
    rows.select(rows.span(40, 41)[0])
    on_screen()
    window.root.event_generate("<g>")
    on_screen()
    assert page.view is page.table and rows.selected.path.name == NAMES[40]
    begin, end = page.table.extent(40)
    assert begin >= page.table._offset() and end <= page.table._offset() + page.table._room()
    page.table.top = 20.0  # the selected one is out of sight
    page.table.redraw()
    on_screen()
    window.root.event_generate("<g>")
    on_screen()
    begin, end = page.grid_view.extent(20)
    assert begin == page.grid_view._offset()
    assert window.flows.preferences.now.view == "grid"


def test_tiles_are_sized_by_keys_and_the_size_is_kept(window, grid, on_screen):
    window.pages.list._set_tile(0)
    rows = window.lists.rows
    rows.select(rows.span(30, 31)[0])
    on_screen()
    window.root.event_generate("<plus>")
    on_screen()
    assert grid.side == TILES[1] == window.flows.preferences.now.tile
    begin, end = grid.extent(30)
    assert begin >= grid._offset() and end <= grid._offset() + grid._room()
    for _ in TILES:
        window.root.event_generate("<minus>")
    assert grid.side == TILES[0]


def texts(grid) -> list[str]:
    canvas = grid.canvas
    return [canvas.itemcget(p, "text") for p in canvas.find_all() if canvas.type(p) == "text"]


def test_only_what_is_in_sight_is_drawn(grid, on_screen):
    grid.redraw()
    on_screen()
    shown = [text for text in texts(grid) if text in NAMES]
    assert shown == NAMES[: len(shown)] and 0 < len(shown) < 30


def test_what_is_open_has_a_mark_and_what_is_decided_another(window, grid, on_screen):
    session = window.lists.session
    unsure, refused, decided, corrected = list(session)[:4]
    for item, verdict in ((unsure, Verdict.UNSURE), (refused, Verdict.NOT_ONE_OF_THESE)):
        item.row = item.row._replace(verdict=verdict)
    session.accept([decided])
    session.decide([corrected], "other")
    grid.redraw()
    on_screen()
    shown = texts(grid)
    for sign in ("?", "○", "✓", "✎"):
        assert shown.count(sign) == 1, sign
    # how sure the model was of another class is not told beside the person's
    assert len([text for text in shown if "%" in text]) == grid.in_sight - 1


def test_an_order_that_groups_has_headings(window, grid, on_screen):
    session = window.lists.session
    session.decide(list(session)[50:], "other")
    window.lists.rows.choose_order(Order.CLASS)
    on_screen()
    assert window.lists.rows.groups == [("bags", 50), ("other", 10)]
    assert "50" in texts(grid)
    grid.top = grid._tiling.groups[1].top / grid.line_height()
    grid.redraw()
    on_screen()
    assert "other" in texts(grid)
    session.decide(list(session)[:3], "other")
    assert window.lists.rows.groups == [("bags", 50), ("other", 10)]  # nothing jumps
    window.lists.rows.choose_order(Order.FILES)


def test_a_small_picture_that_comes_is_shown_without_drawing_all_anew(window, grid, on_screen):
    grid.redraw()
    on_screen()
    item = next(iter(window.lists.session))
    before = grid.canvas.find_all()
    side = grid.picture_side()
    ready = ThumbnailReady(item.id, item.source, side, Image.new("RGB", (side, 30)))
    window.pages.show_thumbnail(ready)
    gone = set(before) - set(grid.canvas.find_all())
    assert len(gone) == 1 and not grid._job  # what stood there
    assert any(
        grid.canvas.type(p) == "image" and grid.canvas.bbox(p)[3] - grid.canvas.bbox(p)[1] == 30
        for p in before
        if p not in gone and grid.canvas.bbox(p)
    )


def test_no_more_pictures_are_made_ready_than_memory_has_room_for(window, grid, on_screen):
    asked: list[int] = []
    thumbnails = grid.thumbnails
    before = thumbnails._ask
    thumbnails._ask = lambda wanted: asked.append(sum(one.size**2 for one in wanted))
    try:
        for number in range(len(TILES)):
            window.pages.list._set_tile(number)
            on_screen()
            grid.redraw()
            on_screen()
            in_sight = grid.in_sight * grid.picture_side() ** 2
            assert in_sight < asked[-1] <= in_sight + 3_000_000
    finally:
        thumbnails._ask = before
