"""The job that disguises the protected parts of a hearing: each once, from the sound that is the hearing's there."""

from pathlib import Path
from typing import Any

import numpy as np
import structlog
from django.db.models import Q

from custody.services.stores import store
from hearings.errors import DisguiseStands
from hearings.models import Disguise, Hearing
from hearings.policies.restrictions import disguised
from hearings.policy.words import Voice
from hearings.services.disguises import note_failed, note_made, settle
from hearings.states import DISGUISE_LIVE
from jobs.errors import TransientFailure
from jobs.services.handlers import Ending, Later, Progress, Result
from jobs.states import Outcome
from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import private_folder
from media_pipeline.hls.intervals import intersect
from media_pipeline.models import Artefact, ArtefactKind, HearingRange
from media_pipeline.services.artefacts import fresh_path, make_durable, register
from media_pipeline.services.disguise_peaks import keep_peaks
from media_pipeline.services.heard import Heard, heard_in
from media_pipeline.services.mask_job import order_masks
from media_pipeline.services.renders import dub_prefix, render_key
from media_pipeline.services.stores import derived
from media_pipeline.services.studio import facts_of, sound_in, studio_for
from media_pipeline.states import RecordingState
from media_pipeline.voice.errors import DisguiseError
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.mixing import Interval, mix_arguments
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.render import Rendered, Studio, bare, render

log = structlog.get_logger(__name__)
PER_MS = OUTPUT_RATE // 1000
LOOK_AGAIN_S = 30


def make_disguises(hearing_id: str, progress: Progress) -> Ending:
    """Disguise what is to be disguised; idempotent (jobs' handler). A killed run is drawn anew, its draw is gone."""
    hearing = Hearing.objects.select_related("court").get(pk=hearing_id)
    rows = settle(hearing)
    forget_old_renders(hearing)
    if rows and _is_preparing(hearing):
        return Later(LOOK_AGAIN_S)
    order_masks(hearing)  # before anything waits for a person, who is to see them as well
    sources = list(heard_in(hearing)) if rows else []
    for number, row in enumerate(rows):
        progress(5 + 90 * number // len(rows), "disguising")
        try:
            _make(row, sources)
        except DisguiseStands:
            continue  # decided otherwise meanwhile: that has ordered a job of its own
        except OSError as error:
            raise TransientFailure("storage") from error
    return Result(Outcome.ACCEPT)


def _is_preparing(hearing: Hearing) -> bool:
    ranges = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None)
    return ranges.filter(recording__state=RecordingState.PREPARING).exists()


def _make(row: Disguise, sources: list[Heard]) -> None:
    """Draw, render, check and keep one disguise. Raises OSError, DisguiseStands."""
    if row.voice == Voice.SOURCE:
        note_made(row, {"voice": row.voice})
        return
    part = disguised(row, row.hearing)
    start_ms, end_ms = part.start_ms, part.end_ms or 0
    with private_folder() as name:
        studio = studio_for(end_ms - start_ms, Path(name))
        try:
            mix = _mixed(sources, start_ms, end_ms, studio)
            target = fresh_path(".flac")
            rendered = render(mix, Profile(row.voice), target, studio)
        except (DisguiseError, FfmpegError) as error:
            log.warning("disguise.not_made", disguise=row.pk, reason=type(error).__name__)
            note_failed(row, {"voice": row.voice, "reason": str(error)})
            return
        _keep(row, rendered, sources, studio)
    note_made(row, _report(row, rendered))


def _mixed(sources: list[Heard], start_ms: int, end_ms: int, studio: Studio) -> Path:
    """Write the sound of [start_ms, end_ms) of the hearing, silence where nothing was recorded."""
    path = studio.folder / "mix.bare"
    whole = np.memmap(path, np.dtype("<f4"), "w+", shape=((end_ms - start_ms) * PER_MS,))
    for number, source in enumerate(sources):
        spans = intersect(source.ranges, start_ms, end_ms)
        if not spans:
            continue
        with store().on_disk(source.original.pk) as file:
            sound = sound_in(file, facts_of(file))
            for span in spans:
                piece = studio.folder / f"piece-{number}.bare"
                first, last = ((moment - source.starts_at_ms) * PER_MS for moment in span)
                require_success(studio.run(mix_arguments(sound, Interval(first, last), piece)))
                found = bare(piece)
                at = (span[0] - start_ms) * PER_MS
                whole[at : at + len(found)] = found[: len(whole) - at]
                piece.unlink()
    whole.flush()
    return path


def _keep(row: Disguise, rendered: Rendered, sources: list[Heard], studio: Studio) -> None:
    """Keep the render under the number of its draw."""
    row.draws += rendered.tries
    Disguise.objects.filter(pk=row.pk).update(draws=row.draws)
    make_durable(rendered.path)
    part = disguised(row, row.hearing)
    of = next(
        (each.original for each in sources if intersect(each.ranges, part.start_ms, part.end_ms or 0)), None
    )
    kept = register(ArtefactKind.DISGUISE, render_key(row), rendered.path, of)
    keep_peaks(kept, bare(studio.folder / f"{rendered.path.stem}.bare"), of)


def _report(row: Disguise, rendered: Rendered) -> dict[str, Any]:
    found = rendered.measures
    return {
        "voice": row.voice,
        "samples": rendered.samples,
        "leak": round(found.leak, 4),
        "delay_ms": found.delay_ms,
        "level_db": None if found.level_db is None else round(found.level_db, 1),
        "peak": round(found.peak, 3),
        "draws": row.draws,
    }


def forget_old_renders(hearing: Hearing) -> int:
    """Remove the renders that no disguise plays from any more, each file before its row; returns how many files."""
    return forget_renders(hearing, but_played=True)


def forget_renders(hearing: Hearing, *, but_played: bool = False) -> int:
    """Remove the renders of a hearing with all that was made of them; the sound of several originals is in them."""
    count = 0
    for row in Disguise.objects.filter(hearing=hearing, draws__gt=0):
        made = Q(key__startswith=f"{ArtefactKind.DISGUISE}:{row.pk}:")
        made |= Q(key__startswith=f"{ArtefactKind.DUB}:{row.pk}:")
        found = Artefact.objects.filter(made)
        if but_played and row.state in DISGUISE_LIVE and row.report:
            found = found.exclude(key=render_key(row)).exclude(key__startswith=dub_prefix(row))
        for artefact in found:
            peaks = Artefact.objects.filter(kind=ArtefactKind.PEAKS, key__endswith=f":{artefact.sha256}")
            for each in (*peaks, artefact):
                derived().remove(each.path)
                each.delete()
                count += 1
    return count
