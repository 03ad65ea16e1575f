"""The page about the model cuts no button off where there is little room."""

import pytest


@pytest.mark.parametrize(("width", "count"), [(900, 3), (620, 2), (420, 1), (1000, 3)])
def test_no_button_is_cut_off(window, on_screen, width, count):
    page = window.pages.card
    page.place(x=0, y=0, relwidth=width / page.master.winfo_width(), relheight=1)
    for _ in range(2):  # what is left out makes room for the others
        on_screen()
    shown = [button for button in page._buttons if button.winfo_ismapped()]
    right = page.winfo_rootx() + width
    cut = [
        button
        for button in shown
        if button.winfo_rootx() + button.winfo_width() > right
        or button.winfo_width() < button.winfo_reqwidth()
    ]
    page.place_forget()
    assert len(shown) == count
    assert not cut
