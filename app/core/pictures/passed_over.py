"""Files and folders that nobody put there: hidden ones, and those of systems and disks.

The one definition for scans, watched folders, training and audits.
"""

from __future__ import annotations

import re
from pathlib import PurePath

_FOLDERS = frozenset(
    {
        # Synology, QNAP, Western Digital, NetApp
        *("@eadir", "@tmp", "@sharebin", "@sharesnap", "@database", "@appstore", "@syno"),
        *("#recycle", "#snapshot", "@recycle", "@recently-snapshot", "@__thumb", "@__qini"),
        *("@transcode", "nas_prog", "~snapshot"),
        # Windows
        *("$recycle.bin", "recycle.bin", "recycler", "system volume information"),
        *("$extend", "$windows.~bt", "$windows.~ws", "$winreagent", "config.msi", "msocache"),
        # macOS
        *("__macosx", "network trash folder", "temporary items", "thevolumesettingsfolder"),
        # ext file systems, Android
        *("lost+found", "lost.dir"),
    }
)
_PATTERN = re.compile(r"found\.\d{3}")  # what a disk check of Windows found
_CLUTTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})


def is_passed_over(name: str) -> bool:
    """Tell whether a file or folder of this name is hidden, or one of the system."""
    if name.startswith("."):
        return True
    plain = name.casefold().strip()
    return plain in _FOLDERS or plain in _CLUTTER or _PATTERN.fullmatch(plain) is not None


def lies_in_passed_over(path: PurePath, folder: PurePath) -> bool:
    """Tell whether a scan of ``folder`` would not come to ``path``, which lies in it."""
    try:
        inside = path.relative_to(folder).parts
    except ValueError:
        return True
    return any(is_passed_over(name) for name in inside)
