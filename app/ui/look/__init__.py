"""Colours, distances, shapes and words."""
