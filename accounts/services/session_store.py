"""Where sessions are kept: in the database, and none longer than SESSION_MAX_S after its sign-in, however it is used.

The row itself ends then: pages, players and whatever else asks for the session find none.
"""

import time

from django.conf import settings
from django.contrib.sessions.backends import db

SINCE = "since"
"""In a session: when its sign-in was, seconds since 1970."""


class SessionStore(db.SessionStore):
    """Django's own, whose rows have an end that use does not move."""

    def get_session_cookie_age(self) -> int:
        """Return how many seconds a session that is saved now has left."""
        idle: int = super().get_session_cookie_age()
        since = self.get(SINCE)
        if since is None:
            return idle
        left: int = since + settings.SESSION_MAX_S - int(time.time())
        return max(0, min(idle, left))
