"""Writes of the accounts room: people, offices, epochs."""
