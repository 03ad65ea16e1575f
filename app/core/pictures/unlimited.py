"""Turn off Pillow's own limit of pixels: ours is checked before, with our own sentence."""

from __future__ import annotations

import warnings

from PIL import Image as Image

Image.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module="PIL")  # a picture is read or refused, nothing between
