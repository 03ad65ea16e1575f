"""The menu bar names what can be chosen now."""

from app.ui.commands import Command, Commands
from app.ui.widgets.menu_bar import MenuBar


def labels(bar: MenuBar, path: str) -> list[str]:
    """What a menu shows when it is opened; an empty text for a line."""
    menu = bar._menus[path].menu
    menu.tk.call(*menu.tk.splitlist(menu.cget("postcommand")))
    last = menu.index("end")
    kinds = range(0 if last is None else last + 1)
    return ["" if menu.type(n) == "separator" else menu.entrycget(n, "label") for n in kinds]


def test_entries_follow_what_there_is(window, on_screen):
    names, done = ["Bags"], []
    commands = Commands()
    commands.add(Command("find", "Look", "Find", lambda: None))
    for number in range(2):
        commands.add(
            Command(
                f"class-{number}",
                "Look",
                "",
                lambda number=number: done.append(number),
                (str(number),),
                words=lambda number=number: names[number] if number < len(names) else "",
                separated=not number,
            )
        )
    commands.add(Command("all", "Look/Show", "All", lambda: None, checked=lambda: True))
    bar = MenuBar(window.root, window.host.look, commands)
    try:
        assert labels(bar, "Look") == ["Find", "", "Bags", "Show"]
        names.append("Pens")
        assert labels(bar, "Look") == ["Find", "", "Bags", "Pens", "Show"]
        bar._menus["Look"].menu.invoke(3)
        assert done == [1]
        names.clear()
        assert labels(bar, "Look") == ["Find", "Show"]
        assert labels(bar, "Look/Show") == ["All"]
    finally:
        window.frame._menus.show(True)


def test_the_classes_of_the_model_stand_in_review(window, on_screen):
    bar = window.frame._menus
    names = {1: "Bags", 2: "Pens"}
    reviewing = window.flows.reviewing
    before = reviewing.class_name
    reviewing.class_name = lambda number: names.get(number, "")
    try:
        shown = [label for label in labels(bar, "Review") if label.startswith("It is")]
        assert shown == ["It is: Bags", "It is: Pens"]
    finally:
        reviewing.class_name = before
