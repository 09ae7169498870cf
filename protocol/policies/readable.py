"""What of an entry a viewer may read: decided on the entry's own part of the hearing."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from foundation.clock import ms_between
from foundation.texts import fold
from hearings.doors import Admitted
from hearings.models import Participant
from hearings.policy import Action, Column
from hearings.policy.facts import Interval
from hearings.policy.scene import columns_over, span_of
from hearings.policy.words import RestrictionKind
from protocol.models import Entry
from protocol.policies.masking import MASK, mask

Names = tuple[str, ...]


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


def names_to_mask(admitted: Admitted) -> Names:
    """Return the names that are masked in protected parts: everybody's in the cases (one query where there are any)."""
    if not any(each.kind == RestrictionKind.PROTECTED for each in admitted.facts.restrictions):
        return ()
    rows = Participant.objects.filter(case__in=admitted.cases)
    return tuple(rows.values_list("name", flat=True))


def readable(read: ReadEntry, admitted: Admitted, names: Names) -> ReadEntry | None:
    """Return an entry as this viewer may read it, None where it is not there for them.

    Who writes the log also sees what lies outside the session. Of a protected part nothing is read until a version of
    it is released, but by those who write the log: they read it with the names masked.
    """
    if _outside_session(read, admitted):
        return read if admitted.may(Action.WRITE_ENTRY) else None
    part = _part_of(read, admitted)
    if not admitted.may(Action.ENTRIES, part):
        return None
    if not is_protected(read, admitted):
        return read
    return masked(read, names) if admitted.may(Action.WRITE_ENTRY, part) else None


def written(entry: Entry, admitted: Admitted) -> ReadEntry:
    """Return an entry to who has just written it, or is about to: as it stands, but for masked names."""
    read = placed(entry, admitted)
    return masked(read, names_to_mask(admitted)) if is_protected(read, admitted) else read


def is_protected(read: ReadEntry, admitted: Admitted) -> bool:
    """Tell whether any protection touches the entry."""
    part = _part_of(read, admitted)
    return Column.PROTECTED in columns_over(admitted.facts, span_of(part.start_ms, part.end_ms), admitted.now)


def masked(read: ReadEntry, names: Names) -> ReadEntry:
    """Return a copy of an entry for showing, without who speaks in it and without the names."""
    shown = copy(read.entry)
    content = {"speaker": shown.speaker, "participant_id": shown.participant_id, "text": shown.text}
    for name, value in masked_fields(content, names).items():
        setattr(shown, name, value)
    shown.search_text = fold(f"{shown.speaker} {shown.text}")
    return ReadEntry(shown, read.offset_ms, read.end_offset_ms)


def masked_fields(fields: dict[str, Any], names: Names) -> dict[str, Any]:
    """Return the same of what a version of an entry says."""
    text = mask(fields["text"], (*names, fields["speaker"]))
    return fields | {"speaker": MASK if fields["speaker"] else "", "participant_id": None, "text": text}


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
