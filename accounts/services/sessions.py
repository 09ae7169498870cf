"""Sessions of people: how long they last, where they run, and ending them with everything that plays in them."""

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.services.epochs import raise_epochs, user_key
from accounts.services.session_store import SINCE, SessionStore
from custody.services.outbox import Actor, record
from foundation.clock import utc_now

RENEWED = "renewed"
"""In a session: when its life was last prolonged, seconds since 1970."""
FACTORS = {"totp": "code", "recovery_codes": "recovery-code", "webauthn": "passkey"}
"""Our words for what a second factor is called by the library."""


def note_sign_in(request: HttpRequest, user: User) -> None:
    """Write inside the transaction of a sign-in that it happened, from where and by what."""
    steps = get_authentication_records(request, user)
    # A new account that a code on paper made signs in at once: no step went before.
    private = {"by": [_way(step) for step in steps] or ["paper-code"]}
    actor = Actor(user.pk, {"address": address_of(request)})
    record("user.signed_in", actor=actor, object_id=user.pk, private=private)


def _way(step: dict[str, Any]) -> str:
    if step["method"] == "socialaccount":
        return f"provider {step.get('provider', '')}"
    return FACTORS.get(step.get("type", ""), str(step["method"]))


def begin(session: SessionBase) -> None:
    """Let the time of a sign-in run from now on: SESSION_IDLE_S without use, SESSION_MAX_S in all."""
    session[SINCE] = session[RENEWED] = int(time.time())


def renew(session: SessionBase) -> bool:
    """Prolong the life of a signed-in session by SESSION_IDLE_S once saved; tells whether that is worth a write.

    Not beyond SESSION_MAX_S. A session from before there was such a time begins here.
    """
    now = int(time.time())
    if SESSION_KEY not in session or now - session.get(RENEWED, 0) < settings.SESSION_RENEW_S:
        return False
    session[RENEWED] = now
    session.setdefault(SINCE, now)
    return True


def renew_by_key(session_key: str) -> None:
    """Do the same for a session known by its key; one that has ended stays so."""
    session = SessionStore(session_key)
    if renew(session):
        with suppress(UpdateError):  # ended meanwhile
            session.save()


def sessions_of(user: User) -> list[UserSession]:
    """Return where a person is signed in, the latest first."""
    running: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(running, key=lambda session: session.created_at, reverse=True)


@transaction.atomic
def end_sessions(user: User, sessions: Iterable[UserSession], *, actor: Actor) -> int:
    """End sessions of one person and, within moments, what plays in them; returns how many there were."""
    ended = [session for session in sessions if session.user_id == user.pk]
    for session in ended:
        session.end()
    if ended:
        private = {"addresses": [session.ip for session in ended]}
        record("session.ended", actor=actor, object_id=user.pk, private=private)
        raise_epochs(user_key(user.pk))
    return len(ended)


def forget_ended() -> int:
    """Remove sessions whose time is over, and from where they were used (a keeper's round)."""
    count, _by_model = Session.objects.filter(expire_date__lt=utc_now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return count
