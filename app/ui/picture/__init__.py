"""The page of one picture: what it is, and why."""
