"""An inquiry into a leak: what somebody listened to is shown to another, so the log and the person are told (R14)."""

from collections.abc import Sequence

from django.db import transaction

from custody.services.outbox import record
from hearings.doors import Admitted
from hearings.doors.break_glass import running_inquiry
from hearings.services.notices import NoticeKind, tell
from playback.services.listeners import Listener


@transaction.atomic
def note_inquiry(admitted: Admitted, shown: Sequence[Listener]) -> None:
    """Enter in the log that an inquiry was shown these people's listening, and tell each of them once."""
    asked = running_inquiry(admitted.caller, admitted.hearing, admitted.cases)
    hearing, people = admitted.hearing, [each.person for each in shown]
    record(
        "listening.inquired",
        actor=admitted.caller.actor(),
        object_id=hearing.pk,
        court=hearing.court_id,
        rule=admitted.verdict.rule_id,
        private={"break_glass": asked.pk, "about": people},
    )
    tell(people, NoticeKind.INQUIRY, hearing.pk, asked.pk, asked.proposed_by)
