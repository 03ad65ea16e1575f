"""Photos on disk: listed, split, told apart, and only ever read."""
