"""A variant: what one viewer may see and hear of a hearing, as one presentation with one generation."""

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from foundation.clock import ms_between
from hearings.doors import Admitted
from hearings.models import Hearing
from hearings.policy import Action, borders_of, playable_ranges
from hearings.services.disguises import have_disguised
from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.files import Stored
from media_pipeline.hls.intervals import Ranges, intersect, normalise, subtract
from media_pipeline.hls.stretches import Piece
from media_pipeline.hls.told import Told
from media_pipeline.models import HearingRange
from media_pipeline.policies.sources import Given, kinds_of, sound_of
from media_pipeline.services.dressing import beginnings_of, dressed
from media_pipeline.services.dropping import make_again
from media_pipeline.services.dubbing import Rendered, dubbed
from media_pipeline.services.mask_job import order_masks
from media_pipeline.services.playables import Playable, playables_of
from media_pipeline.services.slates import names_at_hand, slates_for
from media_pipeline.services.wording import order_slates
from media_pipeline.states import RecordingState
from playback.errors import BeingPrepared, NothingRecorded, NotPlayable
from playback.services.cameras import SOUND_ONLY, Cameras, View
from playback.services.told import told_of
from playback.services.veiled import Veiled, both, veiled_of

MS_PER_HOUR = 3_600_000
SEEN_MS = 1_000
"""A shorter hole is none that anybody would be told of."""
COLUMNS = (
    "pk",
    "from_ms",
    "to_ms",
    "hearing__media_generation",
    *(
        f"recording__{name}"
        for name in ("state", "started_at", "duration_ms", "camera", "channels", "streams")
    ),
    "recording__original_id",
    "recording__original__sha256",
)
HELD = 64
"""Variants that a process keeps ready; arrays of a few hundred kilobytes for each hour and camera."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """What plays under one generation: a view for each camera.

    ``originals``: by source the SHA-256 of its original.
    ``channels``: codes of the microphones of each source that is heard, those that come first in the choice first.
    ``renders``: by source of disguised sound what it is made of.
    ``waiting``: by camera (SOUND_ONLY: of no camera) milliseconds of the hearing that will play, but do not yet.
    """

    generation: str
    started_at: datetime
    duration_ms: int
    cameras: Cameras
    channels: tuple[tuple[str, ...], ...]
    originals: dict[str, str]
    waiting: tuple[tuple[int, Ranges], ...] = ()
    renders: Mapping[str, Rendered] = field(default_factory=dict)

    def view(self, camera: int | None = None) -> View:
        """Return what plays with a camera, by default the main one. Raises KeyError, NotPlayable."""
        return self.cameras.view(camera)

    def preparing(self, camera: int) -> Ranges:
        """Return the milliseconds that were recorded and will play with a camera, but do not yet."""
        wanted = {camera, SOUND_ONLY}
        return normalise(span for number, ranges in self.waiting if number in wanted for span in ranges)


@dataclass(frozen=True, slots=True)
class Source:
    """A ready recording's place on the hearing's timeline, as far as this viewer may see it."""

    recording_id: str
    original_id: str
    sha256: str
    starts_at_ms: int
    taken: tuple[int, int]
    channels: tuple[str, ...]
    camera: int
    has_picture: bool
    has_sound: bool

    @property
    def given(self) -> Given:
        """What the choice of pictures and sound looks at."""
        return Given(self.camera, self.has_picture, self.has_sound, *self.taken)


@dataclass(frozen=True, slots=True)
class Content:
    """All that one viewer's variant of a hearing is made of, but for the slates."""

    hearing: Hearing
    sources: tuple[Source, ...]
    duration_ms: int
    allowed: tuple[tuple[int, int], ...]
    told: tuple[Told, ...]
    borders: tuple[int, ...]
    veiled: Veiled


_held: OrderedDict[str, Variant] = OrderedDict()
_guard = threading.Lock()


def variant_for(admitted: Admitted, *, as_recorded: bool = False) -> Variant:
    """Return the variant of an admitted viewer; raises BeingPrepared, NotPlayable, NothingRecorded.

    ``as_recorded``: with the voices and pictures of protected parts, as far as the viewer may have the original.
    """
    hearing = admitted.hearing
    sources = _sources(hearing)
    duration_ms = _duration_ms(hearing, sources)
    action = Action.ORIGINAL if as_recorded else Action.SEGMENT
    allowed = playable_ranges(admitted.subject, admitted.facts, duration_ms, admitted.now, action=action)
    veiled = Veiled() if as_recorded else veiled_of(admitted, duration_ms)
    told = (*told_of(admitted, duration_ms, allowed), *veiled.told(allowed))
    borders = tuple(sorted(set(borders_of(admitted.facts)))) if told else ()
    content = Content(hearing, tuple(sources), duration_ms, allowed, told, borders, veiled)
    patches = beginnings_of({source.sha256 for source in sources}) if content.told else []
    patches += [render.prefix for render in veiled.renders]
    asked = _name(content, names_at_hand(sorted(patches)))
    with _guard:
        if asked in _held:
            _held.move_to_end(asked)
            return _held[asked]
    variant = _build(content)
    if (
        Hearing.objects.values_list("media_generation", flat=True).get(pk=hearing.pk)
        != hearing.media_generation
    ):
        raise BeingPrepared  # something was published meanwhile: this name must not stand for two contents
    with _guard:
        _held[asked] = variant
        while len(_held) > HELD:
            _held.popitem(last=False)
    return variant


def _sources(hearing: Hearing) -> list[Source]:
    """Return what can be played, by camera and time; one query."""
    rows = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None).values_list(*COLUMNS, named=True)
    ranges = list(rows.order_by("recording__camera", "recording__started_at", "pk"))
    if any(part.hearing__media_generation != hearing.media_generation for part in ranges):
        # It changed after the door had read it: what would be opened now would be stale before its first answer.
        raise BeingPrepared
    ready = [part for part in ranges if part.recording__state == RecordingState.READY]
    if not ready:
        states = {part.recording__state for part in ranges}
        if RecordingState.PREPARING in states:
            raise BeingPrepared
        raise NotPlayable() if states else NothingRecorded()
    return [_source(part, hearing) for part in ready]


def _source(part: Any, hearing: Hearing) -> Source:
    starts_at_ms = ms_between(hearing.started_at, part.recording__started_at)
    length = part.recording__duration_ms or 0
    to_ms = length if part.to_ms is None else min(part.to_ms, length)
    has_picture, has_sound = kinds_of(part.recording__streams)
    return Source(
        recording_id=part.pk,
        original_id=part.recording__original_id,
        sha256=part.recording__original__sha256,
        starts_at_ms=starts_at_ms,
        taken=(starts_at_ms + part.from_ms, starts_at_ms + to_ms),
        channels=tuple(part.recording__channels),
        camera=part.recording__camera,
        has_picture=has_picture,
        has_sound=has_sound,
    )


def _duration_ms(hearing: Hearing, sources: list[Source]) -> int:
    """Return the session's length once it is closed, else up to the end of the last recording."""
    marked = length_of(hearing)
    return marked if marked is not None else bounded_ms(max(source.taken[1] for source in sources))


def bounded_ms(duration_ms: int) -> int:
    """Return an unmarked session's length, at least 1: a recorder whose clock was years off makes no longer one."""
    longest_ms: int = settings.HEARING_MAX_HOURS * MS_PER_HOUR
    return max(1, min(duration_ms, longest_ms))


def length_of(hearing: Hearing) -> int | None:
    """Return the length of a marked session in milliseconds, None while its end is not known."""
    return None if hearing.closed_at is None else ms_between(hearing.started_at, hearing.closed_at)


def _name(content: Content, slates: tuple[str, ...]) -> str:
    """Return an opaque name of exactly this content with these slates; any change of it is another name."""
    hearing = content.hearing
    base = (hearing.pk, hearing.media_generation, hearing.started_at, hearing.court.tongue)
    seen = (content.duration_ms, content.allowed, content.told, content.veiled)
    named = repr((base, content.sources, *seen, slates))
    return hmac.new(settings.SECRET_KEY.encode(), named.encode(), hashlib.sha256).hexdigest()[:32]


def _build(content: Content) -> Variant:
    sources, allowed = content.sources, content.allowed
    pieces: list[list[Piece]] = []
    files: dict[str, Stored] = {}
    waiting: list[tuple[int, Ranges]] = []
    played = playables_of({source.original_id: source.sha256 for source in sources})
    if missing := {source.original_id for source in sources} - set(played):
        make_again(missing)
        raise BeingPrepared
    for source in sources:
        playable = played[source.original_id]
        pieces.append(pieces_of(source, playable, allowed, content.veiled))
        files |= {f"{source.recording_id}/{name}": stored for name, stored in playable.files.items()}
        if ranges := preparing_in(source, playable, allowed):
            waiting.append((source.camera if source.has_picture else SOUND_ONLY, ranges))
    given = [source.given for source in sources]
    may_hear = subtract(both(normalise(allowed), content.veiled.muted), content.veiled.named)
    voices = dubbed(pieces, content.veiled.renders, [both(spans, may_hear) for spans in sound_of(given)])
    sha256s = [source.sha256 for source in sources]
    masks = [
        (content.veiled.masks_of(source.camera), both(normalise(allowed), (source.taken,)))
        for source in sources
    ]
    bordered = dressed(pieces, sha256s, content.duration_ms, content.borders, masks)
    pieces, files = bordered.pieces, files | bordered.files | voices.files
    at_hand = slates_for([piece for row in pieces for piece in row], content.hearing.court.tongue)
    if content.veiled.waits:
        have_disguised(content.hearing)
    if content.veiled.masks and not bordered.complete:
        order_masks(content.hearing)
    is_complete = at_hand.complete and bordered.complete and voices.complete
    if (content.told or content.veiled.muted) and not is_complete:
        order_slates(content.hearing, content.borders, [each.key for each in content.veiled.renders])
    awaited = normalise(span for _camera, ranges in waiting for span in ranges)
    silent = content.veiled.silent(allowed, voices.spans)
    told = [*content.told, *silent, *(_awaited(span) for span in awaited)]
    cameras = Cameras(given, pieces, files, at_hand.slates, content.duration_ms, told=told, dubs=voices.dubs)
    cameras.view()  # what cannot be played is said now, not at the first address
    channels = tuple(sources[place].channels for place in cameras.speakers())
    originals = {source.recording_id: source.sha256 for source in sources}
    return Variant(
        _name(content, (*at_hand.names, *bordered.names, *voices.names)),
        content.hearing.started_at,
        content.duration_ms,
        cameras,
        channels,
        originals,
        tuple(waiting),
        voices.renders,
    )


def _awaited(span: tuple[int, int]) -> Told:
    return Told(*span, Said.PREPARING, aloud=False)


def preparing_in(source: Source, playable: Playable, allowed: tuple[tuple[int, int], ...]) -> Ranges:
    """Return what of a recording this viewer will see, but does not yet, in the hearing's milliseconds."""
    if playable.complete:
        return ()
    zero = source.starts_at_ms
    shown = normalise((zero + start, zero + end) for start, end in playable.covered_ms)
    edges = [source.taken[0], *(edge for span in shown for edge in span), source.taken[1]]
    holes = [
        (start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start >= SEEN_MS
    ]
    return tuple(part for start, end in holes for part in intersect(normalise(allowed), start, end))


def pieces_of(
    source: Source, playable: Playable, allowed: tuple[tuple[int, int], ...], veiled: Veiled
) -> list[Piece]:
    """Return a recording's rows of tracks on the hearing's timeline, with files named apart from others'."""
    low, high = source.taken
    visible = tuple((max(a, low), min(b, high)) for a, b in allowed if max(a, low) < min(b, high))
    seen, heard = (_without(visible, taken) for taken in (veiled.covered, veiled.muted))
    return [
        Piece(
            source.recording_id,
            tuple(replace(track, file=f"{source.recording_id}/{track.file}") for track in row),
            source.starts_at_ms,
            seen,
            heard=heard,
        )
        for row in playable.pieces
    ]


def _without(visible: tuple[tuple[int, int], ...], taken: Ranges) -> tuple[tuple[int, int], ...]:
    """Two ranges that touch stay two: each has another grant."""
    return tuple(part for span in visible for part in subtract((span,), taken))
