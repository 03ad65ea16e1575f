"""Views of a photo to train on and to be judged by."""
