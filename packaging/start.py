"""What the bundle starts."""

import sys

from app.cli import main

sys.exit(main())
