"""The second factor: whose role must have one, wrong codes, and removing one that was lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.services.lockout import Lockout
from accounts.services.sessions import end_sessions, sessions_of
from custody.services.outbox import Actor, record
from foundation.clock import utc_now

MISSING = "second_factor_missing"
"""In a session: this person's role must have a second factor, and there is none yet."""
ADMINISTRATION = "admin"
"""Stands in SECOND_FACTOR_ROLES for system administrators, who hold no office."""


SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
CODES = frozenset({Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES})
"""What is proved by a code that a person types; a passkey has none."""


def has_second_factor(user: User) -> bool:
    """Tell whether a password alone does not let this person in."""
    return bool(second_factors_of(user).exists())


def second_factors_of(user: User) -> QuerySet[Authenticator]:
    """Return what protects the person beside the password; recovery codes only stand in for these."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
    return found


def must_have_second_factor(user: User) -> bool:
    """Tell whether one of the person's present offices demands a second factor."""
    roles = set(settings.SECOND_FACTOR_ROLES)
    if not roles:
        return False
    if user.is_superuser and ADMINISTRATION in roles:
        return True
    offices = user.memberships.filter(role__in=roles, until=None, since__lte=utc_now())
    return bool(offices.exists())


def note_duty(session: SessionBase, user: User) -> None:
    """Keep in the session whether a second factor has to be set up before anything else."""
    session[MISSING] = must_have_second_factor(user) and not has_second_factor(user)


def note_on(request: HttpRequest, user: User) -> None:
    """Note inside the transaction of the change that its owner has switched the second factor on."""
    _note("user.second_factor_on", request, user)


def note_off(request: HttpRequest, user: User) -> None:
    """Note that its owner has switched it off."""
    _note("user.second_factor_off", request, user)


def note_passkey_added(request: HttpRequest, user: User) -> None:
    """Note that its owner has made a passkey."""
    _note("user.passkey_added", request, user)


def note_passkey_renamed(request: HttpRequest, user: User) -> None:
    """Note that its owner has given a passkey another name."""
    _note("user.passkey_renamed", request, user)


def note_passkey_removed(request: HttpRequest, user: User) -> None:
    """Note that its owner has removed a passkey."""
    _note("user.passkey_removed", request, user)


def note_new_codes(request: HttpRequest, user: User) -> None:
    """Note that its owner has made new recovery codes."""
    _note("user.recovery_codes", request, user)


def _note(action: str, request: HttpRequest, user: User) -> None:
    actor = Actor(user.pk, {"address": address_of(request)})
    record(action, actor=actor, object_id=user.pk)
    note_duty(request.session, user)


def may_try_code(request: HttpRequest, user: User) -> bool:
    """Tell whether this name may try another code: wrong ones count like wrong passwords."""
    allowed: bool = AxesProxyHandler.is_allowed(request, _named(user))
    request.axes_locked_out = not allowed  # type: ignore[attr-defined]  # axes answers with the page of the lock
    return allowed


@transaction.atomic
def note_wrong_code(request: HttpRequest, user: User) -> None:
    """Count a wrong code, and write it down: whoever typed it may know the password."""
    actor = Actor("", {"address": address_of(request)})
    record("user.second_factor_refused", actor=actor, object_id=user.pk, outcome="refused")
    AxesProxyHandler.user_login_failed(Lockout, _named(user), request)


def _named(user: User) -> dict[str, Any]:
    return {"username": user.username}


@transaction.atomic
def remove_second_factor(user: User, *, actor: Actor) -> None:
    """Take a lost second factor away and sign the person out: whoever has the device has nothing more of it."""
    Authenticator.objects.filter(user=user).delete()
    record("user.second_factor_removed", actor=actor, object_id=user.pk)
    end_sessions(user, sessions_of(user), actor=actor)
