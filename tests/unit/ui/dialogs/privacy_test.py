"""What is kept is listed with its size, and deleted after one question."""

from app.core import places
from app.ui.dialogs.privacy import TITLE, PrivacyDialog
from app.ui.dialogs.settings import SettingsDialog
from tests.support.desktop import wait_for
from tests.unit.ui.conftest import add


def opened(window) -> PrivacyDialog:
    found = [part for part in window.root.winfo_children() if isinstance(part, PrivacyDialog)]
    return found[-1]


def until(window, condition, what: str) -> None:
    def met() -> bool:
        window.pump.drain()
        window.root.update()
        return bool(condition())

    wait_for(met, 10, what)


def entry(dialog: PrivacyDialog, title: str) -> int:
    return next(n for n, kept in enumerate(dialog._kept) if kept.kind.title == title)


def press(dialog: PrivacyDialog, text: str) -> None:
    next(button for button in dialog._buttons if button.text == text).press()


def test_a_kind_is_deleted_after_one_question(window, on_screen):
    photo = places.corrections_folder() / "bags" / "1.jpg"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"x" * 2_000_000)
    window.commands["privacy"].handler()
    dialog = opened(window)
    until(window, lambda: dialog._kept, "what is kept")
    assert dialog.title() == TITLE
    dialog._list._choose(entry(dialog, "Corrections"))
    press(dialog, "Delete...")
    assert dialog.headline.cget("text") == "Delete corrections?"
    assert dialog._hint.cget("text") == "1 file, 2.0 MB. This cannot be undone."
    press(dialog, "Keep")
    assert photo.exists()
    press(dialog, "Delete...")
    press(dialog, "Delete")
    until(window, lambda: not photo.exists(), "the deletion")
    until(window, lambda: dialog._kept[entry(dialog, "Corrections")].files == 0, "the new size")
    assert not dialog._start.enabled


def test_what_is_in_use_is_told_and_stays(window, on_screen):
    session, disk = window.lists.session, window.flows.disk
    add(session, "a.jpg", "b.jpg")
    disk._grown()
    before = places.review_file().with_name("review-before.jsonl")
    until(window, lambda: places.review_file().exists(), "the list on disk")
    before.write_bytes(b"{}\n")
    assert "stays" in window.flows.privacy.stays("lists", None)
    told = []
    window.flows.privacy.delete("lists", None, told.append, told.append)
    until(window, lambda: told, "the deletion")
    assert places.review_file().exists() and not before.exists()
    window.flows.classifying.clear()
    assert window.flows.privacy.stays("lists", None) == ""


def test_the_settings_lead_to_it(window, on_screen):
    window.commands["settings"].handler()
    settings = next(p for p in window.root.winfo_children() if isinstance(p, SettingsDialog))
    next(button for button in settings._buttons if button.text == "Privacy...").press()
    on_screen()
    assert not settings.winfo_exists()
    assert opened(window).title() == TITLE
