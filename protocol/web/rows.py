"""An entry as the table shows it."""

from functools import cache
from typing import Any

from django.urls import reverse

from protocol.models import EntryKind
from protocol.policies.readable import ReadEntry

PLACE = "entry-id"
"""Stands for the id in the reversed pattern."""


def entry_row(read: ReadEntry) -> dict[str, Any]:
    """Return the row; an ordinary statement needs no label."""
    entry = read.entry
    return {
        "id": entry.pk,
        "edit_url": _edit_url(entry.pk),
        "offset_ms": read.offset_ms,
        "end_offset_ms": read.end_offset_ms,
        "started_at": entry.started_at,
        "speaker": entry.speaker,
        "kind": entry.kind,
        "kind_label": "" if entry.kind == EntryKind.STATEMENT else entry.get_kind_display(),
        "language": entry.language,
        "text": entry.text,
        "state": entry.state,
        "revision": entry.revision,
    }


def _edit_url(entry_id: str) -> str:
    """Return the address of an entry's form; a page has thousands of rows, so the pattern is reversed once."""
    before, after = _edit_pattern()
    return f"{before}{entry_id}{after}"


@cache
def _edit_pattern() -> tuple[str, str]:
    before, _, after = reverse("protocol:entry-edit", args=[PLACE]).partition(PLACE)
    return before, after
