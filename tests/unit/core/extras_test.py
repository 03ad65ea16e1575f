"""What is missing is named, with what to type; and the line fits the installation."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core import extras
from training.cli import main

Find = Callable[[str], Any]


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a module look as if it were not installed."""

    def lack(module: str) -> None:
        found: Find = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == module else found(name)
        )
        monkeypatch.setitem(sys.modules, module, None)

    return lack


def test_the_sentence_names_the_extra() -> None:
    said = extras.missing("TensorFlow", version=(3, 12))
    assert said.startswith("TensorFlow is not installed")
    assert "pip install 'shelfwise[training]'" in said
    assert extras.missing("A", "B", version=(3, 12)).startswith("A, B are not installed")


def test_a_python_that_tensorflow_has_no_release_for_is_named() -> None:
    said = extras.missing("TensorFlow", version=(3, 14))
    assert "3.14" in said and "3.13" in said and "pip install" not in said


def test_a_bundle_points_at_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "install-training" in extras.missing("TensorFlow")


def test_the_line_fits_a_checkout_a_wheel_and_an_environment_without_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: Callable[[str], None]
) -> None:
    monkeypatch.setattr("app.core.places.root", lambda: tmp_path)
    assert extras.install_command().endswith("-m pip install 'shelfwise[training]'")
    (tmp_path / "pyproject.toml").touch()
    assert f"--editable '{tmp_path}[training]'" in extras.install_command()
    lacking("pip")
    assert extras.install_command().startswith(f"uv pip install --python {sys.executable}")


def test_help_and_commands_say_what_is_missing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lacking: Callable[[str], None],
    tiny_photos: Path,
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "not installed" not in capsys.readouterr().out
    lacking("imagehash")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "ImageHash is not installed" in " ".join(capsys.readouterr().out.split())
    assert main(["audit", str(tiny_photos), "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.strip() == f"{extras.missing('ImageHash')}."
