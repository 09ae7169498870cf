"""Participants by their account, those of protected people too, whose rows do not name it."""

from django.conf import settings
from django.db.models import Q

from foundation.envelopes import blinded, parse_keys

PURPOSE = "account of a participant"


def account_keys(user_id: str) -> list[str]:
    """Return by what a protected participant's account is found: one word for each key, the first is stored."""
    return blinded(parse_keys(settings.IDENTITY_KEYS), user_id, PURPOSE)


def of_account(user_id: str | None, prefix: str = "") -> Q:
    """Return the participants that are this account's; ``prefix`` leads to them from another table."""
    if user_id is None:
        return Q(pk__in=[])
    keys = account_keys(user_id)
    return Q(**{f"{prefix}user": user_id}) | Q(**{f"{prefix}account_key__in": keys})
