"""Fonts for this process alone.

On Linux customtkinter copies its fonts into ``~/.fonts`` whenever it is imported, unasked, and
complains where there is no home. Fontconfig, which Tk draws with, takes a font for one process.
"""

from __future__ import annotations

import ctypes
import os
import sys
import types

_MODULE = "customtkinter.windows.widgets.font.font_manager"


class PrivateFonts:
    """Stands in for customtkinter's ``FontManager``."""

    @staticmethod
    def init_font_manager() -> bool:
        """Prepare nothing."""
        return True

    @staticmethod
    def load_font(path: str) -> bool:
        """Let Tk draw with a font file; False where Tk does not draw with fontconfig."""
        try:
            fontconfig = ctypes.CDLL("libfontconfig.so.1", mode=os.RTLD_NOLOAD)
        except OSError:
            return False
        add = fontconfig.FcConfigAppFontAddFile
        add.argtypes, add.restype = (ctypes.c_void_p, ctypes.c_char_p), ctypes.c_int
        return bool(add(None, os.fsencode(path)))


def keep_fonts_private() -> None:
    """Take the place of customtkinter's own way, which must not have been imported yet."""
    if sys.platform.startswith("linux"):
        module = types.ModuleType(_MODULE)
        module.FontManager = PrivateFonts  # type: ignore[attr-defined]
        sys.modules.setdefault(_MODULE, module)
