"""Learn at once from what a person decides: the shop's own last layer, without TensorFlow."""
