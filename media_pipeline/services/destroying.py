"""Destroying recordings under an act: what was made of them, their jobs and names, and the original itself.

An original that another hearing still reads, or of which a part still waits for its hearing, stays whole until the last
of them is destroyed: nothing is cut out of an original.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F

from custody.models import Original
from custody.services.destroying import batches, destroy
from custody.services.outbox import SYSTEM
from hearings.models import DestructionItem, Hearing
from hearings.services.destroying import Removed
from jobs.models import Job
from media_pipeline.models import Artefact, HearingRange, Recording, Rendition, Upload
from media_pipeline.services.disguises import forget_renders
from media_pipeline.services.ranges import refresh_time_base
from media_pipeline.services.stores import copies, derived
from media_pipeline.states import Placement, RecordingState, Waiting

UNPLACED = (Waiting.NO_HEARING, Waiting.AMBIGUOUS)
OTHERS, INBOX = "other hearings", "waiting for a hearing"


def destroy_recordings(item: DestructionItem) -> Removed:
    """Remove a hearing's recordings (or the one of the item) as far as nobody else needs them. Raises OSError."""
    removed = {"recordings": 0, "files": 0, "originals": 0}
    kept = {OTHERS: 0, INBOX: 0}
    for original in _originals(item):
        why = _condemned(original, item)
        if why:
            kept[why] += 1
            continue
        removed["recordings"] += _forget(original)
        removed["files"] += _remove_derived(original)
        court = item.hearing.court_id
        removed["originals"] += destroy(original, item.act.number, actor=SYSTEM, court=court)
    return Removed(removed, kept, waits=bool(kept[INBOX]))


def _originals(item: DestructionItem) -> Iterable[Original]:
    rows = Original.objects.order_by("received_at", "pk")
    if item.recording:
        return rows.filter(recordings=item.recording).distinct()
    read = HearingRange.objects.filter(hearing=item.hearing, withdrawn_at=None)
    return rows.filter(recordings__ranges__in=read).distinct()


@transaction.atomic
def _condemned(original: Original, item: DestructionItem) -> str:
    """Let nobody read or share an original's recordings any more; returns why they must stay instead, if they must.

    Recordings are locked first, as by who gives a part of one to a hearing.
    """
    rows = Recording.objects.filter(original=original).order_by("pk")
    recordings = list(rows.select_for_update(no_key=True))
    read = HearingRange.objects.filter(recording__in=recordings, withdrawn_at=None)
    if read.filter(hearing__retention_expired=False).exists():
        return OTHERS
    unplaced = [row for row in recordings if row.waits in UNPLACED and row.pk != item.recording]
    if unplaced:
        return INBOX
    condemned = rows.exclude(state=RecordingState.DESTROYED)
    condemned.update(
        state=RecordingState.DESTROYED,
        reason="",
        waits=Waiting.NOT,
        placement=Placement.PERSON,
        version=F("version") + 1,
    )
    for part in read.select_related("hearing"):
        refresh_time_base(part.hearing)
    return ""


def _forget(original: Original) -> int:
    """Remove what the recordings were called and what was said and done about them; returns of how many there was any.

    A job that still runs has lost its lease with its row, and stops.
    """
    rows = Recording.objects.filter(original=original)
    ids = list(rows.values_list("pk", flat=True))
    jobs, _by_model = Job.objects.filter(group__in=ids).delete()
    named = rows.exclude(filename="").update(filename="", streams=[], dismissal="")
    uploads = Upload.objects.filter(recording__in=ids).exclude(filename="", folders="")
    uploads.update(filename="", folders="")
    for row in rows:
        row.findings.all().delete()
    return max(named, min(jobs, len(ids)))


def _remove_derived(original: Original) -> int:
    """Remove every file that was made of an original, each before its row: what has a row is tried again."""
    count = 0
    for row in Artefact.objects.filter(original=original):
        derived().remove(row.path)
        row.delete()
        count += 1
    Rendition.objects.filter(original=original).delete()
    for hearing in Hearing.objects.filter(ranges__recording__original=original).distinct():
        count += forget_renders(hearing)
    return count


def forget_copies() -> int:
    """Remove copies of derived files that are no more from this machine; returns how many (a machine's round)."""
    found = copies()
    if found is None:
        return 0
    gone = 0
    for batch in batches(found.names(), settings.SWEEP_BATCH):
        known = set(Artefact.objects.filter(path__in=batch).values_list("path", flat=True))
        for name in batch:
            if name not in known:
                found.forget(name)
                gone += 1
    return gone
