"""The hearing page and the media addresses."""
