"""Settings survive; damaged ones are set aside, never lost and never fatal."""

import json
from pathlib import Path

import pytest

from app.core.settings import Settings, load_settings, save_settings


def test_settings_come_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    settings = Settings(appearance="dark", scale=1.25, geometry="900x600+5+5", model="/models")
    save_settings(file, settings)
    assert load_settings(file) == settings


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.json") == Settings()


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00" * 40])
def test_a_damaged_file_is_set_aside(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text)
    assert load_settings(file) == Settings()
    [kept] = tmp_path.iterdir()
    assert kept.name.startswith("settings.json.damaged-")
    assert kept.read_text() == text


def test_wrong_values_fall_back_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"appearance": "pink", "scale": 1.5, "geometry": 7, "new": True}))
    assert load_settings(file) == Settings(scale=1.5)


@pytest.mark.parametrize("sure, kept", [(0.0, 0.0), (0.8, 0.8), (0.2, 0.0), (1.5, 0.0), ("x", 0.0)])
def test_a_threshold_out_of_range_is_the_model_s_own(
    sure: object, kept: float, tmp_path: Path
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"sure": sure, "watching": True}))
    settings = load_settings(file)
    assert (settings.sure, settings.watching) == (kept, True)


@pytest.mark.parametrize("value, kept", [(250, 250), (0, 100), (10**9, 100), (2.5, 100)])
def test_limits_out_of_range_are_the_usual_ones(value: object, kept: int, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"megapixels": value, "megabytes": 50}))
    limits = load_settings(file).limits
    assert (limits.megapixels, limits.megabytes) == (kept, 50)


@pytest.mark.parametrize("model", ["a\0b", "\ud800", "x" * 300, "/" + "x" * 40_000, 3, ["a"], None])
def test_a_path_that_cannot_be_keeps_its_default(tmp_path: Path, model: object) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"model": model, "watch_folder": model, "appearance": "dark"}))
    settings = load_settings(file)
    assert (settings.model_path, settings.watch_folder) == (None, "")
    assert settings.appearance == "dark"
