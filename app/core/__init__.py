"""What the program knows without a window: pictures, models, predictions, results."""
