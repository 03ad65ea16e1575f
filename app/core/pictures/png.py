"""The chunks of a PNG."""

from __future__ import annotations


def is_complete(data: bytes) -> bool:
    """Whether every chunk is as long as it says, up to the end chunk.

    OpenCV takes memory for the length that a chunk claims, up to 2 GB, before it looks.
    """
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        if data[position + 4 : position + 8] == b"IEND":
            return True
        position += 12 + length
    return False
