"""How good a model is: predictions, metrics, comparisons, sources left out."""
