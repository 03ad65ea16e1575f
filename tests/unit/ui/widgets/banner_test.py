"""What is told: nothing that matters is lost for what came after it."""

import time

import pytest

from app.ui.widgets.banner import Notices


class FakeBanner:
    """Remembers what is shown, and lets it be taken away."""

    def __init__(self) -> None:
        self.message, self.tone, self.actions = "", "note", ()

    def show(self, message, tone, *actions):
        self.message, self.tone, self.actions = message, tone, actions

    def hide(self):
        self.message = ""

    def hush(self, on):
        self.hushed = on


@pytest.fixture
def banner() -> FakeBanner:
    return FakeBanner()


@pytest.fixture
def notices(banner) -> Notices:
    notices = Notices()
    notices.place = lambda: banner
    return notices


def test_an_error_is_not_replaced_by_a_note_or_a_question(notices, banner):
    notices.say("/no/such.jpg does not exist.", "error")
    notices.say("Resume 12 pictures?", "question", ("Resume", print))
    notices.say("New pictures come into the list.")
    assert (notices.message, notices.trouble) == 2 * ("/no/such.jpg does not exist.",)
    banner.on_leave()
    assert notices.message == "Resume 12 pictures?"
    assert [name for name, _ in banner.actions] == ["Resume"]


def test_a_question_stays_until_it_is_answered(notices, banner):
    notices.say("Resume?", "question")
    notices.say("Watching.")
    notices.say("")
    assert notices.message == "Resume?"
    notices.say("", "question")
    assert notices.message == ""


def test_a_note_replaces_a_note_and_waits_for_a_moment_only(notices, banner, monkeypatch):
    notices.say("One.")
    notices.say("Two.")
    assert notices.message == "Two."
    notices.say("It failed.", "error")
    now = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: now + 60)
    banner.on_leave()
    assert notices.message == ""


def test_errors_are_kept_newest_first_and_each_once(notices, banner):
    for sentence in ("A.", "B.", "A."):
        notices.say(sentence, "error")
    seen = []
    while notices.message:
        seen.append(notices.message)
        banner.on_leave()
    assert seen == ["A.", "B."]


def test_what_an_action_says_is_shown_after_it(window, on_screen):
    tells = window.tells
    tells.say("Sure?", "question", ("Yes", lambda: tells.say("Done.")))
    tells._banner._action.press()
    assert tells.message == "Done."
    tells.say("")


def test_where_there_is_no_room_it_is_told_in_another_place(notices, banner):
    notices.hush(True)
    notices.say("That is text.", "warning")
    assert banner.hushed and notices.message == "That is text."
    notices.hush(False)
    assert not banner.hushed
