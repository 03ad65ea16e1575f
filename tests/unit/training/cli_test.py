"""Every refusal of the command line is one sentence on standard error, and exit code 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from training.cli import main


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main([str(argument) for argument in arguments]) == 2
    message = capsys.readouterr().err.strip()
    assert message and "\n" not in message and "Traceback" not in message
    return message


def test_missing_photos(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refusal(capsys, "fit", tmp_path / "nowhere", "--out", tmp_path / "run")
    assert str(tmp_path / "nowhere") in message


def test_missing_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refusal(capsys, "publish", tmp_path / "run", "--models", tmp_path / "models")
    assert str(tmp_path / "run") in message
    assert not (tmp_path / "models").exists()


def test_missing_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert str(tmp_path) in refusal(capsys, "evaluate", tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--input-size", "40"), ("--views", "-1"), ("--batch-size", "0"), ("--epochs", "0")],
)
def test_an_option_out_of_range_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    assert option in refusal(capsys, "fit", tmp_path, "--out", tmp_path / "run", option, value)
    assert not (tmp_path / "run").exists()


def test_an_empty_collection_is_listed_as_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "--models", str(tmp_path)]) == 0
    assert str(tmp_path) in capsys.readouterr().out


def test_a_display_name_without_a_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fit", "photos", "--display-name", "pens"])
    assert ended.value.code == 2
    assert "FOLDER=NAME" in capsys.readouterr().err


def test_help_is_shown_without_loading_what_is_slow() -> None:
    program = (
        "import sys; from training.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(', '.join({'tensorflow', 'keras', 'sklearn', 'scipy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "publish" in done.stdout
