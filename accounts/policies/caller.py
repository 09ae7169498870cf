"""The caller of a request: a person, a service client, or nobody."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import ServiceClient, User
from accounts.policies.addresses import address_of
from custody.services.outbox import Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """Exactly one of user and client is set, or neither (anonymous)."""

    user: User | None = None
    client: ServiceClient | None = None
    scopes: frozenset[str] = frozenset()
    purpose: str = ""
    address: str = field(default="", compare=False)

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
        return Caller(user=principal, purpose=purpose, address=address)
    return Caller(address=address)


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
