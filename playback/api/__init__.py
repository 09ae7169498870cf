"""Playback and timeline over REST."""
