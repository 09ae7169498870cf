"""Writes of the custody room: audit rows and originals."""
