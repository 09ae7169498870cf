"""Writing hearings: creation, state, session bounds, publication of the log."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from courts.models import Court, Courtroom
from custody.services.outbox import record
from foundation.clock import utc_now
from hearings.errors import BoundsInvalid, TransitionRefused
from hearings.models import Case, Hearing, HearingCase, HearingTransition
from hearings.services.announcing import announce
from hearings.services.disguises import have_disguised
from hearings.services.epochs import kill_media_addresses, raise_hearing
from hearings.services.external import save_new
from hearings.services.identities import spread
from hearings.states import TRANSITIONS, HearingEvent, HearingState, following

NO_RECORDING = "none"


@transaction.atomic
def create_hearing(  # noqa: PLR0913  a card has this many fields
    court: Court,
    cases: list[Case],
    caller: Caller,
    rule: str,
    *,
    scheduled_at: datetime,
    courtroom: Courtroom | None = None,
    scheduled_minutes: int = 60,
    external_source: str = "",
    external_id: str = "",
) -> Hearing:
    """Schedule a hearing of one or more cases; the same external id again returns the hearing that is there.

    Raises Conflict when the external id is another court's.
    """
    if external_id:
        known = Hearing.objects.filter(
            court=court, external_source=external_source, external_id=external_id
        ).first()
        if known is not None:
            return known
    hearing = Hearing(
        court=court,
        courtroom=courtroom,
        scheduled_at=scheduled_at,
        scheduled_minutes=scheduled_minutes,
        external_source=external_source,
        external_id=external_id,
    )
    save_new(hearing)
    HearingCase.objects.bulk_create(HearingCase(hearing=hearing, case=case) for case in cases)
    record("hearing.created", actor=caller.actor(), object_id=hearing.pk, court=court.pk, rule=rule)
    spread([case.pk for case in cases], caller, rule)
    announce(hearing.pk)
    return hearing


@transaction.atomic
def change_hearing(hearing: Hearing, caller: Caller, rule: str, **card: Any) -> None:
    """Change the schedule of a hearing (courtroom, scheduled_at, scheduled_minutes)."""
    for name, value in card.items():
        setattr(hearing, name, value)
    hearing.save(update_fields=sorted(card))
    Hearing.objects.filter(pk=hearing.pk).update(version=F("version") + 1)
    record("hearing.changed", actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule)
    announce(hearing.pk)
    kill_media_addresses(hearing.pk)  # before any mark or recording, the schedule is the time base


@transaction.atomic
def apply_event(hearing: Hearing, event: HearingEvent, caller: Caller, rule: str, **columns: Any) -> Hearing:
    """Move a hearing by an event, compare-and-set; raises TransitionRefused when its state does not allow it."""
    locked = Hearing.objects.select_for_update().get(pk=hearing.pk)
    target = following(TRANSITIONS, locked.state, event)
    if target is None:
        raise TransitionRefused(state=locked.state, event=str(event))
    changed = Hearing.objects.filter(pk=hearing.pk, state=locked.state)
    if not changed.update(state=target, version=F("version") + 1, **columns):
        raise TransitionRefused(state=locked.state, event=str(event))
    HearingTransition.objects.create(
        hearing=hearing, event=event, from_state=locked.state, to_state=target, actor=caller.id
    )
    record(f"hearing.{event}", actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule)
    announce(hearing.pk)
    raise_hearing(hearing.pk)
    hearing.refresh_from_db()
    return hearing


def mark_session(
    hearing: Hearing, caller: Caller, rule: str, opened_at: datetime, closed_at: datetime | None
) -> Hearing:
    """Mark when the session was opened and closed; outside these bounds nobody plays the recording.

    The opening is playlist time 0, so all media addresses change. Raises BoundsInvalid, TransitionRefused.
    """
    longest = timedelta(hours=settings.HEARING_MAX_HOURS)
    if closed_at is not None and not timedelta(0) < closed_at - opened_at <= longest:
        raise BoundsInvalid
    event = HearingEvent.OPEN if closed_at is None else HearingEvent.CLOSE
    with transaction.atomic():
        current = Hearing.objects.get(pk=hearing.pk)
        columns = {"opened_at": opened_at, "closed_at": closed_at}
        if _stays(current.state, event):
            Hearing.objects.filter(pk=hearing.pk).update(version=F("version") + 1, **columns)
            record(
                "hearing.bounds",
                actor=caller.actor(),
                object_id=hearing.pk,
                court=hearing.court_id,
                rule=rule,
            )
            announce(hearing.pk)
        else:
            apply_event(hearing, event, caller, rule, **columns)
        kill_media_addresses(hearing.pk)
    hearing.refresh_from_db()
    if closed_at is not None:
        have_disguised(hearing)
    if hearing.recording_state != NO_RECORDING:
        let_gates_notice()  # what now lies outside the session is played by nobody when this returns
    return hearing


def _stays(state: str, event: HearingEvent) -> bool:
    """Correcting a mark does not move the hearing: it is in session and stays so, or its protocol is signed already."""
    if event is HearingEvent.OPEN:
        return state == HearingState.IN_SESSION
    return state in {HearingState.RECORDED, HearingState.PROTOCOL_SIGNED}


@transaction.atomic
def publish_log(hearing: Hearing, caller: Caller, rule: str) -> None:
    """Note that the log is published; from now on those with class t read it (R15)."""
    if Hearing.objects.filter(pk=hearing.pk, log_published_at=None).update(
        log_published_at=utc_now(), version=F("version") + 1
    ):
        record("log.published", actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule)
        raise_hearing(hearing.pk)
