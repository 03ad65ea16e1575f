"""A published model: what it says of itself, whether it can be trusted, how it is run."""
