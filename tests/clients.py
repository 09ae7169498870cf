"""Tokens of service clients, as the OAuth provider would give them."""

from datetime import timedelta

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.utils import timezone

from accounts.models import ServiceClient
from accounts.policies.scopes import SCOPES


def token_of(client: ServiceClient, scopes: list[str] | None = None) -> str:
    """Return a running access token of a client, with all scopes or with some."""
    value = f"token-{client.pk}-{'-'.join(scopes or ['all'])}"
    token = Token(
        type=Token.Type.ACCESS_TOKEN,
        client=Client.objects.get(pk=client.client_id),
        hash=get_adapter().hash_token(value),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    token.set_scopes(list(SCOPES) if scopes is None else scopes)
    token.save()
    return value
