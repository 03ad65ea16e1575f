"""What is typed or put into a field comes out of it."""

import os
from pathlib import Path

import pytest

from app.ui.widgets.fields import FolderField
from app.ui.window import Window


@pytest.mark.parametrize("folder", [b"/shop", b"/sh\xf6p\n", b"/caf\xe9 {1}"])
def test_a_folder_comes_out_as_it_was_put_in_and_as_it_is_typed(
    window: Window, folder: bytes
) -> None:
    path = Path(os.fsdecode(folder))
    field = FolderField(window.root, window.host.look, "Folder", str(path))
    assert field.folder == path
    field.put("")
    assert field.folder is None
    field.put(str(path))
    assert field.folder == path
    field.field.put("~/typed")
    assert field.folder == Path.home() / "typed"
    field.destroy()
