"""Files on their way in: dropped, pasted, opened or named on the command line."""
