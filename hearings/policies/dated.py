"""When transfers stand, and which hearings of its case an order means: all of them, one, or those of some dates."""

from datetime import datetime

from django.db.models import OuterRef, Q


def transferred(now: datetime) -> Q:
    """Return the transfers that stand at a moment."""
    return Q(registered_at__lte=now) & (Q(ended_at=None) | Q(ended_at__gt=now))


def meant(hearing: str | OuterRef, scheduled_at: datetime | OuterRef) -> Q:
    """Return the orders that mean a hearing, known or of an outer query."""
    this = Q(hearing=None) | Q(hearing=hearing)
    begun = Q(heard_from=None) | Q(heard_from__lte=scheduled_at)
    not_over = Q(heard_to=None) | Q(heard_to__gt=scheduled_at)
    return this & begun & not_over
