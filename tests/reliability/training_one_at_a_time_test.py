"""Two programs at once: one trains in a folder, and one publishes into a collection."""

from pathlib import Path

import pytest

from training.errors import PublishError, RunError
from training.fit.run_folder import sole_use
from training.publish.version_folder import put_in_place, staging_folder


def test_one_program_publishes_at_a_time(tmp_path: Path) -> None:
    models = tmp_path / "models"
    of_a_killed_one = models / ".staging-1"
    of_a_killed_one.mkdir(parents=True)
    with staging_folder(models) as staging:
        assert not of_a_killed_one.exists()
        with (
            pytest.raises(PublishError, match="Another program is publishing"),
            staging_folder(models),
        ):
            pass
        assert staging.is_dir()
    assert list(models.iterdir()) == []


def test_a_version_takes_no_other_s_place(tmp_path: Path) -> None:
    models = tmp_path / "models"
    (models / "2").mkdir(parents=True)
    (models / "2" / "file").touch()
    with pytest.raises(PublishError, match="could not be written"), staging_folder(models) as new:
        (new / "saved_model.pb").write_text("new")
        put_in_place(new, models / "2")
    assert [path.name for path in models.rglob("*")] == ["2", "file"]


def test_one_training_is_at_work_in_a_run_at_a_time(tmp_path: Path) -> None:
    with sole_use(tmp_path / "run"):
        with pytest.raises(RunError, match="Another training is at work") as refused:
            sole_use(tmp_path / "run").__enter__()
        assert refused.value.code == "in_use"
        sole_use(tmp_path / "another").__enter__()
    with sole_use(tmp_path / "run"):
        pass
