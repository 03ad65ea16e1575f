"""Refresh a published model: its last layer learns from new photos and keeps what it knew."""
