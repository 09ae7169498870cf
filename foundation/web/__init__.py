"""Shared parts of the pages: how a problem becomes a page."""
