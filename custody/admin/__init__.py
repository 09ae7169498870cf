"""The base of every page of the administration."""
