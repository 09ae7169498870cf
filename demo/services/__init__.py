"""Writes of the demonstration court."""
