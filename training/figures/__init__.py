"""Figures as PNG and inline SVG."""
