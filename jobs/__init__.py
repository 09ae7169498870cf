"""Background work: a database row with a lease is the truth, the broker only wakes somebody up."""
