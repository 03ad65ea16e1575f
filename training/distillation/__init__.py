"""Teach the upper part of a base from the answers of other networks."""
