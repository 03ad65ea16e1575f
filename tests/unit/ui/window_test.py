"""The window, without its threads: messages and events in, what is on screen out."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.answers import Verdict
from app.core.errors import FileAccessError
from app.ui.intake.dropped import Dropped
from app.ui.root import visible_geometry
from app.ui.widgets.controls import Button, Switch
from tests.support.desktop import wait_for
from tests.unit.ui.conftest import add, answer

SCREEN = (0, 0, 1920, 1080)
DEFAULT = (1000, 700)


def test_nothing_heavy_is_imported_before_the_window_is_drawn():
    code = (
        "import sys, app.ui.window\n"
        "heavy = {'cv2', 'numpy', 'ai_edge_litert', 'tensorflow', 'watchdog', 'rich'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("remembered", "placed"),
    [
        ("900x600+100+50", "900x600+100+50"),
        ("900x600+5000+50", "900x600+1020+50"),
        ("900x600+-700+20", "900x600+0+20"),
        ("4000x3000+0+0", "1920x1000+0+0"),
        ("", "1000x700+460+100"),
        ("rubbish", "1000x700+460+100"),
    ],
)
def test_the_window_opens_where_it_can_be_seen(remembered, placed):
    assert visible_geometry(remembered, SCREEN, DEFAULT) == placed


def test_a_monitor_on_the_left_is_part_of_the_screen():
    assert visible_geometry("800x600+-1500+40", (-1920, 0, 3840, 1080), DEFAULT) == (
        "800x600+-1500+40"
    )


def test_work_off_the_thread_comes_back_to_it(window):
    results: list[object] = []

    def fail() -> None:
        raise FileAccessError("cannot_write", "The disk is full.")

    window.pump.run_task(lambda: 6 * 7, results.append, results.append)
    window.pump.run_task(fail, results.append, lambda error: results.append(error.message))
    deadline = time.monotonic() + 10
    while len(results) < 2 and time.monotonic() < deadline:
        window.pump.drain()
    assert set(results) == {42, "The disk is full."}


def test_an_error_in_a_callback_becomes_a_sentence_and_a_log(window, on_screen):
    window.root.after(0, lambda: 1 / 0)
    on_screen()
    assert "ZeroDivisionError" in window.tells.message
    from app.core.places import log_file

    assert "ZeroDivisionError" in log_file().read_text()
    window.tells.say("")


def take(window, *paths: Path) -> None:
    """Open paths and wait until they were looked at."""
    window.flows.classifying.importer.take(window.lists.session.id, paths)
    deadline = time.monotonic() + 10
    while window.flows.classifying.importer.running and time.monotonic() < deadline:
        window.pump.drain()
    window.root.update()


def test_one_picture_is_shown_and_several_are_listed(window, tmp_path):
    for name in ("one.jpg", "two.jpg", "three.jpg"):
        (tmp_path / name).touch()
    take(window, tmp_path / "one.jpg")
    assert window.screen.page == "picture"
    assert window.root.title().startswith("one.jpg: ")
    take(window, tmp_path)
    assert window.screen.page == "list"
    assert window.root.title() == "0 of 3 - Shelfwise"
    window.flows.classifying.cancel()
    assert window.root.title() == "0 of 3, cancelled - Shelfwise"
    window.flows.classifying.clear()
    assert window.screen.page == "home"
    assert len(window.lists.session) == 0


def test_a_place_without_pictures_is_a_sentence_and_no_list(window, tmp_path):
    take(window, tmp_path)
    assert window.screen.page == "home"
    assert window.root.title() == (
        f"There are no pictures in {tmp_path}; choose another folder. - Shelfwise"
    )
    window.tells.say("")


def texts_in(window) -> set[str]:
    """What is written in the list."""
    canvas = next(
        part
        for part in window.pages.list.table.winfo_children()
        if part.winfo_class() == "Canvas" and part.winfo_width() > 300 and part.winfo_height() > 100
    )
    return {canvas.itemcget(part, "text") for part in canvas.find_all() if _is_text(canvas, part)}


def test_a_filter_that_leaves_nothing_says_so_and_how_to_take_it_off(window, on_screen):
    add(window.lists.session, "a.jpg", "b.jpg")
    window.screen.show("list")
    window.lists.rows.narrow(text="no such name")
    on_screen()
    assert texts_in(window) == {"No picture matches", "Alt+0 takes off all filters."}
    window.lists.rows.narrow(text="")
    on_screen()
    assert {"a.jpg", "b.jpg"} <= texts_in(window)
    window.flows.classifying.clear()
    window.tells.say("")


def test_what_is_half_typed_does_not_come_back_after_the_filter_was_taken_off(window, on_screen):
    add(window.lists.session, "a.jpg", "b.jpg")
    window.screen.show("list")
    field = window.pages.list._filter._field
    field.put("no such")
    window.lists.rows.narrow(label="bags")
    window.lists.rows.narrow(text="b", label="")
    assert field.text == "b"
    field.put("b.jpgg")
    window.lists.rows.narrow(text="", label="")
    later = time.monotonic() + 0.3
    while time.monotonic() < later:
        on_screen()
    assert (window.lists.rows.filter.text, field.text) == ("", "")
    window.flows.classifying.clear()
    window.tells.say("")


def test_the_list_has_the_room_of_the_chart_where_the_window_is_low(window, on_screen):
    add(window.lists.session, "a.jpg", "b.jpg")
    window.screen.show("list")
    before = window.root.geometry()
    try:
        for height, shown in ((400, False), (700, True)):
            window.root.minsize(1, 1)
            window.root.geometry(f"900x{height}")
            on_screen()
            assert bool(window.pages.list._chart.winfo_manager()) is shown
    finally:
        window.root.geometry(before)
        window.root.limit_size(1.0)
        window.flows.classifying.clear()
        window.tells.say("")


def test_ten_thousand_rows_cost_as_much_as_those_in_sight(window, on_screen):
    add(window.lists.session, *(f"{number}.jpg" for number in range(10_000)))
    for number, item in enumerate(list(window.lists.session)):
        answer(window.lists.session, item, sure=0.5 + number % 50 / 100, verdict=Verdict.UNSURE)
    window.lists.rows.sort()
    window.screen.show("list")
    on_screen()
    canvas = next(
        part
        for part in window.pages.list.table.winfo_children()
        if part.winfo_class() == "Canvas" and part.winfo_width() > 300
    )
    assert 0 < len(canvas.find_all()) < 400
    texts = {canvas.itemcget(part, "text") for part in canvas.find_all() if _is_text(canvas, part)}
    assert "0.jpg" in texts
    window.lists.rows.move(float("inf"))
    on_screen()
    texts = {canvas.itemcget(part, "text") for part in canvas.find_all() if _is_text(canvas, part)}
    assert "9999.jpg" in texts
    assert "0.jpg" not in texts
    window.flows.classifying.clear()


def _is_text(canvas, part) -> bool:
    return canvas.type(part) == "text"


@pytest.mark.parametrize("control", [Button, Switch])
def test_a_control_is_pressed_by_key_and_click_unless_it_is_disabled(window, on_screen, control):
    import tkinter as tk

    top = tk.Toplevel(window.root)
    pressed: list[str] = []
    widget = control(top, window.host.look, "Press")
    widget.on_press = lambda: pressed.append("pressed")
    widget.pack()
    top.update()
    widget.focus_force()
    on_screen()
    for key in ("<space>", "<Return>"):
        widget.event_generate(key)
    widget.event_generate("<Button-1>", x=5, y=5)
    widget.event_generate("<ButtonRelease-1>", x=5, y=5)
    widget.event_generate("<Button-1>", x=5, y=5)
    widget.event_generate("<ButtonRelease-1>", x=5, y=-50)  # the person thought better of it
    on_screen()
    assert len(pressed) == 3
    widget.set_enabled(False)
    widget.press()
    assert len(pressed) == 3


def test_the_focus_ring_is_for_the_keyboard(window, on_screen):
    import tkinter as tk

    top = tk.Toplevel(window.root)
    button = Button(top, window.host.look, "Press")
    button.pack()
    top.update()
    top.focus_force()
    on_screen()
    button.event_generate("<Button-1>", x=5, y=5)
    button.focus_force()
    on_screen()
    assert not button.ringed
    button.event_generate("<ButtonRelease-1>", x=5, y=5)
    top.focus_force()
    on_screen()
    button.focus_force()
    on_screen()
    assert button.ringed


def test_appearance_and_scale_reach_what_is_drawn(window, on_screen):
    window.screen.show("home")
    on_screen()
    before = window.host.look.px(10)
    window.flows.configuring.set_appearance("dark")
    window.flows.configuring.zoom(1)
    on_screen()
    assert window.host.look.mode == "dark"
    assert window.host.look.px(10) > before
    window.flows.configuring.set_appearance("light")
    window.flows.configuring.zoom(0)
    on_screen()
    assert window.host.look.px(10) == 10


def test_an_error_while_an_error_is_told_goes_to_the_log(window, on_screen, monkeypatch):
    logged = []
    monkeypatch.setattr("app.core.program_log.log_error", logged.append)

    def fail(error):
        raise RuntimeError("while telling")

    monkeypatch.setattr(window.root, "on_error", fail)
    window.root.after(0, lambda: 1 / 0)
    on_screen()
    assert [type(error) for error in logged] == [ZeroDivisionError, RuntimeError]


def test_no_sentence_is_too_long_to_be_drawn(window, on_screen):
    window.tells.fail(FileAccessError("damaged", "x" * 1_100_000))
    window.root.update()
    assert len(window.tells.message) < 2_000
    window.tells.say("")


def test_the_log_says_what_runs_once_the_window_is_there(window):
    from app.core.places import log_file

    deadline = time.monotonic() + 20
    window._make_ready()
    while " INFO " not in _text(log_file()) and time.monotonic() < deadline:
        window.root.update()
        window.pump.drain()
    assert "Shelfwise 0." in _text(log_file())


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def test_after_a_batch_the_next_step_is_on_screen(window, on_screen):
    first, *others = add(window.lists.session, "a.jpg", "b.jpg", "c.jpg")
    window.screen.show("list")
    answer(window.lists.session, first)
    window.refresh()
    buttons = window.pages.list._buttons
    assert not buttons["review"].winfo_manager()
    window.commands.run("sort-files")
    assert window.tells.message.startswith("Sort when every picture has its answer")
    answer(window.lists.session, others[0], sure=0.7, verdict=Verdict.UNSURE)
    answer(window.lists.session, others[1], sure=0.6, verdict=Verdict.NOT_ONE_OF_THESE)
    window.refresh()
    on_screen()
    words = window.pages.list._words
    assert words.cget("text") == "1 sure, 1 to check, 1 not one of these"
    assert [buttons[name].winfo_viewable() for name in ("review", "sort-files", "export")] == 3 * [
        1
    ]
    assert buttons["review"].text == "Review 2"
    window.lists.rows.narrow(text="no such")
    buttons["review"].press()
    assert (window.screen.page, window.lists.shown) == ("picture", others[1])
    window.flows.classifying.clear()
    window.tells.say("")


@pytest.mark.parametrize(
    "command",
    ["open-picture", "open-folder", "open-results", "open-results-folder", "watch-folder"],
)
def test_dialogs_begin_where_something_was_dropped(window, tmp_path, monkeypatch, command):
    from tkinter import filedialog

    began: list[str] = []
    for ask in ("askopenfilenames", "askopenfilename", "askdirectory"):
        monkeypatch.setattr(
            filedialog, ask, lambda initialdir, **_: began.append(str(initialdir)) or ""
        )
    (tmp_path / "a.jpg").touch()
    window.flows.classifying.take(Dropped((tmp_path / "a.jpg",)))
    window.commands[command].handler()
    assert began == [str(tmp_path)]
    window.flows.classifying.clear()
    window.tells.say("")


@pytest.mark.parametrize("geometry", ["900x620+30+40", "760x540+0+0"])
def test_the_small_window_leaves_everything_out_and_the_large_one_comes_back(
    window, on_screen, geometry, monkeypatch
):
    asked = []  # of the window manager, of which there is none here
    attributes = window.root.attributes
    monkeypatch.setattr(
        window.root,
        "attributes",
        lambda *all: asked.append(all) if all[0] == "-topmost" else attributes(*all),
    )
    add(window.lists.session, "a.jpg", "b.jpg")
    [first, _] = window.lists.session
    window.screen.show("list")
    window.lists.rows.select(first)
    window.root.geometry(geometry)
    on_screen()
    window.tells.say("Something to be told.", "warning")
    before = window.root.geometry()
    window.commands.run("compact")
    canvas = window.pages.compact
    wait_for(lambda: on_screen() or canvas.winfo_width() == 320, 10, "the small window")
    assert window.root.geometry().startswith("320x264+")
    assert (canvas.winfo_width(), canvas.winfo_height()) == (320, 264)
    assert window.root.own_geometry == before
    words = {canvas.itemcget(part, "text") for part in canvas.find_all() if _is_text(canvas, part)}
    assert {"a.jpg", "Waiting…", "Something to be told."} <= words
    window.commands.run("leave-compact")
    wait_for(lambda: on_screen() or window.root.geometry() == before, 10, before)
    assert asked == [("-topmost", True), ("-topmost", False)]
    assert window.pages.list.winfo_ismapped() and not canvas.winfo_ismapped()
    window.flows.classifying.clear()
    window.tells.say("")
    window.root.geometry("900x600+0+0")
