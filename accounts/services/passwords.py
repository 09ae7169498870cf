"""Changes of passwords by their owners."""

from django.http import HttpRequest

from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.services.epochs import raise_epochs, user_key
from custody.services.outbox import Actor, record


def note_own_change(request: HttpRequest, user: User) -> None:
    """Write the audit row inside the transaction of the change, and let the gates look at this person's plays again."""
    record("user.password_changed", actor=Actor(user.pk, {"address": address_of(request)}), object_id=user.pk)
    raise_epochs(user_key(user.pk))
