"""From the bytes of a file to the pixels that a network sees; knows no model."""
