"""A model takes the place of another only once it answers."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core import places
from app.core.errors import ModelFolderError
from app.core.models.history import read_history
from app.core.models.in_use import Version, version_in_use
from app.core.settings import Settings
from app.ui.flows.model import ModelInUse, ModelsChanged
from app.ui.threads.messages import ModelReady, ModelRefused
from tests.support.desktop import wait_for
from tests.unit.ui.flows.conftest import drain


class FakePreferences:
    """Settings that are kept nowhere."""

    def __init__(self) -> None:
        self.now = Settings(model="/models/old")
        self.remembered: list[dict] = []

    def remember(self, **changes) -> None:
        self.remembered.append(changes)
        self.now = Settings(**{"model": self.now.model} | changes)


@pytest.fixture
def preferences() -> FakePreferences:
    return FakePreferences()


@pytest.fixture
def in_use(preferences, worker, pump, told) -> ModelInUse:
    return ModelInUse(preferences, worker, pump, told, Path("/named/on the command line"))


def folder(version: int) -> SimpleNamespace:
    thresholds = SimpleNamespace(sure=0.8)
    contract = SimpleNamespace(version=version, thresholds=thresholds)
    return SimpleNamespace(contract=contract, path=Path("/models", str(version)))


def ready(pump, version: int) -> None:
    pump.post(ModelReady(folder(version), ()))
    drain(pump)


def test_the_command_line_goes_before_the_settings_until_a_person_chooses(
    in_use, preferences, worker, pump, told
):
    in_use.load()
    assert worker.locations == [Path("/named/on the command line")]
    ready(pump, 1)
    in_use.choose(Path("/models/new"))
    assert preferences.remembered == []  # not before it answers
    ready(pump, 2)
    assert preferences.remembered == [{"model": "/models/new"}]
    assert in_use.location() == Path("/models/new")
    assert told.sentences == ["Model 2 is in use now."]


def test_a_model_that_is_refused_leaves_the_one_in_use(in_use, preferences, pump, told):
    ready(pump, 1)
    changes: list[None] = []
    in_use.when_changed.append(lambda: changes.append(None))
    in_use.choose(Path("/models/broken"))
    pump.post(ModelRefused(ModelFolderError("model_damaged", "It is damaged.")))
    drain(pump)
    assert in_use.contract.version == 1
    assert told.sentences == ["It is damaged. The model in use stays in use."]
    assert (preferences.remembered, len(changes), in_use.trouble) == ([], 1, False)
    ready(pump, 1)
    assert preferences.remembered == [], "what was refused was remembered"


def test_who_asks_is_told_of_a_new_model_once(in_use, pump):
    new: list[int] = []
    in_use.when_new.append(lambda contract: new.append(contract.version))
    for version in (1, 1, 2):
        ready(pump, version)
    assert new == [1, 2]


def test_without_a_model_there_is_a_way_out(in_use, pump, told):
    in_use.way_out = (("Choose another model...", print),)
    pump.post(ModelRefused(ModelFolderError("model_missing", "There is no model.")))
    drain(pump)
    assert in_use.trouble
    in_use.tell_trouble()
    assert (told.sentences, told.actions) == (
        ["There is no model."],
        {"Choose another model...": print},
    )


def test_the_persons_threshold_goes_before_the_models(in_use, preferences, pump):
    assert in_use.sure == 0.0
    ready(pump, 1)
    assert in_use.sure == 0.8
    preferences.remember(sure=0.95)
    assert in_use.sure == 0.95


def test_a_change_of_the_place_loads_what_is_there_now(in_use, worker, pump):
    pump.post(ModelsChanged())
    drain(pump)
    assert worker.locations == [in_use.location()]


def test_after_a_training_the_usual_places_are_searched(in_use, preferences, worker):
    in_use.use_location(None)
    assert preferences.remembered == [{"model": ""}]
    assert len(worker.locations) == 1


@pytest.fixture
def versions(tmp_path: Path, monkeypatch, make_version) -> list[Path]:
    """A person's own version and a shipped one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(places, "shipped_models", lambda: tmp_path / "shipped")
    return [make_version(places.user_models() / "4"), make_version(tmp_path / "shipped" / "3")]


def test_one_step_leads_back_to_the_shipped_model(in_use, versions, worker, pump, preferences):
    own, shipped = versions
    preferences.now = Settings()
    in_use.use_shipped()  # named on the command line until a person chooses
    wait_for(lambda: drain(pump) or worker.locations, 10)
    assert worker.locations == [places.user_models()] == [in_use.location()]
    assert version_in_use(in_use.location()) == Version(shipped, 3, True)
    assert own.is_dir()
    there: list[Version | None] = []
    in_use.use_version(
        Version(own, 4, False), lambda: there.append(version_in_use(in_use.location()))
    )
    wait_for(lambda: drain(pump) or len(worker.locations) > 1, 10)
    assert there == [Version(own, 4, False)], "told when the disk knows, not before"
    assert version_in_use(in_use.location()) == Version(own, 4, False)


def test_a_model_of_the_settings_gives_way_to_the_shipped_one(
    versions, preferences, worker, pump, told
):
    in_use = ModelInUse(preferences, worker, pump, told)
    in_use.use_shipped()
    wait_for(lambda: drain(pump) or worker.locations, 10)
    assert worker.locations == [places.user_models()]
    ready(pump, 3)
    assert preferences.remembered == [{"model": ""}]


def test_what_was_in_use_when_is_kept(in_use, versions, pump):
    for version in (1, 1, 2):
        ready(pump, version)
        wait_for(lambda version=version: read_history() and read_history()[-1].version == version)
    assert [(use.version, use.folder) for use in read_history()] == [
        (1, str(Path("/models/1"))),
        (2, str(Path("/models/2"))),
    ]
