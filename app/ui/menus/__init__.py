"""Every command of the window, menu by menu."""
