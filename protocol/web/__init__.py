"""Pages of the protocol: writing entries, publication, search."""
