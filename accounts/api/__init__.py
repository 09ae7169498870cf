"""How the API knows its callers."""
