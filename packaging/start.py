"""What the bundle starts."""

import os
import sys

# The bundle's libraries are for its own processes, which name them anew; a browser, xclip or pip
# that is started from here gets what was there before.
before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
os.environ.pop("LD_LIBRARY_PATH", None)
if before:
    os.environ["LD_LIBRARY_PATH"] = before
for name in [name for name in os.environ if name.startswith("_PYI")]:
    del os.environ[name]

from app.cli import main  # noqa: E402

sys.exit(main())
