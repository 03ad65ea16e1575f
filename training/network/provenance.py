"""The note that ``distill`` leaves beside the weights it made: where they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.storage.files import write_atomically

RECORD_NAME = "distilled.json"


def write_record(folder: Path, record: Mapping[str, Any]) -> None:
    """Write ``distilled.json``; errors as ``write_atomically``."""
    write_atomically(folder / RECORD_NAME, (json.dumps(record, indent=2) + "\n").encode())


def origin_of(weights: Path) -> str:
    """What a record beside a file of weights says of it, for people; empty when there is none."""
    try:
        record = json.loads((weights.parent / RECORD_NAME).read_text(encoding="utf-8"))
        if "origin" in record:  # written by hand, for weights that came from elsewhere
            return str(record["origin"])
        config, base, teacher = record["config"], record["base_weights"], record["teacher"]
        words = (
            f"distilled from `{base['name']}` (SHA-256 `{base['sha256']}`) to answer as "
            f"`{teacher['name']}` (SHA-256 `{teacher['sha256']}`) about {config['views']} views of "
            f"{record['photos']} photos, in {config['epochs']} epochs"
        )
        if config["left_out_sources"]:
            words += "; no photo of " + ", ".join(config["left_out_sources"]) + " was shown"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return words
