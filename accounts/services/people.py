"""Accounts that people make for themselves, once the court has let them."""

import secrets

from django.db import IntegrityError, transaction

from accounts.errors import NameTaken
from accounts.models import User
from custody.services.outbox import Actor, record

NAME_DIGITS, NAME_GROUP = 8, 4


def suggested_name() -> str:
    """Return a sign-in name that says nothing about anybody and that no account has: ``4821-7733``."""
    while True:
        digits = f"{secrets.randbelow(10**NAME_DIGITS):0{NAME_DIGITS}}"
        name = f"{digits[:NAME_GROUP]}-{digits[NAME_GROUP:]}"
        if not User.objects.filter(username=name).exists():
            return name


def create_account(name: str, password: str | None, *, address: str, rule: str, user_id: str = "") -> User:
    """Make an account without a person's name, with its audit row; call it in the transaction of what lets it in.

    ``password`` None makes an account that signs in by other means; ``user_id`` is an id that was promised to such
    means before. Raises NameTaken.
    """
    user = User(username=name)
    user.pk = user_id or user.pk
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken from error
    record("user.added", actor=Actor(user.pk, {"address": address}), object_id=user.pk, rule=rule)
    return user
