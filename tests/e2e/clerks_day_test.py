"""A clerk's day in small; ``tests/soak/clerks_day_soak.py`` is as long as a real one."""

from pathlib import Path

from tests.support.clerks_day import spend
from tests.support.desktop import Screen


def test_from_the_drop_to_the_undone_sorting(screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    spend(screen, tmp_path / "day", products=8)
