"""Files at addresses: through Arrow for ``file://``, through fsspec for ``memory://``."""

import uuid
from pathlib import Path

import pytest

from app.cluster import storage
from app.core.errors import FileAccessError, PictureError
from app.core.pictures.limits import Limits


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """A folder of each kind, which is not there yet."""
    return {
        "path": str(tmp_path / "a b%20c"),
        "file": f"file://{tmp_path}/a b%20c",
        "memory": f"memory://{uuid.uuid4().hex}/a b%20c",
    }


@pytest.fixture(params=["path", "file", "memory"])
def place(request: pytest.FixtureRequest, places: dict[str, str]) -> str:
    return places[request.param]


def test_what_is_written_is_read_again(place: str) -> None:
    file = storage.inside(place, "part #1.csv")
    assert not storage.is_file(file)
    storage.write(file, b"0123456789")
    assert storage.is_file(file)
    assert storage.read(file) == b"0123456789"
    assert storage.read(file, 2, 3) == b"234"
    storage.write(file, b"again")
    assert storage.read(file) == b"again"


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_a_folder_is_listed(places: dict[str, str], kind: str) -> None:
    place = places[kind]
    assert storage.entries(place) is None
    for name in ("one.jpg", "in/two.jpg"):
        storage.write(storage.inside(place, name), b"x")
    found = {entry.name: entry for entry in storage.entries(place) or ()}
    assert {name: entry.is_folder for name, entry in found.items()} == {
        "one.jpg": False,
        "in": True,
    }
    assert found["one.jpg"].place == f"{place}/one.jpg"
    assert storage.read(found["one.jpg"].place) == b"x"


def test_what_is_not_there_is_a_sentence_with_its_name(place: str) -> None:
    with pytest.raises(FileAccessError, match="gone") as caught:
        storage.read(storage.inside(place, "gone.jpg"))
    assert caught.value.code in {"not_found", "cannot_read"}


def test_a_picture_that_is_too_large_is_not_read(place: str) -> None:
    file = storage.inside(place, "large.png")
    storage.write(file, bytes(2**20 + 1))
    with pytest.raises(PictureError, match=r"large\.png is larger than 1 MB"):
        storage.read_picture(file, Limits(megabytes=1))
    with pytest.raises(PictureError) as caught:
        storage.read_picture(storage.inside(place, "gone.png"), Limits())
    assert caught.value.code == "not_found"


@pytest.mark.parametrize("address", ["nothing://x/y", "s3a:// /"])
def test_an_address_of_no_known_kind_is_a_sentence(address: str) -> None:
    with pytest.raises(FileAccessError, match="could not be read"):
        storage.entries(address)
