"""What is wrong with a folder of photos, found before a model is trained on it."""
