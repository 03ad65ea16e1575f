"""Inception v3, its last layers, and the graph that is exported."""
