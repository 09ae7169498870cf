"""The job that makes the masked pictures of a hearing: all that its restrictions want of what is recorded now."""

import hashlib
from collections.abc import Iterator, Sequence

from hearings.models import Disguise, Hearing
from hearings.policy.words import Face
from hearings.services.disguises import note_new_pictures, wanted_of
from jobs.errors import TransientFailure
from jobs.models import Job
from jobs.services.handlers import Progress, Result
from jobs.services.queue import enqueue
from jobs.states import JobState, Outcome, Priority
from media_pipeline.errors import MasksPending
from media_pipeline.hls.stretches import Piece
from media_pipeline.services.artefacts import find
from media_pipeline.services.masking import VERSION, Mask, Wanted, make_mask, wanted_in
from media_pipeline.services.played import Played, played_in
from media_pipeline.states import JobKind


def masks_wanted(hearing: Hearing) -> list[Mask]:
    """Return what is masked of a hearing whose session is closed."""
    return [
        Mask(part.start_ms, part.end_ms or 0, tuple(sorted(part.boxes)))
        for part in wanted_of(hearing)
        if part.face is Face.MASKED
    ]


def order_masks(hearing: Hearing) -> None:
    """Have them made, once for these masks and what is recorded now. Until it is done the picture is covered whole."""
    masks = masks_wanted(hearing)
    if not masks:
        return
    digest = hashlib.sha256(repr((hearing.media_generation, masks, VERSION)).encode()).hexdigest()[:16]
    key = f"{JobKind.MASKS}:{hearing.pk}:{digest}"
    enqueue(JobKind.MASKS, hearing.pk, key=key, priority=Priority.PICTURE, court=hearing.court_id)


def require_masks(row: Disguise, _reader: str, _seen: str) -> None:
    """Raise MasksPending while masked pictures of a part that is to be released are being made: nobody saw them."""
    if row.face == Face.MASKED and is_masking(row.hearing_id):
        raise MasksPending


def is_masking(hearing_id: str) -> bool:
    """Tell whether masked pictures of a hearing are being made, or wait for it."""
    jobs = Job.objects.filter(kind=JobKind.MASKS, subject=hearing_id)
    return jobs.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists()


def make_hearings_masks(hearing_id: str, progress: Progress) -> Result:
    """Make what is missing, file by file; idempotent (jobs' handler). A killed run goes on where it was."""
    hearing = Hearing.objects.select_related("court").get(pk=hearing_id)
    masks = masks_wanted(hearing)
    work = [(played, wanted) for played in played_in(hearing) for wanted in _wanted(played, masks)]
    try:
        for number, (played, wanted) in enumerate(work):
            progress(100 * number // len(work), "disguising")
            is_new = find(wanted.key) is None
            if is_new and make_mask(wanted, played.playable.files[wanted.track.file], played.original):
                note_new_pictures(hearing)
    except OSError as error:
        raise TransientFailure("storage") from error
    return Result(Outcome.ACCEPT)


def _wanted(played: Played, masks: Sequence[Mask]) -> Iterator[Wanted]:
    own = [of for mask in masks if (of := mask.of(played.camera)) is not None]
    for row in played.playable.pieces:
        piece = Piece("", row, played.starts_at_ms, ())
        for _, found in wanted_in(piece, played.original.sha256, own):
            yield from found
