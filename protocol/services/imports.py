"""Bulk import: all rows or none, the same key gives the same answer, the same external id the same entry."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.problems import Conflict, Invalid
from hearings.models import Hearing, Participant
from hearings.services.identities import veil_over
from hearings.services.spans import push_spans
from protocol.errors import ImportInvalid, KeyReused, TooManyRows
from protocol.models import Entry, EntryImport, EntryRevision
from protocol.policies.rows import Row, RowErrors, read_row
from protocol.services.entries import CONTENT, fill, new_entry, revision_of, snapshot, turn_of
from protocol.services.pauses import push_pauses
from protocol.services.veiled import NOTHING, Texts, Written, keep, kept_of, said_in, veil_of

KEY_MAX = 200


def import_entries(hearing: Hearing, rows: Any, key: str, caller: Caller, rule: str) -> dict[str, Any]:
    """Import rows in one transaction; returns ``{imported, changed, unchanged, entries}``.

    Raises ImportInvalid with ``errors: [{row, field, message}]`` (rows from 0), TooManyRows, KeyReused, Conflict (the
    same import is running beside this one).
    """
    if len(key) > KEY_MAX:
        raise Invalid(errors=[{"field": "Idempotency-Key", "message": _too_long(KEY_MAX)}])
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()
    done = EntryImport(hearing=hearing, author=caller.id, key=key, body_sha256=digest)
    if (known := _known_answer(done)) is not None:
        return known
    checked = _check(rows, hearing)
    try:
        return _import(done, checked, caller, rule)
    except (
        IntegrityError
    ) as error:  # somebody else has just imported under this key, or entries with these ids
        if (known := _known_answer(done)) is not None:
            return known
        raise Conflict from error


def _too_long(limit: int) -> str:
    return _("at most %(count)d characters") % {"count": limit}


def _known_answer(done: EntryImport) -> dict[str, Any] | None:
    rows = EntryImport.objects.filter(author=done.author, hearing=done.hearing, key=done.key)
    known = rows.first() if done.key else None
    if known is not None and known.body_sha256 != done.body_sha256:
        raise KeyReused
    return None if known is None else dict(known.answer)


@transaction.atomic
def _import(done: EntryImport, rows: list[Row], caller: Caller, rule: str) -> dict[str, Any]:
    hearing = done.hearing
    done.answer = _store(hearing, rows, caller)
    push_pauses(hearing, caller, rule)
    record("entries.imported", actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule)
    if done.key:
        done.save(force_insert=True)
    return dict(done.answer)


def _check(rows: Any, hearing: Hearing) -> list[Row]:
    if not isinstance(rows, list):
        raise ImportInvalid(errors=[{"row": 0, "field": "entries", "message": _("must be a list")}])
    if len(rows) > settings.ENTRIES_PER_IMPORT:
        raise TooManyRows(limit=settings.ENTRIES_PER_IMPORT)
    people = participants_of(hearing)
    seen: dict[tuple[str, str], int] = {}
    checked: list[Row] = []
    errors: list[dict[str, Any]] = []
    for number, raw in enumerate(rows):
        try:
            row = with_participant(read_row(raw, hearing.started_at), people)
            _refuse_double(row, number, seen)
        except RowErrors as wrong:
            errors += [{"row": number, "field": name, "message": text} for name, text in wrong.errors.items()]
        else:
            checked.append(row)
    if errors:
        raise ImportInvalid(errors=errors)
    return checked


def _refuse_double(row: Row, number: int, seen: dict[tuple[str, str], int]) -> None:
    """Raise RowErrors for an external id that an earlier row of the same import has: which of them holds?"""
    name = (row.external_source, row.external_id)
    if row.external_id and seen.setdefault(name, number) != number:
        raise RowErrors({"external_id": _("the same as in row %(row)d") % {"row": seen[name]}})


def participants_of(hearing: Hearing) -> dict[str, str]:
    """Return participants of the hearing's cases by id and by external id."""
    rows = Participant.objects.filter(case__hearings=hearing).values_list("pk", "external_id", "pseudonym")
    found = list(rows)
    people = {name: pk for pk, external, _ in found for name in (pk, external) if name}
    if any(pseudonym for _, _, pseudonym in found):
        people |= veil_over(hearing.cases.values("pk")).by_external_id()
    return people


def with_participant(row: Row, people: dict[str, str]) -> Row:
    """Return the row with its participant's id; raises RowErrors for who is none of them."""
    if row.participant is None:
        return row
    if row.participant not in people:
        raise RowErrors({"participant": _("not a participant of this hearing")})
    return replace(row, participant=people[row.participant])


def _store(hearing: Hearing, rows: list[Row], caller: Caller) -> dict[str, Any]:
    veil = veil_of(hearing)
    known = _known(hearing, rows)
    kept = kept_of(known.values(), veil)
    true: dict[str, Texts] = {}
    fresh: list[Entry] = []
    changed: list[Entry] = []
    order: list[Entry] = []
    for position, row in enumerate(rows):
        entry = known.get((row.external_source, row.external_id)) if row.external_id else None
        stored, texts = said_in(row, veil, kept.get(entry.pk, NOTHING) if entry is not None else NOTHING)
        if entry is None:
            entry = new_entry(hearing, stored, position)
            fresh.append(entry)
        elif _has_changed(entry, stored):
            changed.append(entry)
        true[entry.pk] = texts
        order.append(entry)
    Entry.objects.bulk_create(fresh, batch_size=500)
    Entry.objects.bulk_update(changed, [*CONTENT, "search_text", "revision"], batch_size=200)
    touched = fresh + changed
    revisions = [revision_of(entry, caller.id) for entry in touched]
    EntryRevision.objects.bulk_create(revisions, batch_size=500)
    keep(hearing, [Written(row.entry, row, true[row.entry_id]) for row in revisions], veil)
    push_spans(hearing, [turn_of(entry) for entry in touched])
    return {
        "imported": len(fresh),
        "changed": len(changed),
        "unchanged": len(rows) - len(touched),
        "entries": [entry.pk for entry in order],
    }


def _has_changed(entry: Entry, row: Row) -> bool:
    """Put the row into the entry and tell whether it is another version now."""
    before = snapshot(entry)
    if snapshot(fill(entry, row)) == before:
        return False
    entry.revision += 1
    return True


def _known(hearing: Hearing, rows: list[Row]) -> dict[tuple[str, str], Entry]:
    wanted = {row.external_id for row in rows if row.external_id}
    if not wanted:
        return {}
    found = Entry.objects.filter(hearing=hearing).exclude(external_id="").select_for_update()
    return {(e.external_source, e.external_id): e for e in found if e.external_id in wanted}
