"""Courts over REST."""
