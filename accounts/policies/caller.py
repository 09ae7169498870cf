"""The caller of a request: a person, a service client, or nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import ServiceClient, User
from accounts.policies.addresses import address_of
from accounts.policies.step_up import Sittings, sittings_of, stepped_up_at
from custody.services.outbox import Actor

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Caller:
    """Exactly one of user and client is set, or neither (anonymous)."""

    user: User | None = None
    client: ServiceClient | None = None
    scopes: frozenset[str] = frozenset()
    purpose: str = ""
    address: str = field(default="", compare=False)
    step_up_at: datetime | None = field(default=None, compare=False)
    sittings: Sittings = field(default=(), compare=False)
    answers: dict[str, Any] | None = field(default=None, compare=False, repr=False)
    """What ``once`` found in this request; None where every question is asked anew."""

    @property
    def id(self) -> str:
        """The opaque id that audit rows and uploads carry; empty for nobody."""
        if self.user is not None:
            return self.user.pk
        return self.client.pk if self.client is not None else ""

    @property
    def known(self) -> bool:
        """Whether valid credentials came."""
        return bool(self.id)

    def once(self, question: str, ask: Callable[[], Answer]) -> Answer:
        """Return what ``ask`` finds, asked once in a request that only reads: all its lists rest on one answer."""
        if self.answers is None:
            return ask()
        if question not in self.answers:
            self.answers[question] = ask()
        return cast(Answer, self.answers[question])

    def actor(self) -> Actor:
        """Return the caller as audit rows know it."""
        return Actor(self.id, {"address": self.address} if self.address else {})


def caller_of(request: HttpRequest | Request) -> Caller:
    """Read the caller from a Django or DRF request."""
    purpose = (request.headers.get("X-Purpose") or request.GET.get("purpose") or "")[:200]
    address = address_of(request)
    principal = request.user
    if isinstance(principal, ClientPrincipal):
        return Caller(client=principal.client, scopes=principal.scopes, purpose=purpose, address=address)
    if isinstance(principal, User) and principal.is_active:
        session = request.session
        return Caller(
            user=principal,
            purpose=purpose,
            address=address,
            step_up_at=stepped_up_at(session),
            sittings=sittings_of(session),
            answers=_answers(request, principal),
        )
    return Caller(address=address)


def _answers(request: HttpRequest | Request, user: User) -> dict[str, Any] | None:
    """Return what was found of a person in this request; a request that may write keeps nothing."""
    if request.method not in {"GET", "HEAD"}:
        return None
    kept: dict[str, dict[str, Any]] = request.META.setdefault(
        "courtrec.answers", {}
    )  # one for Django's and DRF's
    return kept.setdefault(user.pk, {})


class ClientPrincipal(AnonymousUser):
    """What DRF calls the user when a service client calls: known, but no person."""

    def __init__(self, client: ServiceClient, scopes: frozenset[str]) -> None:
        super().__init__()
        self.client = client
        self.scopes = scopes

    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        """A client with a valid token is known."""
        return True
