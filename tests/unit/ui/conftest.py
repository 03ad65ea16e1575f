"""One window for all tests of a session: a second root in one process leaves stray jobs."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.ui.state.item import Item
from app.ui.state.session import Session
from app.ui.threads.messages import Answered, FoundItem
from app.ui.window import Window


@pytest.fixture(scope="module", autouse=True)
def collected_here() -> Iterator[None]:
    """What Tk made is let go on this thread, as the running program sees to it."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The real window, with settings of its own and no threads; ``pump.drain`` moves it on."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name))
        window = Window(None)
        window.root.place_on_screen("900x600+0+0", 1.0)
        window.commands.bind_shortcuts(window.root)
        window.screen.show("home")
        window.root.deiconify()
        window.root.update()
        yield window
        window.root.destroy()


@pytest.fixture
def on_screen(window: Window) -> Iterator[Callable[[], None]]:
    """Deal with all events that wait."""
    yield window.root.update
    for child in window.root.winfo_children():
        if child.winfo_class() == "Toplevel":
            child.destroy()


def answer(
    session: Session,
    item: Item,
    *,
    sure: float = 0.9,
    verdict: Verdict = Verdict.SURE,
    error: str = "",
) -> None:
    """Let an item be answered, or not be readable."""
    if error:
        row = Row(item.path, error=("damaged", error))
    else:
        row = Row(item.path, verdict, "bags", (sure, 1 - sure), 0.1)
    session.record(Answered(item.id, row, None))


def add(session: Session, *names: str) -> list[Item]:
    """Let files be found."""
    return session.add([FoundItem(Path("/shop") / name) for name in names])
