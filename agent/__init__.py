"""Sends a recorder's files to a portal: a program for the recorder's own PC, Python 3.8, its standard library only.

It is shipped as one file (``make agent``). It reads the source and never writes there; killed at any moment it goes on
where the portal stands. Nothing of the portal is imported here, and nobody imports this.
"""
