"""Other ways to classify a folder, as their users write them: one line is printed for each photo.

``python other_ways.py WAY MODEL PHOTO ...``; needs nothing of Shelfwise, so that each way runs with
its own packages only. ``comparison.py`` runs it.
"""

import sys
from collections.abc import Callable
from typing import Any

SIDE = 224


def read(path: str) -> Any:
    """RGB uint8 [1, SIDE, SIDE, 3], by Pillow."""
    import numpy as np
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB").resize((SIDE, SIDE)), np.uint8)[None]


def keras(model: str) -> Callable[[str], Any]:
    """``predict`` for each picture, on the SavedModel as a layer."""
    import keras

    inputs = keras.Input((SIDE, SIDE, 3), dtype="uint8")
    layer = keras.layers.TFSMLayer(model, call_endpoint="serving_default")
    network = keras.Model(inputs, layer(inputs))
    return lambda path: network.predict(read(path), verbose=0)


def onnxruntime(model: str) -> Callable[[str], Any]:
    """A session with its defaults."""
    import onnxruntime as ort

    session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda path: session.run(None, {name: read(path)})


def openvino(model: str) -> Callable[[str], Any]:
    """The SavedModel, compiled for the processor with the defaults."""
    import openvino as ov

    compiled = ov.Core().compile_model(model, "CPU")
    return lambda path: compiled(read(path))


def timm(model: str) -> Callable[[str], Any]:
    """A network of this name with random weights, with timm's own transformation."""
    import torch
    from PIL import Image

    # Where torchvision's native part is for another PyTorch; timm needs none of it.
    for name in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, name):
            torch.library.define(f"torchvision::{name}", "(Tensor a, Tensor b, float c) -> Tensor")
    import timm as library

    network = library.create_model(model, pretrained=False, num_classes=3).eval()
    settings = library.data.resolve_data_config({"input_size": (3, SIDE, SIDE)}, model=network)
    transform = library.data.create_transform(**settings)

    def answer(path: str) -> Any:
        with Image.open(path) as picture, torch.inference_mode():
            return network(transform(picture.convert("RGB"))[None]).softmax(-1).numpy()

    return answer


def ultralytics(model: str) -> Callable[[str], Any]:
    """What ``yolo classify predict`` does, on a network of this name with random weights."""
    from ultralytics import YOLO

    network = YOLO(model, task="classify")
    return lambda path: network.predict(path, imgsz=SIDE, verbose=False)[0].probs.data.numpy()


WAYS = {
    "keras": keras,
    "onnxruntime": onnxruntime,
    "openvino": openvino,
    "timm": timm,
    "ultralytics": ultralytics,
}

if __name__ == "__main__":
    way, model, *photos = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # libraries may say something, too
    ask = WAYS[way](model)
    for photo in photos:
        ask(photo)
        print(photo, file=answers, flush=True)
