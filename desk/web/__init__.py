"""The desk's page."""
