"""Codes on paper: given at a desk, proved once by who holds them, spent in the transaction of what they give."""

import hmac
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest

from accounts.errors import CodeOver
from accounts.models import PaperCode, User
from accounts.models.paper_code import DIGEST_LETTERS
from accounts.policies.addresses import address_of
from accounts.policies.caller import Caller
from accounts.policies.paper_codes import Code, new_code
from accounts.services.keyed import keyed_hash
from accounts.services.lockout import note_refused_code
from courts.models import Court
from custody.services.outbox import Actor, record
from foundation.clock import utc_now
from foundation.problems import Forbidden

PURPOSE = "paper code"
HELD = "paper_code"
"""In a session: the id of a code that was proved, and until when (seconds since 1970) it may be used."""
NOBODYS = "0" * DIGEST_LETTERS
STILL_OPEN = Q(used_at=None, revoked_at=None)


@dataclass(frozen=True, slots=True)
class Giving:
    """What is given to whom: ``subject`` is the id of a participant or user, ``document`` what proved the identity."""

    kind: str
    subject: str
    court: Court | None
    document: str
    hours: int
    frees_second_factor: bool = False
    reason: str = ""


@transaction.atomic
def give_code(giving: Giving, caller: Caller, rule: str) -> tuple[PaperCode, str]:
    """Make a code and return its row and how it is written; one that was open for the same ends.

    Only this answer has the secret: the row keeps a keyed hash. Raises Forbidden: only a person sees an identity.
    """
    if caller.user is None:
        raise Forbidden
    now = utc_now()
    replaced = PaperCode.objects.filter(STILL_OPEN, kind=giving.kind, subject=giving.subject)
    replaced.update(revoked_at=now)
    code = new_code()
    row = PaperCode.objects.create(
        kind=giving.kind,
        subject=giving.subject,
        court=giving.court,
        given_by=caller.user,
        document=giving.document,
        name=code.name,
        digest=_digest(code),
        created_at=now,
        expires_at=now + timedelta(hours=giving.hours),
        frees_second_factor=giving.frees_second_factor,
        reason=giving.reason,
    )
    _note("code.given", row, caller.actor(), rule, document=giving.document, reason=giving.reason)
    return row, code.written()


@transaction.atomic
def revoke_code(code: PaperCode, caller: Caller, rule: str) -> None:
    """End a code that nobody has used; one that is over already stays as it is."""
    if PaperCode.objects.filter(STILL_OPEN, pk=code.pk).update(revoked_at=utc_now()):
        _note("code.revoked", code, caller.actor(), rule)


def prove(code: Code, request: HttpRequest) -> PaperCode | None:
    """Return the row of a code that is good now, else count the failure for address and slip and return None.

    Wrong, used, revoked and expired take the same steps.
    """
    row = PaperCode.objects.filter(name=code.name).first()
    right = hmac.compare_digest(_digest(code), row.digest if row is not None else NOBODYS)
    if row is not None and right and is_good(row):
        return row
    _count_failure(code, request)
    return None


def is_good(code: PaperCode) -> bool:
    """Tell whether a code can still be used."""
    is_open = code.used_at is None and code.revoked_at is None
    return is_open and code.expires_at > utc_now() and code.failures < settings.PAPER_CODE_FAILURES


def hold(session: SessionBase, code: PaperCode) -> None:
    """Keep in the session that its browser has proved a code."""
    session[HELD] = {"id": code.pk, "until": int(time.time()) + settings.PAPER_CODE_HELD_S}


def held_code(session: SessionBase, kind: str) -> PaperCode:
    """Return the code of this kind that the session's browser has proved. Raises CodeOver."""
    held: dict[str, Any] = session.get(HELD) or {}
    if held.get("until", 0) > time.time():
        code = PaperCode.objects.filter(pk=held["id"], kind=kind).first()
        if code is not None and is_good(code):
            return code
    raise CodeOver


@transaction.atomic
def spend(code: PaperCode, user: User, actor: Actor) -> None:
    """Use a code up for an account. Raises CodeOver when somebody was quicker or its time is over."""
    now = utc_now()
    still = PaperCode.objects.filter(
        STILL_OPEN, pk=code.pk, expires_at__gt=now, failures__lt=settings.PAPER_CODE_FAILURES
    )
    if not still.update(used_at=now, used_by=user):
        raise CodeOver
    _note("code.used", code, actor, "")


def let_go(session: SessionBase) -> None:
    """Forget that the session's browser has proved a code."""
    session.pop(HELD, None)


def codes_for(kind: str, subject: str) -> list[PaperCode]:
    """Return the codes that were given, the latest first."""
    return list(PaperCode.objects.filter(kind=kind, subject=subject).select_related("given_by"))


def _digest(code: Code) -> str:
    return keyed_hash(PURPOSE, code.name + code.secret)


@transaction.atomic
def _count_failure(code: Code, request: HttpRequest) -> None:
    limit = settings.PAPER_CODE_FAILURES
    slip = PaperCode.objects.filter(STILL_OPEN, name=code.name)
    counted = slip.filter(failures__lt=limit).update(failures=F("failures") + 1)
    blocked = slip.filter(failures=limit).first()
    if counted and blocked is not None:
        _note("code.blocked", blocked, Actor("", {"address": address_of(request)}), "", outcome="refused")
    note_refused_code(request)


def _note(
    action: str, code: PaperCode, actor: Actor, rule: str, *, outcome: str = "done", **private: str
) -> None:
    told = {name: value for name, value in private.items() if value}
    record(
        action,
        actor=actor,
        object_id=code.pk,
        court=code.court_id or "",
        rule=rule,
        outcome=outcome,
        private={"kind": code.kind, "subject": code.subject, **told},
    )
