"""The pointer's menu offers what can be done with the pictures at hand."""

from pathlib import Path

from app.core.answers import Row, Verdict
from app.ui.state.session import Session


def opened(window, on_screen, monkeypatch) -> list[str]:
    shown: list[str] = []
    menu = window.frame._pointers_menu._menu

    def pop_up(x: int, y: int) -> None:
        kinds = range(menu.index("end") + 1)
        shown.extend(menu.entrycget(n, "label") for n in kinds if menu.type(n) == "command")

    monkeypatch.setattr(menu, "tk_popup", pop_up)
    window.root.event_generate("<<ContextMenu>>")
    on_screen()
    return shown


def test_it_is_about_the_row_at_the_pointer(window, on_screen, monkeypatch):
    session = Session()
    window.lists.use(session)  # empty, as every list that was not kept begins
    rows = [Row(Path(f"/shop/{n}.jpg"), Verdict.SURE, "bags", (0.9, 0.1)) for n in range(3)]
    session.take_rows(rows)
    window.lists.rows.sort()
    window.screen.show("list")
    on_screen()
    table = window.pages.list.table
    top = table.extent(1)[0]
    canvas = table.canvas
    canvas.event_generate("<Button-3>", x=100, y=top + 5)
    assert window.lists.rows.selected is list(session)[1]
    labels = opened(window, on_screen, monkeypatch)
    assert labels[:3] == ["Open the picture", "Open with its program", "Show in folder"]
    assert "Remove from list" in labels and "Copy path" in labels
    window.commands.run("copy-path")
    assert window.root.clipboard_get() == str(Path("/shop/1.jpg"))
    window.lists.rows.choose_all()
    canvas.event_generate("<Button-3>", x=100, y=top + 5)
    assert window.lists.rows.several == 3, "a click on a chosen row leaves the others chosen"
    window.commands.run("remove-from-list")
    assert len(session) == 0
    window.lists.use(Session())
    window.screen.show("home")
    on_screen()
