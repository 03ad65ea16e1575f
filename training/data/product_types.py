"""Product types as finer labels: what the outputs of the last layer stand for.

Telling notebooks from pens teaches a network more than telling stationery from fashion. Pictures of
other things are told apart by kind, too, where a kind has enough of them.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.data.manifest import Manifest, Member
from training.errors import RunError
from training.output_layout import OutputLayout

TYPES_NAME = "types.json"
FOLDERS = "folders"
"""In place of a file: every folder below a class folder is a product type of its own."""
_COLUMNS = ["class", "folder", "type"]
_KIND_OF_OTHERS = 20  # photos that a kind of other things must have for an output of its own


@dataclass(frozen=True)
class ProductTypes:
    """What the outputs of the last layer stand for, product types first.

    Attributes:
        names: of each output; kinds of other things, and pictures of no named type, have the name
            of their class or background folder.
        layout: the class of each output.
        outputs: ``class/folder`` -> index of its output.
    """

    names: tuple[str, ...]
    layout: OutputLayout
    outputs: Mapping[str, int]

    def labels(self, members: Sequence[Member]) -> npt.NDArray[np.int64]:
        """Look up the outputs of members of a manifest, int64 [N].

        A member of no folder that was there is one of the background's rest.
        """
        return np.array(
            [self.outputs.get(_key(member), self._rest(member)) for member in members], np.int64
        )

    def _rest(self, member: Member) -> int:
        """The last output that is named as the member's class, or else the last one of all."""
        named = [output for output, name in enumerate(self.names) if name == member.class_name]
        return named[-1] if named else len(self.names) - 1


def product_types(manifest: Manifest, types: str) -> ProductTypes:
    """Decide what the outputs stand for.

    Args:
        types: empty for the classes alone, ``FOLDERS``, or the path of a text file of lines
            ``class<tab>folder<tab>type`` under a line with these three words; a folder that it does
            not name is a type of its own.

    Raises:
        RunError: ``types``: the file cannot be read.
    """
    known = {} if types in ("", FOLDERS) else read_types(Path(types))
    photos = Counter(_key(m) for m in manifest.members if m.class_name == manifest.background)
    named: dict[str, tuple[int, str]] = {}  # key -> class, name
    for member in manifest.members:
        key, name = _key(member), member.class_name
        if member.class_name == manifest.background:
            if types and photos[key] >= _KIND_OF_OTHERS and member.kind:
                name = member.kind
        elif types and member.kind:
            name = known.get((member.class_name, member.kind), member.kind)
        named[key] = (manifest.label(member), name)
    wanted = sorted(set(named.values()))
    places = {item: index for index, item in enumerate(wanted)}
    return ProductTypes(
        names=tuple(name for _, name in wanted),
        layout=OutputLayout(len(manifest.classes), tuple(group for group, _ in wanted)),
        outputs={key: places[item] for key, item in sorted(named.items())},
    )


def read_types(path: Path) -> dict[tuple[str, str], str]:
    """Read a file of product types: (class, folder) -> type.

    Raises:
        RunError: ``types``: it cannot be read, or a line has not three columns.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        head, *rows = csv.reader(lines, delimiter="\t")
        if head != _COLUMNS or any(len(row) != len(_COLUMNS) or not all(row) for row in rows):
            raise ValueError("not three columns, or an empty one")
    except (OSError, ValueError, csv.Error) as error:
        raise RunError(
            "types",
            f"{path} cannot be read as lines of class, folder and type with tabs between them, "
            f"under a line with these three words ({error}).",
        ) from error
    return {(class_name, folder): name for class_name, folder, name in rows}


def write_product_types(run: Path, types: ProductTypes) -> None:
    """Write ``types.json`` into a run folder; errors as ``write_atomically``."""
    document = types_document(types)
    write_atomically(run / TYPES_NAME, (json.dumps(document, indent=1) + "\n").encode())


def types_document(types: ProductTypes) -> dict[str, Any]:
    """Say what the outputs stand for, as JSON holds it."""
    return {
        "classes": types.layout.classes,
        "outputs": [
            {"name": name, "class": group}
            for name, group in zip(types.names, types.layout.groups, strict=True)
        ],
        "folders": dict(types.outputs),
    }


def types_of(document: Mapping[str, Any]) -> ProductTypes:
    """Read what ``types_document`` wrote.

    Raises:
        KeyError, TypeError: it is something else.
    """
    return ProductTypes(
        names=tuple(item["name"] for item in document["outputs"]),
        layout=OutputLayout(
            document["classes"], tuple(item["class"] for item in document["outputs"])
        ),
        outputs=document["folders"],
    )


def read_product_types(run: Path, manifest: Manifest) -> ProductTypes:
    """Read what ``write_product_types`` wrote; the classes alone for a run from before there were.

    Raises:
        RunError: ``not_finished``: it cannot be read.
    """
    path = run / TYPES_NAME
    if not path.exists():
        return product_types(manifest, "")
    try:
        return types_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            "not_finished",
            f"{path} cannot be read; go on with shelfwise-train fit --resume, or start a new run.",
        ) from error


def _key(member: Member) -> str:
    return f"{member.class_name}/{member.kind}"
