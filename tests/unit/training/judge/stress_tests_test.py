"""How a model does on corrupted photos."""

from pathlib import Path

import pytest

from training.cli import main
from training.errors import RunError
from training.judge.tables import ROBUSTNESS


def test_every_corruption_gets_a_line(
    tiny_published_model: Path,
    tiny_photos: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = ["--out", str(tmp_path)]
    assert main(["robustness", str(tiny_published_model), str(tiny_photos), *out]) == 0
    said = capsys.readouterr().out
    on_the_card = ROBUSTNESS.section(tmp_path)
    for name in ("as it is", "screenshot", "recompressed", "downscaled", "cropped", "blurred"):
        assert name in said
        assert f"| {name} |" in on_the_card


def test_a_table_of_another_kind_does_not_get_onto_a_card(tmp_path: Path) -> None:
    assert ROBUSTNESS.section(tmp_path) == ""
    (tmp_path / ROBUSTNESS.file_name).write_text("photo,wrong\nas it is,3\n")
    with pytest.raises(RunError, match=r"robustness\.csv is not a table"):
        ROBUSTNESS.section(tmp_path)
