"""Which hearing reads which part of which recording: taking, giving, moving, withdrawing."""

from django.db import transaction
from django.db.models import F

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from custody.services.outbox import Actor, record
from foundation.clock import plus_ms, utc_now
from foundation.problems import Conflict, Gone
from hearings.models import Hearing
from hearings.services.epochs import kill_media_addresses
from media_pipeline.errors import RangeInvalid
from media_pipeline.models import HearingRange, Recording
from media_pipeline.states import Placement, RecordingState, Waiting

STATES_BEST_FIRST = (
    RecordingState.READY,
    RecordingState.PREPARING,
    RecordingState.KEPT,
    RecordingState.DESTROYED,
)


@transaction.atomic
def take_range(
    hearing: Hearing,
    recording: Recording,
    actor: Actor,
    rule: str,
    from_ms: int = 0,
    to_ms: int | None = None,
) -> HearingRange:
    """Let a hearing read a part of a recording (media milliseconds; None: to its end). Raises RangeInvalid."""
    length = recording.duration_ms
    if from_ms < 0 or (to_ms is not None and to_ms <= from_ms) or (length is not None and from_ms >= length):
        raise RangeInvalid(duration_ms=length)
    known = HearingRange.objects.filter(
        hearing=hearing, recording=recording, from_ms=from_ms, to_ms=to_ms, withdrawn_at=None
    ).first()
    if known is not None:
        return known
    part = HearingRange.objects.create(hearing=hearing, recording=recording, from_ms=from_ms, to_ms=to_ms)
    record("range.taken", actor=actor, object_id=part.pk, court=hearing.court_id, rule=rule)
    refresh_time_base(hearing)
    return part


@transaction.atomic
def give(
    hearing: Hearing,
    recording: Recording,
    actor: Actor,
    rule: str,
    from_ms: int = 0,
    to_ms: int | None = None,
) -> HearingRange:
    """Let a hearing read a part because a person said so: from now on the matching leaves this file alone.

    Raises RangeInvalid, Gone.
    """
    _lock(recording)
    if Recording.objects.filter(pk=recording.pk, state=RecordingState.DESTROYED).exists():
        raise Gone
    part = take_range(hearing, recording, actor, rule, from_ms, to_ms)
    _decided(recording, Waiting.NOT)
    return part


def _lock(recording: Recording) -> None:
    """Recordings are locked before their hearings, here as in the matching, or both would wait for each other."""
    Recording.objects.select_for_update(no_key=True).get(pk=recording.pk)


def _decided(recording: Recording, waits: Waiting) -> None:
    Recording.objects.filter(pk=recording.pk).update(
        placement=Placement.PERSON, waits=waits, dismissal="", version=F("version") + 1
    )


def withdraw(recording: Recording, hearing: Hearing, caller: Caller, rule: str, reason: str) -> int:
    """Take a recording out of a hearing at once; returns how many ranges ended.

    Old addresses are dead in every gate process when this returns. The original stays.
    """
    with transaction.atomic():
        _lock(recording)
        ended = end_ranges(recording, hearing, caller, rule, reason)
        heard = HearingRange.objects.filter(recording=recording, withdrawn_at=None).exists()
        _decided(recording, Waiting.NOT if heard else Waiting.WITHDRAWN)
    let_gates_notice()
    return ended


def move(
    recording: Recording, source: Hearing, target: Hearing, caller: Caller, rule: str, reason: str
) -> None:
    """Take a recording that was uploaded to the wrong hearing over to the right one, at once.

    Exactly the parts that the one has read go over: the rest of the file may be another hearing's. Raises Conflict when
    somebody else has just moved or withdrawn it.
    """
    with transaction.atomic():
        _lock(recording)
        read = _read_parts(recording, source)
        if not read:
            raise Conflict
        end_ranges(recording, source, caller, rule, reason)
        if target.courtroom_id is not None:
            Recording.objects.filter(pk=recording.pk).update(
                courtroom=target.courtroom, court=target.court, version=F("version") + 1
            )
        for from_ms, to_ms in read:
            give(target, recording, caller.actor(), rule, from_ms, to_ms)
    let_gates_notice()


def _read_parts(recording: Recording, hearing: Hearing) -> list[tuple[int, int | None]]:
    rows = HearingRange.objects.filter(recording=recording, hearing=hearing, withdrawn_at=None)
    return [(part.from_ms, part.to_ms) for part in rows.select_for_update()]


def end_ranges(recording: Recording, hearing: Hearing, caller: Caller, rule: str, reason: str) -> int:
    """Let a hearing read a recording no longer; the caller is in a transaction. Returns how many ranges ended."""
    rows = HearingRange.objects.filter(recording=recording, hearing=hearing, withdrawn_at=None)
    ended = rows.update(withdrawn_at=utc_now())
    private = {"reason": reason, "hearing": hearing.pk}
    record(
        "range.withdrawn",
        actor=caller.actor(),
        object_id=recording.pk,
        court=hearing.court_id,
        rule=rule,
        private=private,
    )
    refresh_time_base(hearing)
    return ended


def refresh_time_base(hearing: Hearing) -> None:
    """Push down what the hearing hangs on: its first media (playlist time 0 while no opening is marked) and its state.

    Old addresses die. The caller is in a transaction; the row is locked before the ranges are read, or two recordings
    that arrive at once would each leave the other one out.
    """
    hearing = Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
    rows = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None).select_related("recording")
    starts = [plus_ms(part.recording.started_at, part.from_ms) for part in rows]
    states = {part.recording.state for part in rows}
    best = next((state for state in STATES_BEST_FIRST if state in states), "none")
    if hearing.retention_expired:  # whatever other hearings still read of its recordings
        best = RecordingState.DESTROYED
    Hearing.objects.filter(pk=hearing.pk).update(
        first_media_at=min(starts, default=None), recording_state=best
    )
    kill_media_addresses(hearing.pk)
