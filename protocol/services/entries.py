"""Writing entries one at a time: each change is a revision, and the latest can be undone."""

from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.clock import rfc3339
from foundation.texts import fold
from hearings.models import Hearing
from hearings.policies.veil import Veil, true_texts
from hearings.services.envelopes import opened
from hearings.services.spans import Turn, push_spans
from protocol.errors import EntryChanged, NothingToUndo
from protocol.models import Entry, EntryRevision, EntryState
from protocol.policies.rows import Row
from protocol.services.pauses import push_pauses
from protocol.services.veiled import NOTHING, Texts, Written, keep, kept_of, said_in, veil_of

CONTENT = ("started_at", "ended_at", "speaker", "participant_id", "language", "kind", "text")
KEPT = (*CONTENT, "state")


def new_entry(hearing: Hearing, row: Row, position: int = 0) -> Entry:
    """Return an unsaved entry made of a row; published at once where the log is published already."""
    published = hearing.log_published_at is not None
    entry = Entry(
        hearing=hearing, position=position, state=EntryState.PUBLISHED if published else EntryState.DRAFT
    )
    entry.external_source, entry.external_id = row.external_source, row.external_id
    return fill(entry, row)


def fill(entry: Entry, row: Row) -> Entry:
    """Put a row's content into an entry, unsaved."""
    entry.started_at, entry.ended_at = row.started_at, row.ended_at
    entry.speaker, entry.participant_id = row.speaker, row.participant
    entry.language, entry.kind, entry.text = row.language, row.kind, row.text
    entry.search_text = fold(f"{row.speaker} {row.text}")
    return entry


def snapshot(entry: Entry) -> dict[str, Any]:
    """Return what a revision keeps of an entry."""
    kept = {name: getattr(entry, name) for name in KEPT}
    return kept | {"started_at": rfc3339(entry.started_at), "ended_at": rfc3339(entry.ended_at)}


def turn_of(entry: Entry) -> Turn:
    """Return when the entry's participant speaks; a withdrawn entry is nobody's turn."""
    speaker = None if entry.state == EntryState.WITHDRAWN else entry.participant_id
    return Turn(entry.pk, speaker, entry.started_at, entry.ended_at)


def revision_of(entry: Entry, author: str) -> EntryRevision:
    """Return the unsaved revision of the entry as it stands."""
    return EntryRevision(entry=entry, number=entry.revision, author=author, fields=snapshot(entry))


@transaction.atomic
def add_entry(hearing: Hearing, row: Row, caller: Caller, rule: str) -> Entry:
    """Write a new entry."""
    veil = veil_of(hearing)
    row, true = said_in(row, veil)
    entry = new_entry(hearing, row)
    entry.save(force_insert=True)
    _keep(entry, "entry.added", caller, rule, (veil, true))
    return entry


@transaction.atomic
def change_entry(entry: Entry, row: Row, expected: int | None, caller: Caller, rule: str) -> Entry:
    """Change an entry; raises EntryChanged with both versions when it is not the expected revision any more."""
    veil = veil_of(entry.hearing)
    locked = _locked(entry)
    row, true = said_in(row, veil, kept_of([locked], veil).get(locked.pk, NOTHING))
    if _is_stale(locked, expected):
        mine = snapshot(fill(Entry(hearing=locked.hearing, state=locked.state), row))
        raise EntryChanged(theirs=snapshot(locked), mine=mine, revision=locked.revision)
    before = snapshot(locked)
    fill(locked, row)
    if snapshot(locked) == before:
        return locked
    return _save(locked, "entry.changed", caller, rule, (veil, true))


@transaction.atomic
def withdraw_entry(entry: Entry, caller: Caller, rule: str, expected: int | None = None) -> Entry:
    """Take an entry out of the log; its revisions stay, and undo brings it back. Raises EntryChanged."""
    veil = veil_of(entry.hearing)
    locked = _locked_at(entry, expected)
    if locked.state == EntryState.WITHDRAWN:
        return locked
    locked.state = EntryState.WITHDRAWN
    return _save(locked, "entry.withdrawn", caller, rule, (veil, _true(locked, veil)))


@transaction.atomic
def undo(entry: Entry, caller: Caller, rule: str, expected: int | None = None) -> Entry:
    """Go back to the version before the present one, as a new revision; raises NothingToUndo, EntryChanged."""
    veil = veil_of(entry.hearing)
    locked = _locked_at(entry, expected)
    if locked.revision == 1:
        locked.state = EntryState.WITHDRAWN
        return _save(locked, "entry.undone", caller, rule, (veil, _true(locked, veil)))
    earlier = locked.revisions.filter(number=locked.revision - 1).first()
    if earlier is None:
        raise NothingToUndo
    _restore(locked, earlier.fields)
    true = true_texts(_texts(locked), opened([earlier.pk]).get(earlier.pk, NOTHING) if veil else NOTHING)
    return _save(locked, "entry.undone", caller, rule, (veil, true))


def _restore(entry: Entry, fields: dict[str, Any]) -> None:
    for name in KEPT:
        value = fields[name]
        setattr(entry, name, parse_datetime(value) if name.endswith("_at") and value else value)
    if entry.state == EntryState.DRAFT and entry.hearing.log_published_at is not None:
        entry.state = EntryState.PUBLISHED
    entry.search_text = fold(f"{entry.speaker} {entry.text}")


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("hearing").get(pk=entry.pk)


def _locked_at(entry: Entry, expected: int | None) -> Entry:
    locked = _locked(entry)
    if _is_stale(locked, expected):
        raise EntryChanged(theirs=snapshot(locked), revision=locked.revision)
    return locked


def _is_stale(locked: Entry, expected: int | None) -> bool:
    return expected is not None and locked.revision != expected


def _texts(entry: Entry) -> Texts:
    return {"speaker": entry.speaker, "text": entry.text}


def _true(entry: Entry, veil: Veil) -> Texts:
    return true_texts(_texts(entry), kept_of([entry], veil).get(entry.pk, NOTHING))


def _save(entry: Entry, action: str, caller: Caller, rule: str, said: tuple[Veil, Texts]) -> Entry:
    entry.revision += 1
    entry.save(update_fields=[*CONTENT, "state", "search_text", "revision"])
    _keep(entry, action, caller, rule, said)
    return entry


def _keep(entry: Entry, action: str, caller: Caller, rule: str, said: tuple[Veil, Texts]) -> None:
    revision = revision_of(entry, caller.id)
    revision.save(force_insert=True)
    hearing, (veil, true) = entry.hearing, said
    keep(hearing, [Written(entry, revision, true)], veil)
    push_spans(hearing, [turn_of(entry)])
    push_pauses(hearing, caller, rule)
    record(action, actor=caller.actor(), object_id=entry.pk, court=hearing.court_id, rule=rule)
