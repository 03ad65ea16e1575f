"""Self-contained pages: they open offline, light and dark, every text escaped."""
