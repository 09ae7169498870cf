"""Playing is being there: whoever listens for an hour without a click is not signed out meanwhile."""

import threading
import time
from collections import OrderedDict

import structlog
from django.conf import settings
from django.db import DatabaseError

from accounts.services.sessions import renew_by_key
from playback.models import Play

log = structlog.get_logger(__name__)


class KeepAlive:
    """Prolongs the sessions of plays that media is sent to; one per process. A paused player asks for none."""

    def __init__(self) -> None:
        self._renewed_at: OrderedDict[str, float] = OrderedDict()
        self._guard = threading.Lock()

    def note(self, play: Play) -> None:
        """Note that media goes out to a play; now and then this writes, else it asks no database."""
        if not play.session_key or not self._is_due(play.pk):
            return
        try:
            renew_by_key(play.session_key)
        except DatabaseError as error:  # the next segment tries again
            log.warning("session.not_renewed", play=play.pk, error=str(error))
            with self._guard:
                self._renewed_at[play.pk] = float("-inf")

    def _is_due(self, play_id: str) -> bool:
        now = time.time()
        with self._guard:
            # Opening the play has just prolonged it.
            last = self._renewed_at.setdefault(play_id, now)
            due = now - last >= settings.SESSION_RENEW_S
            if due:
                self._renewed_at[play_id] = now
            self._renewed_at.move_to_end(play_id)
            while len(self._renewed_at) > settings.GATE_PLAYS_HELD:
                self._renewed_at.popitem(last=False)
        return due


keep_alive = KeepAlive()
"""This process's own."""
