"""Shelfwise, the desktop program: puts product photos on the right shelf, offline."""

__version__ = "0.1.0"
