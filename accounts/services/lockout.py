"""Lockout after failed sign-ins: django-axes counts per name and per address, here with a limit for each."""

from typing import Any

import structlog
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from accounts.models import User
from accounts.policies.addresses import address_of
from custody.services.outbox import Actor, record

log = structlog.get_logger(__name__)
NAME_LETTERS = 150
CLIENTS, CODES = "oauth ", "paper "
"""Begin the names under which an address is counted that has no right secret; no person's name has a space."""


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]
    """Many people of a court share one address, so an address may fail more often than a name."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return what was counted for the name, or its whole limit once the address has used up its own."""
        by_name, by_address = map(_failures, self.get_user_attempts(request, credentials))
        known = bool(address_of(request))
        limit: int = settings.LOGIN_FAILURES
        return limit if known and by_address >= settings.LOGIN_FAILURES_ADDRESS else by_name

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget what was counted for the name only: one account must not buy an address new guesses at others."""
        count: int = self.reset_attempts(username=counted_name(request, credentials))
        return count

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count, log without the name, and write an audit row at the failure that locks.

        Not a row for each: anybody could fill the audit log, of which nothing is ever removed.
        """
        before = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None:
            log.warning("sign_in_refused", address=address_of(request), of=_kind(credentials))
        if request is not None and not before and getattr(request, "axes_locked_out", False):
            _note_lock(counted_name(request, credentials), address_of(request))


def _kind(credentials: dict[str, Any]) -> str:
    """Return who was refused; never the name itself, for passwords are typed into its field too."""
    name = str(credentials.get("username") or "")
    return "client" if name.startswith(CLIENTS) else "paper code" if name.startswith(CODES) else "person"


def counted_name(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return under which name a failure is counted: as sign-in reads it, so that capitals are no new name."""
    name = str((credentials or {}).get("username") or "")
    return name.replace("\0", "").strip().lower()[:NAME_LETTERS]


@transaction.atomic
def unlock(user: User, *, actor: Actor) -> None:
    """Let a person try to sign in again at once."""
    AxesProxyHandler.reset_attempts(username=counted_name(HttpRequest(), {"username": user.username}))
    record("user.unlocked", actor=actor, object_id=user.pk)


def client_may_try(request: HttpRequest) -> bool:
    """Tell whether this address has failed too often to prove itself a service client."""
    return _may_try(request, CLIENTS)


def note_refused_client(request: HttpRequest) -> None:
    """Count a wrong secret; by address, so that nobody can lock a court's system out from elsewhere."""
    _note_refused(request, CLIENTS)
    request.axes_locked_out = False  # type: ignore[attr-defined]  # else axes answers a machine with a page


def code_may_be_tried(request: HttpRequest) -> bool:
    """Tell whether this address may try another code from paper."""
    return _may_try(request, CODES)


def note_refused_code(request: HttpRequest) -> None:
    """Count a wrong code from paper by address; at the limit axes answers with the page of the lock."""
    _note_refused(request, CODES)


def _may_try(request: HttpRequest, whom: str) -> bool:
    allowed: bool = AxesProxyHandler.is_allowed(request, {"username": whom + address_of(request)})
    return allowed


def _note_refused(request: HttpRequest, whom: str) -> None:
    AxesProxyHandler.user_login_failed(Lockout, {"username": whom + address_of(request)}, request)


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0


@transaction.atomic
def _note_lock(name: str, address: str) -> None:
    user = User.objects.filter(username__iexact=name).first()
    actor = Actor("", {"address": address})
    record("user.locked", actor=actor, object_id=user.pk if user else "", outcome="refused")
