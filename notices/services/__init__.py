"""Writes of the notices room."""
