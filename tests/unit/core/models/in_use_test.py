"""Whatever was published, pinned or shipped: everything that asks finds the same model in use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import shelve
from app.core import places
from app.core.errors import ModelFolderError
from app.core.models.collection_watch import signature
from app.core.models.folder import TWIN_PATH, Contract, pin, write_contract
from app.core.models.history import KEPT, note_use, read_history
from app.core.models.in_use import (
    Version,
    collection_of,
    hold,
    known_versions,
    open_in_use,
    put_into_use,
    roll_back,
    shipped_version,
    version_in_use,
)
from app.core.places import PIN_NAME, model_location, user_models
from app.core.settings import Settings
from app.ui.dialogs.versions import list_versions
from training.cli import main

Make = Callable[[Path], Path]


@contextmanager
def home() -> Iterator[Path]:
    """Places of their own: a person's, and a program's that ships version 3."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", f"{folder}/data")
        patch.setenv("XDG_CONFIG_HOME", f"{folder}/config")
        patch.setattr(places, "shipped_models", lambda: Path(folder, "shipped"))
        yield Path(folder)


@pytest.fixture
def at_home() -> Iterator[Path]:
    with home() as folder:
        yield folder


@pytest.fixture
def make(contract: Contract) -> Make:
    def make(folder: Path) -> Path:
        (folder / TWIN_PATH).parent.mkdir(parents=True)
        (folder / TWIN_PATH).write_bytes(folder.name.encode())
        write_contract(folder, replace(contract, version=int(folder.name)))
        return folder

    return make


def in_use() -> Version:
    found = version_in_use(model_location(None, None))
    assert found is not None
    return found


STEPS = st.lists(
    st.one_of(
        st.just(("publish", 0)),
        st.just(("refresh, kept back", 0)),
        st.just(("roll back", 0)),
        st.just(("upgrade", 0)),
        st.just(("shipped", 0)),
        st.tuples(st.just("choose"), st.integers(0, 9)),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(steps=STEPS)
def test_window_list_rollback_and_classify_agree_after_every_order(make: Make, steps) -> None:
    with home() as folder:
        make(folder / "shipped" / "3")
        expected = folder / "shipped" / "3"
        for step, number in steps:
            expected = take(step, number, make, expected)
            location = model_location(None, Settings().model_path)  # as after a restart
            assert in_use().folder == expected, step
            opened, refused = open_in_use(location)
            assert (opened.path, refused) == (expected, []), "classify"
            assert shelve.contract_in_use() == opened.contract, "shelve"
            marked = [e for e in list_versions(location, opened.path) if "in use" in e.title]
            assert [entry.version.folder for entry in marked] == [expected], "the window"
            with redirect_stdout(StringIO()) as output:
                assert main(["list"]) == 0
            printed = output.getvalue().splitlines()
            assert [line.split()[1] for line in printed if line.startswith("*")] == [expected.name]
            assert len(printed) == len(known_versions(location))


def take(step: str, number: int, make: Make, before: Path) -> Path:
    """Do one step; the folder that is to be in use after it."""
    known = known_versions(user_models())
    newest = max(version.number for version in known) + 1
    match step:
        case "publish" | "refresh, kept back":
            if step != "publish":
                hold(user_models(), in_use())
            make(user_models() / str(newest))
            if step != "publish":
                return before
            put_into_use(user_models(), Version(user_models() / str(newest), newest, False))
            return user_models() / str(newest)
        case "roll back":
            after = known[known.index(in_use()) + 1 :]
            if not after:
                with pytest.raises(ModelFolderError, match="older"):
                    roll_back(user_models())
                return before
            assert roll_back(user_models()) == after[0]
            return after[0].folder
        case "upgrade":
            hold(user_models(), in_use())  # nothing that a person uses changes by itself
            make(places.shipped_models() / str(newest))
            return before
        case "shipped":
            version = shipped_version()
            assert version is not None
            put_into_use(user_models(), version)
            return version.folder
        case _:
            chosen = known[number % len(known)]
            put_into_use(user_models(), chosen)
            return chosen.folder


def test_the_shipped_model_takes_the_place_of_own_ones_that_cannot_be_opened(
    at_home: Path, make: Make
) -> None:
    shipped, own = make(at_home / "shipped" / "3"), make(user_models() / "4")
    (own / TWIN_PATH).write_bytes(b"")
    opened, refused = open_in_use(user_models())
    assert (opened.path, [error.code for error in refused]) == (shipped, ["model_damaged"])


def test_pins_of_earlier_versions_hold(at_home: Path, make: Make) -> None:
    for folder in (at_home / "shipped" / "2", at_home / "shipped" / "3"):
        make(folder)
    (at_home / "shipped" / PIN_NAME).write_text('{"version": 2}')  # of a checkout
    assert in_use().folder == at_home / "shipped" / "2"
    for number in ("3", "4", "5"):
        make(user_models() / number)
    assert in_use().folder == user_models() / "5"
    (user_models() / PIN_NAME).write_text('{"version": 3}')
    assert in_use() == Version(user_models() / "3", 3, False)


def test_who_went_back_to_the_shipped_model_keeps_to_it_after_an_upgrade(
    at_home: Path, make: Make
) -> None:
    make(user_models() / "4")
    shipped = make(at_home / "shipped" / "3")
    put_into_use(user_models(), Version(shipped, 3, True))
    assert in_use().folder == shipped
    shipped.rename(at_home / "3")
    make(at_home / "shipped" / "5")
    assert in_use() == Version(at_home / "shipped" / "5", 5, True)


def test_a_collection_of_somebody_else_stands_alone(at_home: Path, make: Make) -> None:
    make(at_home / "shipped" / "3")
    theirs = at_home / "theirs"
    for number in ("1", "2"):
        make(theirs / number)
    assert [version.number for version in known_versions(theirs)] == [2, 1]
    pin(theirs, 1)
    assert open_in_use(theirs)[0].path == theirs / "1"
    assert collection_of(theirs / "2") == theirs
    assert open_in_use(theirs / "2")[0].path == theirs / "2"  # named, whatever is pinned
    with pytest.raises(ModelFolderError, match=str(theirs / "2")) as refused:
        roll_back(theirs / "2")
    assert refused.value.code == "model_named"


def test_a_shipped_version_that_is_named_as_own_ones_are_is_told_apart(
    at_home: Path, make: Make
) -> None:
    own, shipped = make(user_models() / "3"), make(at_home / "shipped" / "3")
    assert in_use() == Version(own, 3, False)
    put_into_use(user_models(), Version(shipped, 3, True))
    assert in_use() == Version(shipped, 3, True)
    put_into_use(user_models(), Version(own, 3, False))
    assert not (user_models() / PIN_NAME).exists()


def test_a_version_that_is_gone_is_not_put_into_use(at_home: Path, make: Make) -> None:
    make(at_home / "shipped" / "3")
    with pytest.raises(ModelFolderError, match="not there any more"):
        put_into_use(user_models(), Version(user_models() / "4", 4, False))
    assert in_use().number == 3


def test_a_change_of_the_shipped_versions_is_seen_by_who_watches_all(
    at_home: Path, make: Make
) -> None:
    before = signature(user_models())
    make(at_home / "shipped" / "3")
    assert signature(user_models()) != before


def test_the_history_is_short_and_tells_only_of_changes(at_home: Path) -> None:
    assert read_history() == []
    for number in (1, 1, 2, 1):
        note_use(Path("/models", str(number)), number)
    assert [use.version for use in read_history()] == [1, 2, 1]
    with places.model_history_file().open("a") as log:
        log.write('{"at": 5}\n{"half a l')
    note_use(Path("/models/7"), 7)
    assert [use.version for use in read_history()] == [1, 2, 1, 7]
    for number in range(KEPT):
        note_use(Path("/models", str(number)), number)
    assert [use.version for use in read_history()] == list(range(KEPT))
