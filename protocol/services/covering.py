"""Takes the names of people who become protected out of all that a log ever said, and puts them back afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.dateparse import parse_datetime

from foundation.texts import fold
from hearings.models import Hearing
from hearings.policies.veil import Sealed, Veil
from hearings.services.envelopes import lay, opened
from hearings.services.identities import veil_over
from hearings.services.protected_spans import Guarded, Key, finish, guard
from hearings.services.spans import push_spans
from protocol.models import Entry, EntryRevision
from protocol.services.entries import turn_of
from protocol.services.veiled import NOTHING, Written, named_in, said, sealing_of, starts_of

Replaced = Mapping[str, str]
BATCH = 200


def cover_hearings(hearing_ids: Sequence[str], replaced: Replaced) -> None:
    """Let the logs of hearings follow: ``replaced`` are the participants whose place another has taken."""
    for hearing in Hearing.objects.filter(pk__in=hearing_ids, entries__isnull=False).distinct():
        _cover(hearing, veil_over(hearing.cases.values("pk")), replaced)


def _cover(hearing: Hearing, veil: Veil, replaced: Replaced) -> None:
    revisions = list(
        EntryRevision.objects.filter(entry__hearing=hearing)
        .select_related("entry")
        .order_by("entry", "number")
    )
    sealed = opened(revision.pk for revision in revisions)
    written = [_covered(revision, sealed.get(revision.pk, NOTHING), veil, replaced) for revision in revisions]
    EntryRevision.objects.bulk_update(revisions, ["fields"], batch_size=BATCH)
    lay({each.revision.pk: sealing_of(each) for each in written})
    newest = [_follow(each) for each in written if each.revision.number == each.entry.revision]
    Entry.objects.bulk_update(newest, ["speaker", "text", "participant", "search_text"], batch_size=BATCH)
    push_spans(hearing, [turn_of(entry) for entry in newest])
    guard(hearing, [entry.pk for entry in newest], _named(written, veil), named=True)
    finish(hearing, starts_of(hearing))


def _covered(revision: EntryRevision, kept: Sealed, veil: Veil, replaced: Replaced) -> Written:
    fields = revision.fields
    before = fields["participant_id"]
    found = said(fields["speaker"], fields["text"], replaced.get(before, before), veil, kept)
    revision.fields = fields | found.shown | {"participant_id": found.participant}
    return Written(revision.entry, revision, found.true)


def _follow(written: Written) -> Entry:
    """Return the entry as its newest version has it."""
    entry, fields = written.entry, written.revision.fields
    entry.speaker, entry.text = fields["speaker"], fields["text"]
    entry.participant_id = fields["participant_id"]
    entry.search_text = fold(f"{entry.speaker} {entry.text}")
    return entry


def _named(written: Sequence[Written], veil: Veil) -> list[Guarded]:
    """Return the moments at which any version of an entry names somebody, one for each entry and person."""
    found: dict[Key, Guarded] = {}
    for each in written:
        at = _as_it_was(each)
        for span in named_in(at, each.true, veil):
            known = found.get(span.key)
            found[span.key] = span if known is None else _both(known, span)
    return list(found.values())


def _as_it_was(written: Written) -> Entry:
    fields = written.revision.fields
    start, end = _moment(fields["started_at"]), _moment(fields["ended_at"])
    return Entry(
        pk=written.entry.pk,
        hearing_id=written.entry.hearing_id,
        participant_id=fields["participant_id"],
        started_at=start or written.entry.started_at,
        ended_at=end,
    )


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _both(one: Guarded, other: Guarded) -> Guarded:
    ends = [end for end in (one.ended_at, other.ended_at) if end is not None]
    end = max(ends) if len(ends) == 2 else None
    return replace(one, started_at=min(one.started_at, other.started_at), ended_at=end)
