"""Giving and ending offices."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Membership, User
from accounts.services.epochs import raise_epochs, user_key
from courts.models import Court
from custody.services.outbox import Actor, record
from foundation.clock import utc_now
from foundation.problems import Forbidden

SHORTEST = timedelta(microseconds=1)
"""The database wants an end after the beginning."""


@transaction.atomic
def give_office(
    user: User, court: Court, role: str, *, actor: Actor, since: datetime | None = None
) -> Membership:
    """Give another person an office in a court from a moment on; the same running office is given once.

    Raises Forbidden for the actor's own account: who administers courts must not become their judge.
    """
    if actor.id == user.pk:
        raise Forbidden
    running = Membership.objects.filter(user=user, court=court, role=role, until=None).first()
    if running is not None:
        return running
    office = Membership.objects.create(user=user, court=court, role=role, since=since or utc_now())
    record(
        "membership.given",
        actor=actor,
        object_id=office.id,
        court=court.id,
        private={"user": user.id, "role": role},
    )
    raise_epochs(user_key(user.id))
    return office


@transaction.atomic
def end_office(office: Membership, *, actor: Actor) -> None:
    """End an office now; what the person sees ends with it within seconds. One that would begin later never does."""
    if office.until is not None:
        return
    office.until = max(utc_now(), office.since + SHORTEST)
    office.save(update_fields=["until"])
    record("membership.ended", actor=actor, object_id=office.id, court=office.court_id)
    raise_epochs(user_key(office.user_id))
