"""Figures to reach, measured against floors on this machine: ``python -m tests.bench [NAME...]``."""
