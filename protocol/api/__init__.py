"""Entries and search over REST."""
