"""The job that makes the slates of a hearing: what its withheld parts show and say, in the language of its court."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from foundation.clock import utc_now
from hearings.models import Hearing
from hearings.policies.facts import hearing_facts
from hearings.policies.restrictions import restrictions_on
from hearings.policy import borders_of
from hearings.policy.facts import Subject
from jobs.errors import TransientFailure
from jobs.services.handlers import Progress, Result
from jobs.services.queue import enqueue
from jobs.states import Outcome, Priority
from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.hls.intervals import Ranges
from media_pipeline.hls.stretches import Piece
from media_pipeline.mp4.index import TrackFacts
from media_pipeline.services.dubbing import VERSION as DUB_VERSION, ensure_dub, wanted_in
from media_pipeline.services.heard import heard_in
from media_pipeline.services.patching import VERSION as PATCH_VERSION, ensure_patch, wanted_at
from media_pipeline.services.played import Played, played_in
from media_pipeline.services.renders import Render, renders_of
from media_pipeline.services.slates import (
    VERSION,
    ensure_audio_slate,
    ensure_notice,
    ensure_video_slate,
    notices_wanted,
)
from media_pipeline.services.specs import audio_slate_spec, video_slate_spec
from media_pipeline.states import JobKind

log = structlog.get_logger(__name__)


def order_slates(hearing: Hearing, borders: Iterable[int], renders: Iterable[str] = ()) -> None:
    """Have made what a hearing's withheld parts show and say: once for these borders, this language and what is
    recorded now. What cannot be made is not tried again and again. Until it is done slates say less.
    """
    made_for: tuple[Any, ...] = (hearing.media_generation, hearing.court.tongue, sorted(set(borders)))
    made_for += (sorted(renders), VERSION, PATCH_VERSION, DUB_VERSION)
    digest = hashlib.sha256(repr(made_for).encode()).hexdigest()[:16]
    key = f"{JobKind.SLATES}:{hearing.pk}:{digest}"
    enqueue(JobKind.SLATES, hearing.pk, key=key, priority=Priority.AUDIO, court=hearing.court_id)


def make_hearings_slates(hearing_id: str, progress: Progress) -> Result:
    """Make what is missing; idempotent (jobs' handler). Whoever watches gets it under new addresses."""
    hearing = Hearing.objects.select_related("court").get(pk=hearing_id)
    progress(10, "preparing")
    borders, renders = _borders(hearing), renders_of(hearing)
    heard = {each.original.pk: each.ranges for each in heard_in(hearing)} if renders else {}
    try:
        for played in played_in(hearing):
            for facts in (track.samples.facts for row in played.playable.pieces for track in row):
                _make_words(facts, hearing.court.tongue)
            _make_patches(played, borders)
            _make_dubs(played, renders, heard)
    except FfmpegError as error:
        log.warning("slate.not_made", hearing=hearing.pk, error=str(error))
        return Result(Outcome.KEEP, "undecodable")
    except OSError as error:
        raise TransientFailure("storage") from error
    return Result(Outcome.ACCEPT)


def _borders(hearing: Hearing) -> list[int]:
    """Return every moment at which what may be shown can change, whoever watches."""
    cases = [link.case for link in hearing.case_links.select_related("case")]
    facts = hearing_facts(hearing, cases, Subject(None), utc_now())
    # The facts for nobody leave out what is restricted: nobody is refused before that is read.
    return sorted(set(borders_of(replace(facts, restrictions=restrictions_on(hearing, cases)))))


def _make_patches(played: Played, borders: Sequence[int]) -> None:
    for row in played.playable.pieces:
        piece = Piece("", row, played.starts_at_ms, ())
        for group in wanted_at(piece, played.original.sha256, borders, borders):
            for wanted in group:
                ensure_patch(wanted, played.playable.files, played.original)


def _make_dubs(played: Played, renders: Sequence[Render], heard: Mapping[str, Ranges]) -> None:
    for row in played.playable.pieces:
        piece = Piece("", row, played.starts_at_ms, ())
        for _, found in wanted_in(piece, renders, heard.get(played.original.pk, ())):
            for wanted in found:
                ensure_dub(wanted)


def _make_words(facts: TrackFacts, language: str) -> None:
    """Make what is shown or said in place of a track. Raises FfmpegError, OSError."""
    _slate_for(facts, language)
    if facts.kind == "audio" and (spec := audio_slate_spec(facts)):
        for said in notices_wanted(spec, language):
            ensure_notice(spec, said, language)


def make_blank_slates(tracks: Iterable[TrackFacts]) -> None:
    """Prepare what gaps will show, without words: those take a second to draw, and somebody waits to watch.

    A source for which none can be made still plays, its gaps are marked instead.
    """
    for facts in tracks:
        try:
            _slate_for(facts)
        except FfmpegError as error:
            log.warning("slate.not_made", codec=facts.codec, error=str(error))


def _slate_for(facts: TrackFacts, language: str = "") -> None:
    if facts.kind == "audio":
        if silence := audio_slate_spec(facts):
            ensure_audio_slate(silence)
    elif spec := video_slate_spec(facts):
        ensure_video_slate(spec, language)
