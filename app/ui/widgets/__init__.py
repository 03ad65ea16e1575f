"""Building blocks that know nothing of pictures or models."""
