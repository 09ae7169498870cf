"""The protocol of a hearing: entries, their revisions, import, search."""
