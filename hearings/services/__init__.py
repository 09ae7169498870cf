"""Writes of the hearings room."""
