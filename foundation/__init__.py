"""What every room stands on: opaque ids, the clock, problems, pagination. Knows nothing of courts."""
