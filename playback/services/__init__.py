"""Variants, plays, and the gate."""
