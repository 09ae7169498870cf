"""Signing in a second time, before what must not be open on an abandoned screen."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from accounts.errors import UNKNOWN_PASSKEY, SignInRests, StepUpRefused
from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.policies.step_up import AT, SITTINGS, is_fresh, stepped_up_at
from accounts.services.passkeys import used_passkey
from accounts.services.second_factor import CODES, may_try_code, note_wrong_code
from custody.services.outbox import Actor, record
from foundation.clock import utc_now


@dataclass(frozen=True, slots=True)
class Ways:
    """By what a person can confirm to be here."""

    password: bool
    code: bool
    passkey: bool

    def __bool__(self) -> bool:
        return self.password or self.code or self.passkey


def ways_of(user: User) -> Ways:
    """Return what the person has; who comes by another system's sign-in may have none of it."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Ways(user.has_usable_password(), bool(kinds & CODES), Authenticator.Type.WEBAUTHN in kinds)


def step_up(
    request: HttpRequest, user: User, *, password: str = "", code: str = "", credential: str = ""
) -> None:
    """Let the session remember that its owner is here now. Raises StepUpRefused, SignInRests.

    ``credential`` is what the browser answered for a passkey. Whatever is wrong counts like a wrong password at
    sign-in, so nothing is undone when it is refused.
    """
    right = _is_right(request, user, password, code, credential)
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]  # else axes answers a machine with a page
        raise SignInRests
    if not right:
        raise StepUpRefused(UNKNOWN_PASSKEY if credential else "")
    with transaction.atomic():
        record("user.stepped_up", actor=Actor(user.pk, {"address": address_of(request)}), object_id=user.pk)
        request.session[AT] = int(time.time())


def keep_sittings(session: SessionBase, hearing_ids: Iterable[str]) -> None:
    """Let a second sign-in that is still fresh open protected originals of these hearings for the whole sitting."""
    now = utc_now()
    if not is_fresh(stepped_up_at(session), now, settings.STEP_UP_IDENTITY_S):
        return
    known: dict[str, int] = session.get(SITTINGS) or {}
    running = {
        hearing: at for hearing, at in known.items() if now.timestamp() - at <= settings.STEP_UP_ORIGINAL_S
    }
    sittings = running | dict.fromkeys(hearing_ids, session[AT])
    if sittings != known:
        session[SITTINGS] = sittings


def _is_right(request: HttpRequest, user: User, password: str, code: str, credential: str) -> bool:
    if credential:
        return _counted(request, user, lambda: used_passkey(user, credential))
    if code:
        return _counted(request, user, lambda: _is_code(user, code))
    return bool(password) and authenticate(request, username=user.username, password=password) == user


def _counted(request: HttpRequest, user: User, is_right: Callable[[], bool]) -> bool:
    if not may_try_code(request, user):
        return False
    right = is_right()
    if not right:
        note_wrong_code(request, user)
    return right


def _is_code(user: User, code: str) -> bool:
    known = Authenticator.objects.filter(user=user, type__in=CODES)
    return any(each.wrap().validate_code(code) for each in known)
