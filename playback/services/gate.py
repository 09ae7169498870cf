"""The gate: every media byte passes here. A running play asks no database; epochs keep the gate's memory honest."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db import DatabaseError
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.epochs import hearing_key, user_key
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import Held, NotFound, Problem
from hearings.doors import get_hearing_for
from hearings.policy import Action
from media_pipeline.hls.intervals import Ranges
from playback.models import Play
from playback.services.credentials import same
from playback.services.epochs import EpochWatcher
from playback.services.variants import Variant, variant_for


@dataclass(frozen=True, slots=True)
class Running:
    """A play as the gate last decided on it."""

    play: Play
    keys: tuple[str, ...]
    epochs: tuple[int, ...]
    decided_at: float
    variant: Variant
    sent: dict[str, Ranges] = field(default_factory=dict)
    """What each address that was asked for lets out: the same for all ranges of it, as the variant is."""


class Gate:
    """One per process."""

    def __init__(self, watcher: EpochWatcher | None = None) -> None:
        self.watcher = watcher or EpochWatcher()
        self._running: OrderedDict[str, Running] = OrderedDict()
        self._guard = threading.Lock()

    def admit(self, play_id: str, credential: str) -> Running:
        """Return the play if this credential may go on with it; raises NotFound, Gone or Held, nothing else."""
        known = self._running.get(play_id)
        try:
            if known is None or not self._is_fresh(known):
                return self._decide(play_id, credential)
        except (DatabaseError, OSError) as error:
            raise Held from error  # blind, or the original does not open: refuse, never an old verdict
        if not same(known.play.credential, credential):
            raise NotFound
        return known

    def _is_fresh(self, running: Running) -> bool:
        if (
            time.monotonic() - running.decided_at > settings.VERDICT_MAX_S
            or running.play.ends_at <= utc_now()
        ):
            return False
        epochs = self.watcher.current(running.keys)
        if epochs is None:  # the watcher is late: one query tells whether anything changed
            epochs = self.watcher.read_now(running.keys)
        return epochs == running.epochs

    def _decide(self, play_id: str, credential: str) -> Running:
        play = self._play(play_id)
        if not same(play.credential, credential):
            raise NotFound
        keys = (hearing_key(play.hearing_id), user_key(play.viewer))
        epochs = self.watcher.read_now(keys)  # before the facts: a change in between shows as another epoch
        decided_at = time.monotonic()
        running = Running(play, keys, epochs, decided_at, _variant(play))
        with self._guard:
            self._running[play_id] = running
            self._running.move_to_end(play_id)
            while len(self._running) > settings.GATE_PLAYS_HELD:
                self._running.popitem(last=False)
        return running

    def _play(self, play_id: str) -> Play:
        known = self._running.get(play_id)
        play = known.play if known else Play.objects.filter(pk=play_id).first() if is_id(play_id) else None
        if play is None or play.ends_at <= utc_now():
            raise NotFound
        return play


def _variant(play: Play) -> Variant:
    """Decide anew for the viewer of a play; whatever is refused is not there under a media address."""
    user = User.objects.filter(pk=play.viewer, is_active=True).first()
    if user is None or not _signed_in(play, user):
        raise NotFound
    try:
        admitted = get_hearing_for(_viewer(play, user), play.hearing_id, Action.PLAYLIST)
        return variant_for(admitted, as_recorded=play.as_recorded)
    except OSError:
        raise  # told as such, though a bucket's silence is a problem as well
    except Problem as problem:
        raise problem if problem.status in {410, 423} else NotFound() from problem


def _viewer(play: Play, user: User) -> Caller:
    """Return who watches, with the second sign-in that the play was opened by: it opens no other hearing."""
    sittings = () if play.stepped_up_at is None else ((play.hearing_id, play.stepped_up_at),)
    return Caller(user=user, purpose=play.purpose, sittings=sittings)


def _signed_in(play: Play, user: User) -> bool:
    """Tell whether the play's session still signs this user in: a new password ends it as a sign-out does."""
    if not play.session_key:
        return True
    session = import_module(settings.SESSION_ENGINE).SessionStore(play.session_key)
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


gate = Gate()
"""This process's gate."""
