"""Deciding, line by line, which words of a protected part give a person away besides the name."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.epochs import let_gates_notice
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Invalid
from foundation.texts import composed, fold
from hearings.doors import Admitted
from hearings.errors import DisguiseStands, LinesChanged, LinesUndecided
from hearings.models import Disguise
from hearings.policies.disguise_lines import DisguiseLine, digest_of
from hearings.policies.masking import MASK
from hearings.policies.phrases import phrases_in, spans_of
from hearings.policies.restrictions import disguised
from hearings.services.envelopes import opened
from hearings.services.epochs import raise_hearing
from hearings.services.giveaways import Keepers, choose, chosen_for, keepers_of, lock_for
from hearings.services.protected_spans import hold_told, loosen_told
from protocol.errors import EntryChanged
from protocol.models import Entry, EntryRevision, EntryState, LineDecision
from protocol.policies.lines import decision_on, is_open, lines_in, pieces_of, words_of
from protocol.policies.readable import ReadEntry, covered, masks_for, placed
from protocol.services.veiled import nameless


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides on a revision of an entry: ``cover`` are all words of it that nobody shall read.

    ``shown``: those that were covered when the person read the line; others were covered meanwhile, and stay so.
    """

    revision: int
    cover: tuple[str, ...]
    shown: tuple[str, ...] = ()


def settle(row: Disguise, reader: str, seen: str) -> None:
    """Note that somebody has read the lines of a part, which others read then; the caller is in a transaction.

    ``seen``: the digest of the lines that were read; without it none counts as read but those that were decided on.
    Raises LinesUndecided while one of them may tell who it is and nobody has decided on it, LinesChanged for others.
    """
    keepers = _keepers(row).ids
    lines = lines_in(row, row.hearing)
    count = sum(is_open(entry, keepers) for entry in lines)
    if count:
        raise LinesUndecided(undecided=count)
    if not seen:
        return
    if seen != digest_of((entry.pk, entry.revision) for entry in lines):
        raise LinesChanged
    for entry in lines:
        if decision_on(entry, keepers) is None:
            _keep(entry, keepers, reader)


def lines_beside(row: Disguise, admitted: Admitted) -> list[DisguiseLine]:
    """Return the lines of a disguised part for who may hear what is under it: without names, with what is covered."""
    entries, keepers = lines_in(row, admitted.hearing), _keepers(row)
    texts, chosen, masks = nameless(admitted.hearing, entries), chosen_for(keepers), masks_for(admitted)
    found = []
    for entry in entries:
        true = copy(entry)
        true.text = texts[entry.pk]
        read = covered(placed(true, admitted), admitted, masks)
        found.append(_line(entry, read, chosen, keepers))
    return found


def _line(entry: Entry, read: ReadEntry, chosen: Sequence[str], keepers: Keepers) -> DisguiseLine:
    text, decision = read.entry.text, decision_on(entry, keepers.ids)
    words = words_of(text, chosen)
    return DisguiseLine(
        entry=entry.pk,
        revision=entry.revision,
        started_at=entry.started_at,
        offset_ms=read.offset_ms,
        speaker=read.entry.speaker,
        language=entry.language,
        pieces=pieces_of(text, words),
        words=words,
        open=is_open(entry, keepers.ids),
        decided_by=decision.decided_by if decision is not None else "",
        decided_at=decision.decided_at if decision is not None else None,
    )


def decide(row: Disguise, entry: Entry, choice: Choice, admitted: Admitted) -> None:
    """Cover the words of a line that were chosen, everywhere, and let the rest of it be read.

    What was covered of this line and is not chosen any more is uncovered, everywhere; other lines that say it are
    open again. Raises EntryChanged, DisguiseStands, Invalid.
    """
    cover = _checked(choice.cover)
    with transaction.atomic():
        keepers = _keepers(row)
        cases = lock_for(keepers)
        locked = Entry.objects.select_for_update().get(pk=entry.pk)
        if locked.revision != choice.revision or locked.state == EntryState.WITHDRAWN:
            raise EntryChanged(revision=locked.revision)
        text = nameless(admitted.hearing, [locked])[locked.pk]
        _require_in(text, cover)
        chosen = chosen_for(keepers)
        here = phrases_in(text, chosen)
        removed = _without(_among(here, choice.shown), cover)
        if len(chosen) + len(_without(cover, here)) > settings.COVERED_WORDS:
            raise _wrong(_("So many words cannot be covered."))
        if cover and not keepers.ids:
            # Protected no longer: what was made of the part is withdrawn in a moment.
            raise DisguiseStands(state=row.state)
        ages = _open_again(cases, keepers, removed) if removed else {}
        _keep(locked, keepers.ids, admitted.caller.id)
        choose(keepers, cases, cover, removed)
        hold_told(ages)
        raise_hearing(row.hearing_id)
        counts = {"covered": len(_without(cover, here)), "uncovered": len(removed)}
        private = {"disguise": row.pk, "entry": locked.pk, "revision": locked.revision} | counts
        record(
            "disguise.line_decided",
            actor=admitted.caller.actor(),
            object_id=row.hearing_id,
            court=admitted.hearing.court_id,
            rule=admitted.verdict.rule_id,
            private=private,
        )
    let_gates_notice()


def _keep(entry: Entry, keepers: Sequence[str], reader: str) -> None:
    known = LineDecision.objects.filter(entry=entry, revision=entry.revision).first()
    # An entry may lie in two parts: what holds for the one goes on to hold.
    kept = sorted({*keepers, *(known.keepers if known is not None else ())})
    columns = {"revision": entry.revision, "keepers": kept, "decided_by": reader}
    LineDecision.objects.update_or_create(entry=entry, defaults=columns | {"decided_at": utc_now()})


def _open_again(cases: Sequence[str], keepers: Keepers, removed: Sequence[str]) -> dict[str, datetime]:
    """Let every line that says the words be decided anew, and no moment be guarded because of them alone."""
    rows = EntryRevision.objects.filter(entry__hearing__cases__in=cases).values_list("pk", "entry_id")
    entries = dict(rows.distinct())
    sealed = opened(entries)
    saying = {entries[pk] for pk, body in sealed.items() if _says(body, removed)}
    LineDecision.objects.filter(entry__in=saying).delete()
    return loosen_told(keepers.ids, saying)


def _says(body: dict[str, list[str]], words: Sequence[str]) -> bool:
    return any(phrases_in(true, words) for true, _shown in body.values())


def _checked(given: Sequence[str]) -> tuple[str, ...]:
    """Return phrases as they are kept: in composed letters, single spaces, each once. Raises Invalid."""
    found = {fold(each): " ".join(composed(each).split()) for each in given}
    found.pop("", None)
    for phrase in found.values():
        if len(phrase) > settings.COVERED_WORDS_LETTERS:
            raise _wrong(_("These words are too long: %(words)s") % {"words": f"{phrase[:40]}…"})
    return tuple(found.values())


def _require_in(text: str, cover: Sequence[str]) -> None:
    """Refuse what does not stand in the line: nothing would be covered by it."""
    for phrase in cover:
        if MASK in phrase or not spans_of(text, phrase):
            raise _wrong(_("The line does not say this: %(words)s") % {"words": phrase})


def _wrong(message: str) -> Invalid:
    return Invalid(message, errors=[{"field": "cover", "message": message}])


def _without(words: Collection[str], others: Collection[str]) -> list[str]:
    known = set(map(fold, others))
    return [word for word in words if fold(word) not in known]


def _among(words: Collection[str], others: Collection[str]) -> list[str]:
    known = set(map(fold, others))
    return [word for word in words if fold(word) in known]


def _keepers(row: Disguise) -> Keepers:
    return keepers_of(row.hearing, disguised(row, row.hearing))
