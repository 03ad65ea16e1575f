"""Train a network: both stages, cached activations, checkpoints, calibration."""
