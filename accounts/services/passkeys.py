"""Passkeys: the one with which an account begins, and one that a signed-in person uses again."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import ValidationError

from accounts.models import User
from custody.services.outbox import Actor, record

MALFORMED = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)
"""What the libraries raise for an answer that no browser gives."""


def keep_first_passkey(user: User, name: str, credential: dict[str, Any], actor: Actor) -> Authenticator:
    """Keep a passkey that was checked, with its audit row, in the transaction that makes the account."""
    made: Authenticator = WebAuthn.add(user, name, credential).instance
    record("user.passkey_added", actor=actor, object_id=user.pk)
    return made


def used_passkey(user: User, credential: str) -> bool:
    """Tell whether one of the person's own passkeys answered the question that this session asked last.

    A question is asked once, also where the answer is wrong: whoever overhears an answer can do nothing with it.
    """
    try:
        answer = json.loads(credential)
        auth.parse_authentication_response(answer)
        passkey = auth.complete_authentication(user, answer)
    except (*MALFORMED, ValidationError):
        return False
    finally:
        auth.clear_state()
    passkey.record_usage()
    return True
