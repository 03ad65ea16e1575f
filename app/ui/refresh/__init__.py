"""Training a new model from the window."""
