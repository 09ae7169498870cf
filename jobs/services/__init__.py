"""Writes of the jobs room: enqueue, claim, run, reap."""
