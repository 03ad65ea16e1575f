"""Nothing is put back into use that the program could not open."""

from pathlib import Path

import pytest

from app.core.errors import ModelFolderError
from app.core.models.folder import CONTRACT_PATH, current_version, pin
from app.core.models.in_use import roll_back
from app.core.places import PIN_NAME


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Two versions, of which neither can be opened."""
    for number in (1, 2):
        contract = tmp_path / str(number) / CONTRACT_PATH
        contract.parent.mkdir(parents=True)
        contract.write_text("{}")
    return tmp_path


def test_a_version_that_does_not_open_is_not_put_back(collection: Path) -> None:
    with pytest.raises(ModelFolderError) as refused:
        roll_back(collection)
    assert str(collection / "1") in refused.value.message
    assert current_version(collection) == 2
    assert not (collection / PIN_NAME).exists()


def test_the_oldest_version_has_none_before_it(collection: Path) -> None:
    pin(collection, 1)
    with pytest.raises(ModelFolderError) as refused:
        roll_back(collection)
    assert refused.value.code == "model_missing"
