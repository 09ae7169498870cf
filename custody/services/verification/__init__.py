"""Checking custody: rows against leaves, leaves against tiles, tiles against signatures, originals against leaves."""
