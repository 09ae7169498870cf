"""Template tags of the protocol."""
