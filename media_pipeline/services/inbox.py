"""What becomes of recordings in the inbox besides being given to a hearing."""

from django.db import transaction
from django.db.models import F

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.problems import Conflict
from media_pipeline.models import Recording
from media_pipeline.services.matching import place
from media_pipeline.states import Placement, Waiting


@transaction.atomic
def dismiss(recording: Recording, caller: Caller, rule: str, reason: str) -> None:
    """Say that a recording, or the rest of it, belongs to no hearing. Raises Conflict when it waits no more."""
    rows = Recording.objects.filter(pk=recording.pk).exclude(waits__in=(Waiting.NOT, Waiting.DISMISSED))
    if not rows.update(waits=Waiting.DISMISSED, dismissal=reason, version=F("version") + 1):
        raise Conflict
    _note("recording.dismissed", recording, caller, rule, reason)


@transaction.atomic
def restore(recording: Recording, caller: Caller, rule: str) -> None:
    """Take a dismissal back; by its time it may find a hearing at once. Raises Conflict when it was not dismissed."""
    automatic = recording.placement == Placement.AUTOMATIC
    waits = Waiting.NO_HEARING if automatic else Waiting.WITHDRAWN
    rows = Recording.objects.filter(pk=recording.pk, waits=Waiting.DISMISSED)
    if not rows.update(waits=waits, dismissal="", version=F("version") + 1):
        raise Conflict
    _note("recording.restored", recording, caller, rule, "")
    place(recording.pk)


def _note(action: str, recording: Recording, caller: Caller, rule: str, reason: str) -> None:
    private = {"reason": reason}
    record(
        action,
        actor=caller.actor(),
        object_id=recording.pk,
        court=recording.court_id,
        rule=rule,
        private=private,
    )
