"""How many products a network puts into the right class: what chooses the best epoch.

Pictures of other things train, but are not counted: those of the validation photos are of kinds
that were never trained on, and how well they are told is measured afterwards. Between the classes
alone, as the program answers: whether a picture is one of them is asked apart.
"""

from __future__ import annotations

from typing import Any


def product_accuracy(classes: int) -> Any:
    """A Keras metric, ``accuracy``, of labels int64 [N] and logits [N, C] or [N, C + 1]."""
    import keras

    class ProductAccuracy(keras.metrics.Mean):  # type: ignore[misc]  # keras carries no types
        """Mean over the products seen."""

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            right, products = right_products(y_true, y_pred, classes)
            super().update_state(
                keras.ops.cast(right, "float32"), keras.ops.cast(products, "float32")
            )

    return ProductAccuracy(name="accuracy")


def right_products(labels: Any, logits: Any, classes: int) -> tuple[Any, Any]:
    """Which pictures are products in their right class, and which are products; bool [N]."""
    import keras

    labels = keras.ops.reshape(keras.ops.cast(labels, "int64"), (-1,))
    products = labels < classes
    answers = keras.ops.cast(keras.ops.argmax(logits[:, :classes], axis=-1), "int64")
    return products & (answers == labels), products
