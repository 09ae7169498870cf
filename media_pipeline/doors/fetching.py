"""What the doors to recordings share: one row, who reads it, whose deposit it is. Nothing is decided here."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership
from accounts.policies.caller import Caller
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from media_pipeline.models import HearingRange, Recording


def fetch(caller: Caller, recording_id: str) -> Recording:
    """Return the row, undecided. Raises SignInRequired, NotFound for what is no id.

    Of an absent one it returns a recording that nothing reads, so that it is refused by the same questions and in the
    same time as a forbidden one.
    """
    if not caller.known:
        raise SignInRequired
    rows = Recording.objects.select_related("original", "courtroom", "court")
    if not is_id(recording_id):
        raise NotFound
    return rows.filter(pk=recording_id).first() or Recording(pk=recording_id)


def readers(recording: Recording, from_ms: int = 0, to_ms: int | None = None) -> list[str]:
    """Return the hearings that read something of a part, by default of the whole."""
    ends_later = Q(to_ms=None) | Q(to_ms__gt=from_ms)
    rows = HearingRange.objects.filter(ends_later, recording=recording, withdrawn_at=None)
    if to_ms is not None:
        rows = rows.filter(from_ms__lt=to_ms)
    return list(rows.values_list("hearing_id", flat=True).distinct())


def own(caller: Caller) -> Q:
    """Return the caller's deposits; they are seen no longer than the office in whose name they were made."""
    if caller.client is not None:
        return Q(uploader=caller.id, court__in=caller.client.courts.all())
    now = utc_now()
    offices = Membership.objects.filter(user=caller.user, court=OuterRef("court"), since__lte=now)
    return Q(Exists(offices.filter(Q(until=None) | Q(until__gt=now))), uploader=caller.id)
