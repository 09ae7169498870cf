"""Credentials of service clients; the OAuth provider keeps only a hash of the secret."""

import secrets
from collections.abc import Iterable

from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import ServiceClient
from custody.services.outbox import Actor, record

SECRET_BYTES = 32


def issue_credentials(
    name: str, scopes: Iterable[str], *, client_id: str = "", secret: str = ""
) -> tuple[str, str]:
    """Register an OAuth client for the client credentials grant; returns its id and its secret (made if not given)."""
    secret = secret or secrets.token_urlsafe(SECRET_BYTES)
    granted = "\n".join(scopes)
    client = Client(
        name=name,
        secret=make_password(secret),
        scopes=granted,
        default_scopes=granted,
        grant_types=Client.GrantType.CLIENT_CREDENTIALS,
        type=Client.Type.CONFIDENTIAL,
    )
    client.id = client_id or client.id
    client.save(force_insert=True)
    return client.id, secret


@transaction.atomic
def renew_secret(client: ServiceClient, *, actor: Actor) -> str:
    """Replace the secret and end the tokens that the old one bought; returns the new secret."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    Client.objects.filter(pk=client.client_id).update(secret=make_password(secret))
    Token.objects.filter(client_id=client.client_id).delete()
    record("client.secret", actor=actor, object_id=client.pk)
    return secret
