"""Training starts from what is there, asks the network only when told to, and says what it took."""

from pathlib import Path

import pytest

from app.core import places
from app.core.base_weights import ARCHIVE
from app.core.storage.files import file_digest
from training.config import AUTO, IMAGENET, RANDOM, SHIPPED, FitConfig, read_config
from training.errors import RunError
from training.fit.run_folder import agree_with_chief, claim
from training.network.base_weights import CAME_ALONG, settled_base_weights, weights_file
from training.network.inception import BaseWeights, build_base
from training.network.provenance import origin_of

KERAS_FILE = "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Keras would keep what it had downloaded; it has not."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path


@pytest.fixture
def not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "shipped_base_weights", lambda: None)
    monkeypatch.setenv(places.DATA_VARIABLE, str(tmp_path / "kept"))


def test_what_ships_is_taken_unless_keras_download_is_there(keras_home: Path) -> None:
    assert FitConfig().base_weights == AUTO
    assert settled_base_weights(AUTO) == SHIPPED
    (keras_home / "models" / KERAS_FILE).touch()
    assert settled_base_weights(AUTO) == IMAGENET
    assert settled_base_weights(SHIPPED) == SHIPPED


def test_who_asks_for_keras_own_or_any_other_gets_those(keras_home: Path) -> None:
    for name in (IMAGENET, RANDOM, "some.weights.h5"):
        assert settled_base_weights(name) == name


@pytest.mark.usefixtures("not_installed")
def test_where_nothing_ships_nothing_is_fetched_and_a_sentence_says_what_to_get(
    keras_home: Path, tmp_path: Path
) -> None:
    assert settled_base_weights(AUTO) == SHIPPED
    with pytest.raises(RunError, match="--base-weights PATH") as error:
        weights_file(SHIPPED)
    assert ARCHIVE in error.value.message and str(tmp_path / "kept") in error.value.message


def test_the_shipped_base_is_loaded_offline_and_says_where_it_comes_from(keras_home: Path) -> None:
    _, weights = build_base(FitConfig(input_size=75))
    shipped = places.shipped_base_weights()
    assert shipped is not None
    assert (weights.name, weights.sha256) == (shipped.name, file_digest(shipped))
    assert weights.origin == f"{CAME_ALONG}, {origin_of(shipped)}"  # as the card prints it
    assert weights.sentence == (
        "The base started from inception_v3_base.weights.h5, which came with Shelfwise."
    )


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (BaseWeights(IMAGENET, "0"), "the ImageNet weights of Keras"),
        (BaseWeights(RANDOM, ""), "random weights"),
        (BaseWeights("mine.h5", "0", "distilled from x"), "mine.h5"),
    ],
)
def test_one_sentence_says_which_weights_were_used(weights: BaseWeights, words: str) -> None:
    assert weights.sentence == f"The base started from {words}."


def test_a_run_goes_on_with_the_weights_that_it_began_with(
    keras_home: Path, tmp_path: Path
) -> None:
    run, data = tmp_path / "run", tmp_path / "photos"
    run.mkdir()
    claim(run, FitConfig(), data, resume=False)
    assert read_config(run)[0].base_weights == SHIPPED
    (keras_home / "models" / KERAS_FILE).touch()  # downloaded meanwhile
    claim(run, FitConfig(), data, resume=True)
    assert agree_with_chief(run, FitConfig()).base_weights == SHIPPED
    with pytest.raises(RunError, match="base_weights"):
        claim(run, FitConfig(base_weights=IMAGENET), data, resume=True)
