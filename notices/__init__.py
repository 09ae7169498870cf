"""Notices to people: what somebody must be told, in the portal and by a mail that says no more than that."""
