"""Windows over the main one, for one job at a time."""
