"""Shared parts of the REST API: problem documents, cursor pages, entity tags."""
