"""Files of which never a half is left: written beside and renamed, locked, logged by the line."""
