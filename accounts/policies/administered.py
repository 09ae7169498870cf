"""Whom an administrator looks after: one rule for the administration's lists and for pages."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from foundation.clock import utc_now


def administered_by(reader: User) -> QuerySet[User]:
    """Return everybody for a system administrator, else those who work in the courts that the reader administers.

    Left out are who works there no longer, and who stands above: passwords are set for these people.
    """
    if reader.is_superuser:
        return User.objects.all()
    offices = Membership.objects.filter(user=OuterRef("pk"), court__in=reader.administered_courts())
    running = offices.filter(Q(until=None) | Q(until__gt=utc_now()))
    return User.objects.filter(Exists(running), is_superuser=False)
