"""Writes of the media room: receiving uploads, recordings, indexing."""
