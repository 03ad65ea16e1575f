"""Drag a photo onto the window of a program that is installed in another root of this machine.

For ``packaging/test_deb.sh``: ``python -m tests.packaging.drag_into ROOT FOLDER``, where FOLDER is
the same path inside and outside, and holds ``photo.jpg``.
"""

import sys
from pathlib import Path

from tests.support.desktop import open_screen


def main() -> None:
    """Start it, drag, and wait for the answer in its title bar."""
    root, folder = sys.argv[1], Path(sys.argv[2])
    photo = folder / "photo.jpg"
    with (
        open_screen(folder / "home") as screen,
        screen.program(through=("chroot", root)) as program,
    ):
        program.wait_until_ready()
        program.place(400, 100, 900, 640)
        program.drop(photo)
        print(program.wait_for_title(photo.name, "Fashion"))


if __name__ == "__main__":
    main()
