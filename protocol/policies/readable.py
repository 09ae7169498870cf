"""What of an entry a viewer may read: decided on the entry's own part of the hearing."""

from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from foundation.clock import ms_between
from foundation.texts import fold
from hearings.doors import Admitted
from hearings.models import Participant
from hearings.policies.masking import MASK, mask
from hearings.policies.restrictions import closed_ms
from hearings.policy import Action, Column, protections
from hearings.policy.facts import Interval
from hearings.policy.scene import columns_over, span_of
from hearings.policy.words import RestrictionKind
from protocol.models import Entry
from protocol.policies.lines import read_in


@dataclass(frozen=True, slots=True)
class Masks:
    """``names``: masked where a part is protected as such. ``pseudonyms``: of protected people, by participant.

    ``read``: entries of protected parts with the revision that a person has read.
    """

    names: tuple[str, ...] = ()
    pseudonyms: dict[str, str] = field(default_factory=dict)
    read: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry with its place in the recording; the row is for showing: names may be masked in it."""

    entry: Entry
    offset_ms: int
    end_offset_ms: int | None


def placed(entry: Entry, admitted: Admitted) -> ReadEntry:
    """Return an entry as it stands, with its place in the recording."""
    zero = admitted.hearing.started_at
    end = None if entry.ended_at is None else ms_between(zero, entry.ended_at)
    return ReadEntry(entry, ms_between(zero, entry.started_at), end)


def masks_for(admitted: Admitted) -> Masks:
    """Return what is masked in protected parts, in the reader's language; found once in a request that only reads."""
    return admitted.caller.once(f"masks of {admitted.hearing.pk}", partial(_masks_for, admitted))


def _masks_for(admitted: Admitted) -> Masks:
    """Two queries where anything is protected, and where anybody has decided on lines five more."""
    if not any(each.kind == RestrictionKind.PROTECTED for each in admitted.facts.restrictions):
        return Masks()
    people = list(Participant.objects.filter(case__in=admitted.cases))
    return Masks(
        names=tuple(each.name for each in people if each.name),
        pseudonyms={each.pk: str(each) for each in people if each.pseudonym is not None},
        read=read_in(admitted.hearing, protections(admitted.facts.restrictions, closed_ms(admitted.hearing))),
    )


def readable(read: ReadEntry, admitted: Admitted, masks: Masks) -> ReadEntry | None:
    """Return an entry as this viewer may read it, None where it is not there for them.

    Who writes the log also sees what lies outside the session. Of a protected part nothing is read until its disguise
    is released and somebody has read this very version of the entry, but by those who write the log: they read it with
    the names masked.
    """
    if _outside_session(read, admitted):
        return covered(read, admitted, masks) if admitted.may(Action.WRITE_ENTRY) else None
    part = _part_of(read, admitted)
    if not admitted.may(Action.ENTRIES, part):
        return None
    if not is_protected(read, admitted) or admitted.may(Action.WRITE_ENTRY, part):
        return covered(read, admitted, masks)
    was_read = (read.entry.pk, read.entry.revision) in masks.read
    return covered(read, admitted, masks) if was_read and _is_released(read, admitted) else None


def written(entry: Entry, admitted: Admitted) -> ReadEntry:
    """Return an entry to who has just written it, or is about to: as it stands, but for masked names."""
    return covered(placed(entry, admitted), admitted, masks_for(admitted))


def is_protected(read: ReadEntry, admitted: Admitted) -> bool:
    """Tell whether any protection touches the entry."""
    part = _part_of(read, admitted)
    return Column.PROTECTED in columns_over(admitted.facts, span_of(part.start_ms, part.end_ms), admitted.now)


def _is_released(read: ReadEntry, admitted: Admitted) -> bool:
    """Tell whether every protection that touches the entry is released."""
    waiting = tuple(each for each in admitted.facts.restrictions if not each.released)
    part = _part_of(read, admitted)
    facts = replace(admitted.facts, restrictions=waiting)
    return Column.PROTECTED not in columns_over(facts, span_of(part.start_ms, part.end_ms), admitted.now)


def covered(read: ReadEntry, admitted: Admitted, masks: Masks) -> ReadEntry:
    """Return an entry for showing: protected people by their pseudonyms, in a protected range nobody by name."""
    content = {
        "speaker": read.entry.speaker,
        "participant_id": read.entry.participant_id,
        "text": read.entry.text,
    }
    fields = covered_fields(content, read, admitted, masks)
    if fields == content:
        return read
    shown = copy(read.entry)
    for name, value in fields.items():
        setattr(shown, name, value)
    shown.search_text = fold(f"{shown.speaker} {shown.text}")
    return ReadEntry(shown, read.offset_ms, read.end_offset_ms)


def covered_fields(
    fields: dict[str, Any], read: ReadEntry, admitted: Admitted, masks: Masks
) -> dict[str, Any]:
    """Return the same of what a version of an entry says."""
    if _nobody_is_named(read, admitted):
        text = mask(fields["text"], (*masks.names, fields["speaker"]))
        hidden = fields["speaker"] or fields["participant_id"] in masks.pseudonyms
        return fields | {"speaker": MASK if hidden else "", "participant_id": None, "text": text}
    return fields | {"speaker": masks.pseudonyms.get(fields["participant_id"], fields["speaker"])}


def _nobody_is_named(read: ReadEntry, admitted: Admitted) -> bool:
    """Tell whether a protection touches the entry that is on no one person: then it is on whoever speaks."""
    if not admitted.facts.restrictions:
        return False
    part = _part_of(read, admitted)
    span = span_of(part.start_ms, part.end_ms)
    others = tuple(each for each in admitted.facts.restrictions if not each.of_person)
    facts = replace(admitted.facts, restrictions=others)
    return Column.PROTECTED in columns_over(facts, span, admitted.now)


def _part_of(read: ReadEntry, admitted: Admitted) -> Interval:
    end = read.offset_ms if read.end_offset_ms is None else read.end_offset_ms
    bounds = admitted.facts.session
    if bounds is not None and bounds.closed_ms is not None:
        end = min(end, bounds.closed_ms)
    return Interval(read.offset_ms, max(end, read.offset_ms))


def _outside_session(read: ReadEntry, admitted: Admitted) -> bool:
    bounds = admitted.facts.session
    if bounds is None:
        return False
    after = bounds.closed_ms is not None and read.offset_ms >= bounds.closed_ms
    return read.offset_ms < bounds.opened_ms or after
