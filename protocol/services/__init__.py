"""Writes of the protocol: entries and their revisions, import, publication; and search."""
