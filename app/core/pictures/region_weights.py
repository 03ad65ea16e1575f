"""Weights of ``pictures.regions``: measure -> its mean, its deviation, and its weight.

Fitted to rendered pages of shops and to photos; docs/model-quality.md says how.
"""

from __future__ import annotations

BLOCK_WEIGHTS = {
    "area": (-5.084, 1.65, 0.9575),
    "root_area": (0.1247, 0.1687, -0.01818),
    "short_side": (0.1111, 0.1874, -0.3751),
    "elongation": (1.236, 0.7436, -1.829),
    "filled": (0.6491, 0.252, 0.3571),
    "flat": (0.2053, 0.1889, 0.2077),
    "soft": (0.1766, 0.2056, 0.7022),
    "strong": (0.3513, 0.2733, 0.1636),
    "entropy": (3.019, 1.271, 0.4541),
    "saturation": (0.123, 0.1884, -0.1778),
    "spread": (0.3876, 0.1707, 0.4653),
    "text": (0.4912, 0.4902, -9.238),
    "off_centre_x": (0.1931, 0.1376, -0.07512),
    "below": (0.4868, 0.2778, -0.1169),
    "relative": (-4.01, 1.849, 1.621),
    "hole": (0.03052, 0.173, 0.1161),
    "touches": (0.02828, 0.1007, 0.03532),
    "rectangle": (0.09924, 0.3, 0.1804),
    "bright": (0.6467, 0.2577, 0.4296),
}
BLOCK_CONSTANT = -15.67
PAGE_WEIGHTS = {
    "flat": (0.4194, 0.2888, 2.89),
    "share": (0.7785, 0.294, -0.2874),
    "text": (0.01085, 0.03213, 1.124),
    "text_around": (0.022, 0.06975, -0.09222),
    "busy_around": (0.03297, 0.08024, 0.9327),
    "flat_frame": (0.6339, 0.373, -1.081),
    "score": (2.126, 0.9822, 0.8691),
    "rectangle": (0.2052, 0.4049, 0.5836),
    "off_centre": (0.05355, 0.09123, 0.5496),
    "words": (1.844, 1.222, 2.23),
    "words_around": (0.5968, 1.154, -0.8046),
    "flat_around": (0.4786, 0.4478, 2.166),
    "page_around": (0.4627, 0.9322, 2.242),
}
PAGE_CONSTANT = -5.023
