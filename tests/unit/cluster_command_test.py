"""``shelfwise classify --cluster`` where something is missing; Ray need not be installed."""

import sys
from pathlib import Path

import pytest

from app.cli import main


@pytest.mark.parametrize("out_of", [["ray"], ["ray", "pyarrow"]])
def test_without_the_extra_one_sentence_has_the_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    out_of: list[str],
) -> None:
    for module in out_of:
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "a.jpg").write_bytes(b"x")
    out = tmp_path / "out"
    options = ("--cluster", "local", "--out", str(out))
    assert main(["classify", str(tmp_path / "a.jpg"), *options]) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    assert "pip install 'shelfwise[cluster]'" in sentence
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ((), "--out FOLDER"),
        (("--out", "x", "--csv", "y.csv"), "--format"),
        (("--out", "x", "--engine", "tensorflow"), "LiteRT"),
    ],
)
def test_options_that_do_not_go_together(
    options: tuple[str, ...], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", "a.jpg", "--cluster", "local", *options]) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    assert word in sentence


@pytest.mark.parametrize("actors", ["0", "two", "3:2", "-1", ":4"])
def test_actors_are_bounds(actors: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["classify", "a.jpg", "--cluster", "local", "--out", "x", f"--actors={actors}"])
    assert "neither a number" in capsys.readouterr().err


def test_a_folder_of_parquet_parts_needs_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "part-000000.parquet").write_bytes(b"PAR1")
    assert main(["shelve", str(tmp_path), "--into", str(tmp_path / "shelves")]) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    assert "pip install 'shelfwise[cluster]'" in sentence
