"""The window: the only package that imports tkinter."""

from app.ui.look.private_fonts import keep_fonts_private

keep_fonts_private()  # before anything imports customtkinter
