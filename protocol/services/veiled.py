"""Entries written where people are protected: what is stored says their names to nobody, what was said is sealed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from unicodedata import normalize

from django.db.models import F

from hearings.models import Hearing
from hearings.policies.veil import Sealed, Veil, to_seal, true_texts
from hearings.services.envelopes import lay, opened
from hearings.services.identities import veil_over
from hearings.services.protected_spans import Guarded, finish, guard
from protocol.models import Entry, EntryRevision
from protocol.policies.rows import Row

Texts = dict[str, str]
NOTHING: Sealed = {}


@dataclass(frozen=True, slots=True)
class Said:
    """Who speaks, as it is stored, and what text and speaker truly are."""

    participant: str | None
    shown: Texts
    true: Texts


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with its newest version and what that truly says."""

    entry: Entry
    revision: EntryRevision
    true: Texts


def veil_of(hearing: Hearing) -> Veil:
    """Return who is protected in a hearing. From then on nobody else becomes so until the transaction ends."""
    Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
    return veil_over(hearing.cases.values("pk"))


def said(speaker: str, text: str, participant: str | None, veil: Veil, kept: Sealed = NOTHING) -> Said:
    """Return what an entry says without protected names; ``kept`` is sealed of its version before."""
    shown = {"speaker": speaker, "text": text}
    true = true_texts(shown, kept)
    who = participant or veil.speaking_as(true["speaker"])
    hidden = veil.behind(who)
    if hidden is not None:
        # The pseudonym is put in where it is read, in the reader's language; who writes it means the person.
        if not true["speaker"] or str(hidden.number) in true["speaker"]:
            true["speaker"] = hidden.name
        return Said(who, {"speaker": "", "text": veil.cover(true["text"])}, true)
    covered = true["speaker"] if who else veil.cover(true["speaker"])
    return Said(who, {"speaker": covered, "text": veil.cover(true["text"])}, true)


def said_in(row: Row, veil: Veil, kept: Sealed = NOTHING) -> tuple[Row, Texts]:
    """Return a row as it is stored, and what it truly says."""
    if not veil:
        return row, {"speaker": row.speaker, "text": row.text}
    found = said(row.speaker, row.text, row.participant, veil, kept)
    stored = replace(
        row, participant=found.participant, speaker=found.shown["speaker"], text=found.shown["text"]
    )
    return stored, found.true


def kept_of(entries: Iterable[Entry], veil: Veil) -> dict[str, Sealed]:
    """Return what is sealed of the newest versions of entries, by the entry."""
    if not veil:
        return {}
    newest = EntryRevision.objects.filter(entry__in=list(entries), number=F("entry__revision"))
    owners = dict(newest.values_list("pk", "entry_id"))
    return {owners[pk]: body for pk, body in opened(owners).items()}


def nameless(hearing: Hearing, entries: Sequence[Entry]) -> dict[str, str]:
    """Return what entries truly say, by the entry, without names of protected people (three queries where any are)."""
    veil = veil_over(hearing.cases.values("pk"))
    kept = kept_of(entries, veil)
    true = {each.pk: true_texts({"text": each.text}, kept.get(each.pk, NOTHING))["text"] for each in entries}
    return {pk: normalize("NFC", veil.without_names(text)) for pk, text in true.items()}


def keep(hearing: Hearing, written: Sequence[Written], veil: Veil) -> None:
    """Seal what was taken out, and guard the moments at which somebody was named."""
    if not veil:
        return
    lay({each.revision.pk: sealing_of(each) for each in written})
    spans = (span for each in written for span in named_in(each.entry, each.true, veil))
    guard(hearing, [each.entry.pk for each in written], spans, named=True)
    finish(hearing, starts_of(hearing))


def sealing_of(written: Written) -> Sealed:
    """Return what has to be sealed of a version."""
    fields = written.revision.fields
    return to_seal(written.true, {name: fields[name] for name in ("speaker", "text")})


def named_in(entry: Entry, true: Mapping[str, str], veil: Veil) -> list[Guarded]:
    """Return the moments at which an entry names somebody, or says words that were chosen to be covered.

    Who is heard under the own name is not named by it.
    """
    texts = [true["text"]] if entry.participant_id else [true["text"], true["speaker"]]
    at = entry.started_at, entry.ended_at
    people = [Guarded(entry.pk, leader, True, *at) for leader in sorted(veil.named_in(texts))]
    ranges = sorted(veil.told_in(texts, entry.hearing_id))
    return [*people, *(Guarded(entry.pk, None, True, *at, of_range=each) for each in ranges)]


def starts_of(hearing: Hearing) -> list[datetime]:
    """Return when the entries of a hearing begin, in order."""
    rows = Entry.objects.filter(hearing=hearing).order_by("started_at")
    return list(rows.values_list("started_at", flat=True))
