"""The way from the database to the policy: facts gathered, lists filtered."""
