"""What is published answers as it was trained, is described, and is in use only if no worse."""

import json
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.models.classifier import Classifier
from app.core.models.engines import LiteRTEngine, TensorFlowEngine, probe_picture
from app.core.models.folder import (
    CARD_PATH,
    ModelFolder,
    current_version,
    open_current,
    open_model_folder,
    versions,
)
from app.core.models.opening import EngineKind
from tests.support.surroundings import full_disk
from training.cli import main
from training.config import read_config
from training.data.manifest import manifest_digest, read_manifest
from training.data.pictures import fitted
from training.errors import PublishError, RunError
from training.fit.run_folder import WEIGHTS_NAME
from training.judge.compare import LEAST_OF_A_CLASS, Comparison, SideBySide
from training.judge.predict import LabelledPhoto, labelled_photos
from training.network.inception import (
    classifier_model,
    familiarity,
    load_classifier,
    pooled,
    softmax,
    to_network_range,
)
from training.publish import publish as publishing
from training.publish.contract import title_case
from training.publish.drawn import ask_about_drawn
from training.publish.publish import publish
from training.publish.twin import TwinAgreement
from training.publish.twin_unseen import UnseenTwin
from training.publish.version_folder import MAX_FILE_BYTES


@pytest.fixture
def collection(small_published_model: Path) -> Path:
    return small_published_model


@pytest.fixture(scope="session")
def folder(tiny_published_model: Path) -> ModelFolder:
    return open_current(tiny_published_model)[0]


@pytest.fixture(scope="session")
def pictures(tiny_run: Path, tiny_photos: Path) -> np.ndarray:
    """The validation and test photos, uint8 [N, 75, 75, 3]."""
    config, manifest = read_config(tiny_run)[0], read_manifest(tiny_run / "manifest.json")
    members = [*manifest.of("validation"), *manifest.of("test")]
    return np.stack([fitted(tiny_photos / m.path, config.input_spec) for m in members])


def test_the_published_graph_gives_the_numbers_of_the_trained_network(
    folder: ModelFolder, tiny_run: Path, pictures: np.ndarray
) -> None:
    classes = len(folder.contract.classes)
    base, head = load_classifier(read_config(tiny_run)[0], classes + 1, tiny_run / WEIGHTS_NAME)
    logits = classifier_model(base, head)(to_network_range(pictures), training=False).numpy()
    final_map = base(to_network_range(pictures), training=False)

    outputs = TensorFlowEngine(folder.path).run(pictures)

    # Kernels are stored in half precision: about three decimal digits.
    expected = softmax(logits[:, :classes] / folder.contract.temperature)
    assert outputs.probabilities == pytest.approx(expected, abs=5e-3)
    assert outputs.familiarity == pytest.approx(familiarity(logits, classes), abs=2e-2)
    assert outputs.features == pytest.approx(pooled(final_map).numpy(), abs=1e-2)
    read_out = outputs.activation_maps.mean(axis=(1, 2)) + head.bias.numpy()[:classes]
    assert read_out == pytest.approx(logits[:, :classes], abs=2e-2)


def test_the_twin_answers_as_the_saved_model_does(
    folder: ModelFolder, pictures: np.ndarray
) -> None:
    saved = TensorFlowEngine(folder.path).run(pictures)
    twin = LiteRTEngine(folder.twin).run(pictures)
    assert np.array_equal(saved.probabilities.argmax(axis=1), twin.probabilities.argmax(axis=1))
    # An all but untrained network is coarser than a trained one after rounding to 8 bits.
    assert twin.probabilities == pytest.approx(saved.probabilities, abs=0.1)
    assert twin.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert twin.activation_maps.shape == saved.activation_maps.shape
    assert twin.features.shape == saved.features.shape == (len(pictures), 2048)


def test_it_opens_in_the_program_with_both_engines(
    folder: ModelFolder, tiny_photos: Path, tiny_run: Path
) -> None:
    manifest = read_manifest(tiny_run / "manifest.json")
    photo = labelled_photos(manifest, "test")[0]
    for kind in EngineKind:
        classifier = Classifier.open(folder, kind)
        prediction = classifier.classify(classifier.load(tiny_photos / photo.path))
        assert set(prediction.probabilities) == {"bags", "pens", "t-shirts"}
        assert sum(prediction.probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_the_folder_is_one_that_tensorflow_serving_serves(folder: ModelFolder) -> None:
    import tensorflow as tf

    signature = tf.saved_model.load(str(folder.path)).signatures["serving_default"]
    (spec,) = signature.structured_input_signature[1].values()
    assert spec.name == "image"
    assert spec.dtype == tf.uint8
    assert spec.shape.as_list() == [None, 75, 75, 3]
    assert set(signature.structured_outputs) == {
        "probabilities",
        "activation_maps",
        "features",
        "familiarity",
    }


def test_no_file_is_too_large_and_the_weights_are_there_once(folder: ModelFolder) -> None:
    sizes = {path.name: path.stat().st_size for path in folder.path.rglob("*") if path.is_file()}
    assert max(sizes.values()) <= MAX_FILE_BYTES
    assert sizes["variables.data-00000-of-00001"] < 45e6  # 21.8 million weights, two bytes each


def test_the_contract_says_what_people_and_programs_need(
    folder: ModelFolder, tiny_run: Path
) -> None:
    contract, manifest = folder.contract, read_manifest(tiny_run / "manifest.json")
    assert [item.display_name for item in contract.classes] == ["Bags", "Pens", "T Shirts"]
    assert len({item.color_light for item in contract.classes}) == 3
    assert (contract.height, contract.width, contract.version) == (75, 75, 1)
    assert contract.training_data["digest"] == manifest_digest(manifest)
    assert contract.training_data["counts"]["train"]["bags"] > 0
    assert contract.metrics["test"]["pictures"] == sum(
        member.class_name != "other" for member in manifest.of("test")
    )
    assert contract.metrics["twin"]["same_label"] >= 0.998
    assert contract.libraries["tensorflow"]
    assert read_manifest(folder.path / "assets.extra" / "manifest.json") == manifest


def test_the_card_tells_data_figures_and_limits(folder: ModelFolder) -> None:
    card = folder.card
    assert "| shop0 | " in card
    assert "licence is unknown" in card
    assert f"{folder.contract.metrics['test']['accuracy']:.4f}" in card
    assert "random weights" in card
    assert "## Limits" in card
    assert "None" not in card and "nan" not in card


def test_what_is_drawn_and_answered_wrongly_is_shown(folder: ModelFolder, tmp_path: Path) -> None:
    drawn, version = tmp_path / "drawn", tmp_path / "version"
    for name, colour in (("bags", (20, 20, 200)), ("pens", (20, 20, 200)), ("other", (0, 0, 0))):
        (drawn / name).mkdir(parents=True)
        picture = np.full((90, 90, 3), colour, np.uint8)
        (drawn / name / f"a disc in {name}.png").write_bytes(cv2.imencode(".png", picture)[1])
    engine = LiteRTEngine(folder.twin)
    found = ask_about_drawn(drawn, "other", engine, folder.contract, version)
    shown = re.findall(
        r"^- !\[\]\((failures/\S+)\) a disc in (\w+), ", found.section(), re.MULTILINE
    )
    assert {name for _, name in shown} & {"bags", "pens"}, "both cannot be right"
    assert len(shown) == len(found.failures) <= found.asked
    for path, _ in shown:
        assert (version / CARD_PATH.parent / path).is_file()
    with pytest.raises(RunError, match="no pictures in folders named like bags"):
        ask_about_drawn(tmp_path, "other", engine, folder.contract, version)


def test_names_are_shown_in_title_case_unless_told_otherwise() -> None:
    assert title_case("t-shirts") == "T Shirts"
    assert title_case("kids_clothing") == "Kids Clothing"
    assert title_case("women's wear") == "Women's Wear"


def test_a_worse_model_is_not_published_unless_forced(
    collection: Path, small_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def better_in_use(*_: object) -> Comparison:
        return Comparison(1, 9, unseen=True, new_accuracy=0.5, current_accuracy=0.75)

    monkeypatch.setattr(publishing, "compare_with_current", better_in_use)
    with pytest.raises(PublishError) as refused:
        publish(small_run, collection)
    assert refused.value.code == "worse"
    assert "0.5000" in refused.value.message and "0.7500" in refused.value.message
    assert versions(collection) == [1]
    assert [entry.name for entry in collection.iterdir()] == ["1"]

    published = publish(small_run, collection, force=True)
    assert current_version(collection) == 2
    assert "--force although it is worse" in published.folder.card


def test_an_equal_model_takes_over_and_can_be_taken_back(
    collection: Path, small_run: Path, tiny_photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = ("--drawn", str(tiny_photos))  # photos of one name in several folders
    assert main(["publish", str(small_run), "--models", str(collection), *drawn]) == 0
    assert current_version(collection) == 2
    published = open_model_folder(collection / "2")
    assert "Against the model that was in use" in published.card
    shown = re.findall(r"!\[\]\((\S+)\)", published.card)
    assert len(shown) == len(set(shown)) > 0
    assert {f"{CARD_PATH.parent}/{path}" for path in shown} <= published.contract.files.keys()

    assert main(["rollback", "--models", str(collection)]) == 0
    assert current_version(collection) == 1
    capsys.readouterr()
    assert main(["list", "--models", str(collection)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("* 1")
    assert lines[1].startswith("  2")

    assert main(["rollback", "--models", str(collection)]) == 2
    assert "no version" in capsys.readouterr().err


def test_a_twin_that_differs_is_refused(
    tmp_path: Path, small_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.publish.twin._MAX_TOLERANCE", 0.0)
    with pytest.raises(PublishError) as refused:
        publish(small_run, tmp_path / "models")
    assert refused.value.code == "twin_differs"
    assert not list((tmp_path / "models").iterdir())


def test_a_full_disk_is_a_sentence_and_leaves_the_model_in_use(
    collection: Path, small_run: Path
) -> None:
    with full_disk(50_000), pytest.raises(PublishError) as refused:
        publish(small_run, collection)
    assert refused.value.code == "cannot_write"
    assert "could not be written into" in refused.value.message
    assert "File too large" in refused.value.message
    assert [entry.name for entry in collection.iterdir()] == ["1"]
    assert open_current(collection)[0].contract.version == 1


@pytest.mark.parametrize(
    ("changes", "agrees"),
    [
        ({}, True),
        ({"same_label": 0.9949}, False),
        ({"accuracy": 0.899}, False),
        ({"usual_difference": 0.11}, False),
    ],
)
def test_a_twin_agrees_when_labels_accuracy_and_probabilities_do(
    changes: dict[str, float], agrees: bool
) -> None:
    twin = TwinAgreement("float16", 1, 1000, 0.995, 0.9, 0.9, 0.01, 0.3)
    assert replace(twin, **changes).agrees is agrees


def test_of_few_photos_a_twin_may_answer_one_otherwise() -> None:
    twin = TwinAgreement("dynamic-range int8", 1, 20, 0.95, 0.85, 0.9, 0.01, 0.3)
    assert twin.agrees
    assert not replace(twin, same_label=0.9).agrees
    assert not replace(twin, accuracy=0.8).agrees


def test_on_sources_left_out_the_twin_is_judged_there() -> None:
    twin = TwinAgreement("dynamic-range int8", 1, 1000, 0.996, 0.899, 0.9, 0.01, 0.3)
    good, bad = UnseenTwin(1500, 0.948, 0.95, 0.05, 0.048), UnseenTwin(1500, 0.94, 0.95, 0.05, 0.05)
    assert not twin.agrees
    assert replace(twin, unseen=good).agrees
    assert not replace(twin, unseen=bad).agrees
    assert not replace(twin, unseen=good, same_label=0.99).agrees


def test_a_model_that_few_photos_judged_is_held_back_when_asked(
    collection: Path, small_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run's test photos are the first version's own, two or three a class."""
    arguments = ["publish", str(small_run), "--models", str(collection), "--progress", "json"]
    assert main([*arguments, "--hold-back"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["event"], told["version"], told["in_use"]) == ("published", 2, False)
    assert 0 < told["comparison"]["fewest"] < LEAST_OF_A_CLASS
    assert current_version(collection) == 1
    assert open_model_folder(collection / "2").contract.version == 2  # a person may take it

    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["in_use"]
    assert current_version(collection) == 3


@pytest.mark.parametrize(("fewest", "enough"), [(0, False), (29, False), (30, True)])
def test_thirty_photos_of_each_class_are_enough(fewest: int, enough: bool) -> None:
    comparison = Comparison(1, 900, True, new_accuracy=1, current_accuracy=0.5, fewest=fewest)
    assert comparison.enough is enough


@pytest.mark.parametrize(("unseen", "fewest"), [(True, 0), (False, 0)])
def test_a_class_without_photos_counts(unseen: bool, fewest: int) -> None:
    labelled = tuple(LabelledPhoto(Path(f"{n}.png"), "", n % 2) for n in range(80))
    labels = np.array([n % 2 for n in range(80)])
    both = SideBySide(1, unseen, labelled, 3, labels, labels)
    assert both.comparison.fewest == fewest
    assert replace(both, classes=2).comparison.fewest == (40 if unseen else 0)


def test_the_probe_is_what_the_saved_model_answers(folder: ModelFolder) -> None:
    picture = probe_picture(75, 75)[None]
    answer = TensorFlowEngine(folder.path).run(picture).probabilities[0]
    assert answer == pytest.approx(folder.contract.probe.probabilities, abs=1e-5)
    assert 0.01 <= folder.contract.probe.tolerance <= 0.2
