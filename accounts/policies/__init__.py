"""Who is calling: read from a request once, passed on as a value."""
