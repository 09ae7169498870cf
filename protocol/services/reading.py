"""Reading the log: what of it this viewer may read, in the form that pages and the API share."""

from dataclasses import dataclass
from datetime import datetime

from foundation.clock import ms_between
from foundation.problems import NotFound
from hearings.doors import Admitted
from hearings.doors.refusal import require
from hearings.policy import Action
from hearings.policy.facts import Interval
from hearings.policy.verdict import Outcome, Reason, Verdict
from protocol.models import Entry, EntryRevision, EntryState


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry with its place in the recording."""

    entry: Entry
    offset_ms: int
    end_offset_ms: int | None


@dataclass(frozen=True, slots=True)
class Log:
    """What a viewer reads: ``published``, ``draft`` (empty for who may not read drafts) or ``none``."""

    state: str
    entries: list[ReadEntry]


def read_log(admitted: Admitted) -> Log:
    """Return the log as this viewer may read it (one query)."""
    verdict = admitted.verdict_on(Action.ENTRIES)
    if not verdict.allowed:
        return Log("draft" if _is_draft(verdict) else "none", [])
    rows = Entry.objects.filter(hearing=admitted.hearing).exclude(state=EntryState.WITHDRAWN)
    zero = admitted.hearing.started_at
    entries = [read for read in (_place(row, zero) for row in rows) if _readable(read, admitted)]
    state = "published" if admitted.facts.protocol_published else "draft"
    return Log(state if entries or state == "draft" else "none", entries)


def require_log(admitted: Admitted) -> Log:
    """Return the log, or raise the problem of who has no text here; a draft is an empty list to them (R15)."""
    verdict = admitted.verdict_on(Action.ENTRIES)
    if not _is_draft(verdict):
        require(verdict)
    return read_log(admitted)


def read_entry(entry: Entry, admitted: Admitted) -> ReadEntry:
    """Return one entry as the log would show it; raises NotFound for what this viewer's log leaves out."""
    read = _place(entry, admitted.hearing.started_at)
    withdrawn = entry.state == EntryState.WITHDRAWN and not admitted.may(Action.WRITE_ENTRY)
    if withdrawn or not _readable(read, admitted):
        raise NotFound
    return read


def read_revisions(entry: Entry, admitted: Admitted) -> list[EntryRevision]:
    """Return the versions, oldest first; of drafts those who do not write see only what was published (R15)."""
    if not _readable(_place(entry, admitted.hearing.started_at), admitted):
        raise NotFound
    rows = list(entry.revisions.all())
    published_at = admitted.hearing.log_published_at
    if admitted.may(Action.WRITE_ENTRY) or published_at is None:
        return rows
    drafts = [row for row in rows if row.created_at < published_at]
    seen = [row for row in drafts[-1:] if row.fields["state"] != EntryState.WITHDRAWN] + rows[len(drafts) :]
    if not seen:
        raise NotFound
    return seen


def place(entry: Entry) -> ReadEntry:
    """Return an entry with its place in the recording of its hearing."""
    return _place(entry, entry.hearing.started_at)


def _is_draft(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.NOT_READY and verdict.reason is Reason.DRAFT


def _place(entry: Entry, zero: datetime) -> ReadEntry:
    end = None if entry.ended_at is None else ms_between(zero, entry.ended_at)
    return ReadEntry(entry, ms_between(zero, entry.started_at), end)


def _readable(read: ReadEntry, admitted: Admitted) -> bool:
    """Decide on the entry's own part of the hearing; who writes the log also sees what lies outside the session."""
    if _outside_session(read, admitted):
        return admitted.may(Action.WRITE_ENTRY)
    end = read.offset_ms if read.end_offset_ms is None else read.end_offset_ms
    bounds = admitted.facts.session
    if bounds is not None and bounds.closed_ms is not None:
        end = min(end, bounds.closed_ms)
    return admitted.may(Action.ENTRIES, Interval(read.offset_ms, end))


def _outside_session(read: ReadEntry, admitted: Admitted) -> bool:
    bounds = admitted.facts.session
    if bounds is None:
        return False
    after = bounds.closed_ms is not None and read.offset_ms >= bounds.closed_ms
    return read.offset_ms < bounds.opened_ms or after
