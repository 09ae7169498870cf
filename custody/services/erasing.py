"""Erasing a person from the audit log: the private parts go, the leaves and every proof stay as they are."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from custody.models import PersonKey, PrivatePart
from custody.services.outbox import Actor, record
from foundation.clock import utc_now


@dataclass(frozen=True, slots=True)
class Erased:
    """How many acts of the person, and how many of others that named the person, tell of it no more."""

    own: int
    naming: int


@transaction.atomic
def erase_person(person: str, *, actor: Actor, reason: str) -> Erased:
    """Remove salt and private part of each act of a person and of each act that names the person; for ever.

    Who did the acts that only name the person stays known, though it can no longer be proved. The erasure is a leaf
    itself, which does not say whom it was about. Copies of the database hold what they hold until they are destroyed.
    """
    now = utc_now()
    own = PrivatePart.objects.filter(person=person).update(person="", salt=None, body=None, erased_at=now)
    naming = _naming(person).update(salt=None, body=None, erased_at=now)
    PersonKey.objects.filter(person=person).delete()
    record("person.erased", actor=actor, private={"reason": reason, "own": own, "naming": naming})
    return Erased(own, naming)


def _naming(person: str) -> QuerySet[PrivatePart]:
    texts = PrivatePart.objects.annotate(text=Cast("body", TextField()))
    return texts.filter(Q(text__contains=f'"{person}"'), erased_at=None)
