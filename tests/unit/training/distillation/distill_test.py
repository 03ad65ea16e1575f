"""A base learns from another network's answers, and only in its upper part."""

import json
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from tests.conftest import draw_photos
from training.cli import main
from training.config import FitConfig
from training.data.dataset import read_dataset
from training.distillation.distill import CUT_BELOW, cut_for_distilling, shown_photos
from training.errors import DataError
from training.network.inception import KerasModel, build_base
from training.progress import no_progress
from training.views.distill import distill_view

_SIDE, _FEATURES, _THINGS = 16, 3, 5


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    """Its features are the mean colour, its logits a fixed mixture of them."""
    mixture = np.random.default_rng(1).normal(0, 0.05, (_FEATURES, _THINGS)).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["pictures", "axes"], ["features"], keepdims=0),
        helper.make_node("MatMul", ["features", "mixture"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "teacher",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["n", _SIDE, _SIDE, 3])],
        [
            helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", _FEATURES]),
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", _THINGS]),
        ],
        [
            helper.make_tensor("mixture", TensorProto.FLOAT, mixture.shape, mixture.ravel()),
            helper.make_tensor("axes", TensorProto.INT64, [2], [1, 2]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.save(model, tmp_path / "teacher.onnx")
    return tmp_path / "teacher.onnx"


@pytest.mark.usefixtures("small_network")
def test_the_upper_part_learns_what_the_teacher_says(
    teacher: Path, tiny_photos: Path, tmp_path: Path
) -> None:
    arguments = ["distill", str(tiny_photos), "--teacher", str(teacher), "--out", str(tmp_path)]
    options = ("--base-weights", "random", "--input-size", "75", "--views", "2")
    more = ("--batch-size", "8", "--epochs", "4", "--leave-out", "shop2")
    assert main([*arguments, *options, *more]) == 0
    record = json.loads((tmp_path / "distilled.json").read_text())
    assert len(record["loss"]) == 4
    assert record["loss"][-1] < record["loss"][0]
    assert record["photos"] < 42  # neither those that judge, nor those of shop2
    weights = tmp_path / "inception_v3_base.weights.h5"
    assert dtypes_in(weights) == {np.dtype(np.float16)}
    config = FitConfig(base_weights="random", input_size=75)
    begun, _ = build_base(config)
    learnt, _ = build_base(replace(config, base_weights=str(weights)))
    changed = [
        not np.array_equal(np.float16(one.kernel), other.kernel)
        for one, other in zip(begun.layers, learnt.layers, strict=True)
        if hasattr(one, "kernel")
    ]
    below = sum(hasattr(layer, "kernel") for layer in _up_to(begun, CUT_BELOW))
    assert not any(changed[:below])
    assert all(changed[below:])


def test_a_pool_shows_what_neither_trains_nor_judges(tiny_photos: Path, tmp_path: Path) -> None:
    pool = tmp_path / "pool"
    new = draw_photos(tmp_path / "drawn", photos=16)  # the first 14 of each are those of the data
    for number, photo in enumerate(sorted(new.rglob("*.png"))):
        place = pool / f"deep {number % 3}" / "down"
        place.mkdir(parents=True, exist_ok=True)
        photo.rename(place / f"{number}.png")
    (pool / "twice.png").write_bytes((pool / "deep 0" / "down" / "0.png").read_bytes())
    (pool / "letter.png").write_text("no picture")
    config = FitConfig(base_weights="random", input_size=75)
    without = shown_photos(config, (), tiny_photos, (), no_progress)
    shown = shown_photos(config, (), tiny_photos, (pool,), no_progress)
    added = shown[len(without) :]
    assert shown[: len(without)] == without
    known = {picture.sha256 for picture in read_dataset(tiny_photos).pictures}
    assert added
    assert not known & {picture.sha256 for picture in added}
    assert len({picture.sha256 for picture in added}) == len(added)
    assert all(picture.path.is_file() for picture in added)
    with pytest.raises(DataError, match="is not a folder"):
        shown_photos(config, (), tiny_photos, (tmp_path / "gone",), no_progress)


def dtypes_in(weights: Path) -> set[np.dtype]:
    """Of every array of a weights file."""
    found: set[np.dtype] = set()

    def look(_: str, item: h5py.Dataset | h5py.Group) -> None:
        if isinstance(item, h5py.Dataset):
            found.add(item.dtype)

    with h5py.File(weights) as file:
        file.visititems(look)
    return found


def test_inception_is_cut_where_its_middle_ends() -> None:
    base, _ = build_base(FitConfig(base_weights="random", input_size=75))
    cut = cut_for_distilling(base)
    assert cut.trunk.output.shape[-1] == cut.top.input.shape[-1] == 768
    learning = sum(hasattr(layer, "kernel") for layer in cut.top.layers)
    assert 0 < learning < sum(hasattr(layer, "kernel") for layer in base.layers)


def test_the_pupil_sees_pages_and_spoilt_pictures_of_what_the_teacher_sees_plain() -> None:
    photo = np.random.default_rng(2).integers(0, 255, (60, 40, 3)).astype(np.uint8)
    views = [distill_view(photo, number, "a", 1) for number in range(5)]
    assert all(seen is photo for seen in views[0])
    for number in (1, 3):
        pupils, teachers = views[number]
        assert np.array_equal(pupils, teachers)
        assert pupils.size < photo.size
    page, product = views[2]
    assert any(np.array_equal(product, side) for side in (photo, photo[:, ::-1]))
    assert page.size > product.size
    spoilt, plain = views[4]
    assert not np.array_equal(spoilt, plain)


@pytest.mark.usefixtures("small_network")
def test_a_distillation_tells_how_pictures_were_fitted(
    teacher: Path, tiny_photos: Path, tmp_path: Path
) -> None:
    arguments = ["distill", str(tiny_photos), "--teacher", str(teacher), "--base-weights", "random"]
    options = ("--input-size", "75", "--views", "1", "--epochs", "1")
    crossings = {}
    for fitting in ("pad", "stretch"):
        out = tmp_path / fitting
        assert main([*arguments, *options, "--fitting", fitting, "--out", str(out)]) == 0
        assert json.loads((out / "distilled.json").read_text())["config"]["fitting"] == fitting
        crossings[fitting] = (out / "teacher_targets" / "crossing.f16").read_bytes()
    assert crossings["pad"] != crossings["stretch"]


def _up_to(base: KerasModel, name: str) -> list[KerasModel]:
    names = [layer.name for layer in base.layers]
    return list(base.layers[: names.index(name) + 1])


def test_a_file_that_is_no_teacher_is_named(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.onnx").write_bytes(b"hello")
    arguments = ["distill", str(tiny_photos), "--teacher", str(tmp_path / "notes.onnx")]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    assert "notes.onnx is not an ONNX network" in capsys.readouterr().err


def test_a_source_that_is_not_there_is_named(
    teacher: Path, tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["distill", str(tiny_photos), "--teacher", str(teacher), "--out", str(tmp_path)]
    assert main([*arguments, "--base-weights", "random", "--leave-out", "shop"]) == 2
    assert "begins with shop__" in capsys.readouterr().err


def test_nothing_is_written_among_the_photos(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tiny_photos / "pens" / "distilled"
    arguments = ["distill", str(tiny_photos), "--teacher", str(tmp_path / "teacher.onnx")]
    assert main([*arguments, "--out", str(out)]) == 2
    assert "inside the photos" in capsys.readouterr().err
    assert not out.exists()
