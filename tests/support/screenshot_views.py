"""How each view of the program is reached, for ``make screenshots``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.conftest import draw_photos
from tests.support.desktop import Program
from tests.support.dialogs import Dialog, choose_file, open_dialog

Prepare = Callable[[Program], None]

_QUICK = (
    "--base-weights random --input-size 75 --views 0 --batch-size 8 --learning-rate 0.003 "
    "--fine-tune-epochs 60"
)
_CLASSES = {
    "accessories": ("cap", "keychain", "sunglasses", "tote bag"),
    "fashion": ("dress", "hoodie", "t-shirt", "pencils"),
    "stationary": ("notebook", "sticky notes"),
}


@dataclass(frozen=True)
class View:
    """One photograph.

    Attributes:
        opened: what is opened in the folder of samples; None for nothing, empty for the folder.
        prepare: brings the view on screen.
        copies: how many times the samples are copied into their folder; for a batch that goes on.
        before: what is done in the program before it is started anew for the photograph; the folder
            is open then.
        whole: whether a dialog over the window belongs to it.
        model: what is named as the model; empty for the one that is shipped.
        dragged: a sample that is held over the window meanwhile; empty for none.
        moves: whether it never comes to rest.
    """

    opened: str | None
    prepare: Prepare
    copies: int = 0
    before: Prepare | None = None
    whole: bool = False
    model: str = ""
    dragged: str = ""
    moves: bool = False


def _titled(*parts: str) -> Prepare:
    return lambda program: program.wait_for_title(*parts) and None


def _pressed(*keys: str, title: str = ".jpg: ") -> Prepare:
    def prepare(program: Program) -> None:
        program.wait_for_title(title)
        program.press(*keys)

    return prepare


def _ready(*keys: str, title: str = "") -> Prepare:
    def prepare(program: Program) -> None:
        program.wait_until_ready()
        program.press(*keys)
        program.wait_for_title(title)

    return prepare


def _dialog(keys: str, title: str, *, opened: bool = True) -> Prepare:
    def prepare(program: Program) -> None:
        if opened:
            program.wait_for_title(" pictures")
        else:
            program.wait_until_ready()
        open_dialog(program, keys, title)

    return prepare


def _sorted(program: Program) -> None:
    """Sort the samples, and see what of it can be undone."""
    program.wait_for_title(" pictures")
    dialog = open_dialog(program, "ctrl+shift+d", "Sort into folders")
    dialog.type(program.screen.home / "Shelves")
    dialog.wait_for_text("files")
    dialog.press("Return")
    dialog.wait_for_text("copied")
    dialog.press("Escape")
    dialog.wait_until_gone()
    open_dialog(program, "ctrl+shift+u", "Undo sorting")


def _nothing_found(program: Program) -> None:
    program.wait_for_title(" pictures")
    program.press("ctrl+f")
    program.screen.xdotool("type", "no such name")


def _compact(program: Program) -> None:
    """The small window beside another program, with its last picture."""
    program.wait_for_title(".jpg: ")
    program.press("ctrl+m")
    program.wait_for_text("%")


def _running(program: Program) -> None:
    """A batch that is under way, with its speed and the time left."""
    program.wait_for_title(" of ")
    program.wait_for_text("pictures/s", "left")


def _decided(program: Program) -> None:
    """Decide about two pictures; the list is there the next time."""
    program.wait_for_title(" pictures")
    program.press("a", "2")
    program.wait_for_title("2 decided")


def _offered(program: Program) -> None:
    program.wait_until_ready()
    program.wait_for_text("pictures, 2 decided", "Start over")


def _watching(program: Program) -> None:
    """The list of a watched folder, with its first picture."""
    program.wait_until_ready()
    program.wait_for_text("Watching")
    source = next((program.screen.home / "Products").glob("cap.jpg"))
    (program.screen.home / "Screenshots" / "cap.jpg").write_bytes(source.read_bytes())
    program.wait_for_title("1 picture")


def _exported(program: Program) -> None:
    """The list as a page, written."""
    program.wait_for_title(" pictures")
    page = program.screen.home / "Products.html"
    page.unlink(missing_ok=True)
    choose_file(program, "ctrl+e", "Export results", page)
    dialog = Dialog(program.screen, program.screen.wait_for_window("Export a page"))
    dialog.wait_for_text("The page was written")


def _photos(program: Program, folder: str = "Photos") -> None:
    """The page of the training, with the samples in class folders: one of them in a wrong one."""
    program.wait_until_ready()
    home = program.screen.home
    for name, kinds in _CLASSES.items():
        (home / folder / name).mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            shutil.copy(home / "Products" / f"{kind}.jpg", home / folder / name)
    program.press("ctrl+r")
    program.wait_for_title("Refresh the model")
    program.wait_for_text("from scratch")
    program.screen.xdotool("type", "--clearmodifiers", f"~/{folder}")
    program.wait_for_text("look for mistakes first", seconds=120)


def _mistakes(program: Program) -> None:
    """What is wrong with them."""
    _photos(program)
    program.click("Look for mistakes...")
    program.wait_for_text("Leave out", seconds=120)


def _refreshed(program: Program) -> None:
    """What came of a refresh with them."""
    _photos(program)
    program.press("Return")
    program.wait_for_title("Tested on only", seconds=600)


def _training(program: Program) -> None:
    """The curves of a training on drawn photos."""
    program.wait_until_ready()
    draw_photos(program.screen.home / "Drawn")
    program.press("ctrl+r")
    program.wait_for_title("Refresh the model")
    program.wait_for_text("from scratch")
    program.screen.xdotool("type", "--clearmodifiers", "~/Drawn")
    program.press("Tab", "Tab", "space")  # past "Choose...", to the switch
    program.wait_for_text("A new network is trained")
    program.press("Tab", "Tab", "Tab", "Tab")
    program.screen.xdotool("type", "--clearmodifiers", "--", _QUICK)
    program.press("Return")
    program.wait_for_title("Learning from your photos", seconds=600)
    program.click("Details")
    program.wait_for_text("Stage two", seconds=600)  # some epoch of it: they are soon over


PAGE = "page"
"""The view of a shop's page; a browser draws it."""

VIEWS: dict[str, View] = {
    "start": View(None, _ready()),
    "go-on": View(None, _offered, before=_decided),
    "picture": View("notebook.jpg", _titled(".jpg: ")),
    "activation-map": View("hoodie.jpg", _pressed("m")),
    "not-one-of-these": View("potted plant.jpg", _titled(".jpg: ")),
    "not-a-picture": View("half a download.jpg", _titled("half a download.jpg")),
    PAGE: View("page.png", _titled("page.png: ")),
    "compact": View("hoodie.jpg", _compact),
    "list": View("", _titled(" pictures")),
    "drop": View(None, _ready(), dragged="notebook.jpg"),
    "batch": View("", _running, copies=40, moves=True),
    "review": View("", _pressed("a", "2", "0", title=" pictures")),
    "grid": View("", _pressed("a", "2", "0", "Home", "g", title=" pictures")),
    "similar": View("", _pressed("Home", "s", title=" pictures")),
    "nothing-found": View("", _nothing_found),
    "sorting": View("", _dialog("ctrl+shift+d", "Sort into folders"), whole=True),
    "undo-sorting": View("", _sorted, whole=True),
    "settings": View(None, _dialog("ctrl+comma", "Settings", opened=False), whole=True),
    "versions": View(
        None, _dialog("ctrl+shift+i", "Versions of the model", opened=False), whole=True
    ),
    "model-card": View(None, _ready("ctrl+i", title="About model")),
    "refresh": View(None, _ready("ctrl+r", title="Refresh the model")),
    "exported-page": View("", _exported, whole=True),
    "refresh-folder": View(None, _photos),
    "mistakes": View(None, _mistakes),
    "refreshed": View(None, _refreshed),
    "training": View(None, _training, moves=True),
    "keys": View(None, _ready("F1", title="Keyboard shortcuts")),
    "watching": View(None, _watching),
    "no-model": View(None, _titled("model"), model="No model here"),
}
"""By the name of the file. Tk's own file dialog is not among them: it shows a machine's path."""
