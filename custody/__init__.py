"""Proving that the record is whole: originals, fixity, the audit outbox. Actors and objects are opaque strings."""
