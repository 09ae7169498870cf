"""Rules of playback that are pure functions."""
