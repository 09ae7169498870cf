"""Writing and reading notes on what was not recorded: rows are only added, so every version stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.clock import ms_between, rfc3339
from hearings.doors import Admitted
from hearings.models import Hearing, HearingCase
from hearings.policies.veil import Veil
from hearings.policy import Action
from hearings.policy.facts import Interval
from hearings.services.covering import cover_rows
from hearings.services.identities import veil_over
from media_pipeline.errors import GapNoteChanged, GapNoteInvalid
from media_pipeline.models import GapNote

TEXTS = ("text",)


@dataclass(frozen=True, slots=True)
class Said:
    """What a note says; ``camera`` None: of the whole hearing."""

    started_at: datetime
    ended_at: datetime
    camera: int | None
    cause: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note with its place in the hearing (ms); ``text`` is empty for who may not read the protocol there."""

    note: GapNote
    start_ms: int
    end_ms: int
    text: str


@transaction.atomic
def add_note(hearing: Hearing, said: Said, caller: Caller, rule: str) -> GapNote:
    """Write a note; the same words about the same time again are the note that is there. Raises GapNoteInvalid."""
    _require_order(hearing, said)
    Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)  # two of the same wait for each other
    veil = veil_over(hearing.cases.values("pk"))
    shown = replace(said, text=veil.cover(said.text))
    for known in latest_notes(hearing):
        if said_by(known) == shown and known.author == caller.id:
            return known
    note = _row(hearing, said, caller)
    note.save()
    _cover(note, veil)
    record("gap.noted", actor=caller.actor(), object_id=note.note, court=hearing.court_id, rule=rule)
    return note


def change_note(note: GapNote, said: Said, seen: int | None, caller: Caller, rule: str) -> GapNote:
    """Write the next version. Raises GapNoteChanged when ``seen`` (None: whatever it is) is not the latest one,
    GapNoteInvalid.
    """
    _require_order(note.hearing, said)
    return _next(note, "gap.changed", said, seen, caller, rule, withdrawn=False)


def withdraw_note(note: GapNote, seen: int | None, caller: Caller, rule: str) -> GapNote:
    """Take a note back; what it said stays as versions. Raises GapNoteChanged."""
    return _next(note, "gap.withdrawn", said_by(note), seen, caller, rule, withdrawn=True)


def said_by(note: GapNote) -> Said:
    """Return what a version says."""
    return Said(note.started_at, note.ended_at, note.camera, note.cause, note.text)


def latest_notes(hearing: Hearing) -> list[GapNote]:
    """Return the notes of a hearing that stand, in order of time (one query)."""
    rows = GapNote.objects.filter(hearing=hearing).order_by("note", "revision")
    latest = [list(versions)[-1] for _, versions in groupby(rows, key=lambda row: row.note)]
    return sorted((row for row in latest if not row.withdrawn), key=lambda row: (row.started_at, row.note))


def noted_hearings(hearings: Sequence[Hearing]) -> set[str]:
    """Return the ids of those hearings of which somebody has noted what was not recorded (one query)."""
    rows = GapNote.objects.filter(hearing__in=hearings).order_by("note", "revision")
    latest = {row.note: row for row in rows}
    return {row.hearing_id for row in latest.values() if not row.withdrawn}


def notes_for(admitted: Admitted) -> list[ReadNote]:
    """Return the notes that this viewer may know (one query)."""
    return [
        found for row in latest_notes(admitted.hearing) if (found := read_note(row, admitted)) is not None
    ]


def read_note(note: GapNote, admitted: Admitted) -> ReadNote | None:
    """Return a note as this viewer may read it, None where it is not there for them.

    Who writes the protocol reads every note. Others know of one as of the timeline itself (class c of that part), and
    read its words as those of the protocol (class t); of what lies outside the session they know nothing.
    """
    zero = admitted.hearing.started_at
    start, end = ms_between(zero, note.started_at), ms_between(zero, note.ended_at)
    if admitted.may(Action.WRITE_ENTRY):
        return ReadNote(note, start, end, note.text)
    bounds = admitted.facts.session
    if bounds is not None:
        start = max(start, bounds.opened_ms)
        end = end if bounds.closed_ms is None else min(end, bounds.closed_ms)
    if start >= end or not admitted.may(Action.TIMELINE, Interval(start, end)):
        return None
    may_read = admitted.may(Action.ENTRIES, Interval(start, end))
    return ReadNote(note, start, end, note.text if may_read else "")


def note_row(read: ReadNote) -> dict[str, Any]:
    """Return a note as the API and the page of a hearing show it."""
    note = read.note
    return {
        "id": note.note,
        "start_ms": read.start_ms,
        "end_ms": read.end_ms,
        "camera": note.camera,
        "cause": note.cause,
        "cause_label": note.get_cause_display(),
        "text": read.text,
        "author": note.author_name,
        "noted_at": rfc3339(note.created_at),
    }


def cover_hearings(hearing_ids: Sequence[str], _replaced: Mapping[str, str]) -> None:
    """Take the names of protected people out of all versions of the notes on hearings, or put them back."""
    rows = GapNote.objects.filter(hearing__in=hearing_ids).order_by("hearing")
    for hearing_id, notes in groupby(rows, key=lambda row: row.hearing_id):
        cases = HearingCase.objects.filter(hearing=hearing_id).values("case")
        cover_rows(list(notes), TEXTS, veil_over(cases))


def _cover(note: GapNote, veil: Veil) -> None:
    if veil:
        cover_rows([note], TEXTS, veil)


def _require_order(hearing: Hearing, said: Said) -> None:
    longest = timedelta(hours=settings.HEARING_MAX_HOURS)
    zero = hearing.started_at
    if not timedelta(0) < said.ended_at - said.started_at <= longest:
        raise GapNoteInvalid
    if said.ended_at < zero - longest or said.started_at > zero + longest:
        raise GapNoteInvalid


def _row(hearing: Hearing, said: Said, caller: Caller) -> GapNote:
    name = caller.user.display_name if caller.user else caller.client.name if caller.client else ""
    return GapNote(
        hearing=hearing,
        started_at=said.started_at,
        ended_at=said.ended_at,
        camera=said.camera,
        cause=said.cause,
        text=said.text,
        author=caller.id,
        author_name=name,
    )


def _next(
    note: GapNote, action: str, said: Said, seen: int | None, caller: Caller, rule: str, *, withdrawn: bool
) -> GapNote:
    latest = GapNote.objects.filter(note=note.note).latest("revision")
    if latest.withdrawn or (seen is not None and seen != latest.revision):
        raise GapNoteChanged
    row = _row(note.hearing, said, caller)
    row.note, row.revision, row.withdrawn = note.note, latest.revision + 1, withdrawn
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _cover(row, veil_over(note.hearing.cases.values("pk")))
            record(action, actor=caller.actor(), object_id=note.note, court=note.hearing.court_id, rule=rule)
    except IntegrityError as quicker:
        raise GapNoteChanged from quicker
    return row
