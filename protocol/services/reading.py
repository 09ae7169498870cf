"""Reading the log: what of it this viewer may read, in the form that pages and the API share."""

from dataclasses import dataclass
from typing import Any

from foundation.problems import NotFound
from hearings.doors import Admitted
from hearings.doors.refusal import require
from hearings.policy import Action
from hearings.policy.verdict import Outcome, Reason, Verdict
from protocol.models import Entry, EntryRevision, EntryState
from protocol.policies.readable import (
    ReadEntry,
    covered_fields,
    is_protected,
    masks_for,
    placed,
    readable,
    written,
)


@dataclass(frozen=True, slots=True)
class Log:
    """What a viewer reads: ``published``, ``draft`` (empty for who may not read drafts) or ``none``."""

    state: str
    entries: list[ReadEntry]


def read_log(admitted: Admitted) -> Log:
    """Return the log as this viewer may read it (one query, and those of masks_for)."""
    verdict = admitted.verdict_on(Action.ENTRIES)
    if not verdict.allowed:
        return Log("draft" if _is_draft(verdict) else "none", [])
    rows = Entry.objects.filter(hearing=admitted.hearing).exclude(state=EntryState.WITHDRAWN)
    masks = masks_for(admitted)
    found = (readable(placed(row, admitted), admitted, masks) for row in rows)
    entries = [read for read in found if read is not None]
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
    read = readable(placed(entry, admitted), admitted, masks_for(admitted))
    if read is None or (entry.state == EntryState.WITHDRAWN and not admitted.may(Action.WRITE_ENTRY)):
        raise NotFound
    return read


def read_revisions(entry: Entry, admitted: Admitted) -> list[EntryRevision]:
    """Return the versions, oldest first; of drafts those who do not write see only what was published (R15)."""
    masks, read = masks_for(admitted), placed(entry, admitted)
    if readable(read, admitted, masks) is None:
        raise NotFound
    rows = list(entry.revisions.all())
    if is_protected(read, admitted) and not admitted.may(Action.WRITE_ENTRY):
        rows = rows[-1:]  # the others were read by nobody
    for row in rows:
        row.fields = covered_fields(row.fields, read, admitted, masks)
    published_at = admitted.hearing.log_published_at
    if admitted.may(Action.WRITE_ENTRY) or published_at is None:
        return rows
    drafts = [row for row in rows if row.created_at < published_at]
    seen = [row for row in drafts[-1:] if row.fields["state"] != EntryState.WITHDRAWN] + rows[len(drafts) :]
    if not seen:
        raise NotFound
    return seen


def shown_version(fields: dict[str, Any], entry: Entry, admitted: Admitted) -> dict[str, Any]:
    """Return what a version of an entry says, as its writer may see it."""
    return covered_fields(fields, placed(entry, admitted), admitted, masks_for(admitted))


def unmasked(given: dict[str, Any], entry: Entry, admitted: Admitted) -> dict[str, Any]:
    """Return what a writer gave, without what only repeats the masked form of a field: that field stays as it is."""
    shown = written(entry, admitted).entry
    repeated = {
        name: getattr(shown, name)
        for name in ("speaker", "text", "participant_id")
        if getattr(shown, name) != getattr(entry, name)
    }
    if "participant_id" in repeated:
        repeated["participant"] = repeated.pop("participant_id")
    return {name: value for name, value in given.items() if name not in repeated or repeated[name] != value}


def _is_draft(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.NOT_READY and verdict.reason is Reason.DRAFT
