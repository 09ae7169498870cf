"""Disguised sound as it is played: encoded once for each kind of track and grid, laid where the original is silent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from media_pipeline.ffmpeg.dub import DUB_LIMITS, LOSSLESS_RATE, DubSpec, make_dub
from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.ffmpeg.headed import read_header, write_headed
from media_pipeline.ffmpeg.runner import private_folder
from media_pipeline.hls.dubbing import DubPlan, dub_track, plan, span_ticks
from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.files import Stored
from media_pipeline.hls.intervals import Ranges, intersect, normalise
from media_pipeline.hls.slate import notice_from_adts
from media_pipeline.hls.spread import laid_out
from media_pipeline.hls.stretches import Piece, PieceTrack
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.mp4.index import TrackFacts
from media_pipeline.services.artefacts import (
    artefact_on_disk,
    artefact_path,
    find,
    fresh_path,
    make_durable,
    present,
    register,
)
from media_pipeline.services.located import located
from media_pipeline.services.renders import Render
from media_pipeline.services.runners import media_runner

log = structlog.get_logger(__name__)
VERSION = 1
"""Raised when dubs are encoded differently."""
PRIMING = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dub of one track of a piece."""

    track: PieceTrack
    plan: DubPlan
    spec: DubSpec
    render: Render
    key: str

    @property
    def length_ms(self) -> int:
        """How long it sounds."""
        return self.render.end_ms - self.render.start_ms


@dataclass(frozen=True, slots=True)
class Rendered:
    """A render: the SHA-256 of its file, and where in the hearing it begins."""

    sha256: str
    start_ms: int


@dataclass(frozen=True, slots=True)
class Dubbed:
    """The dubs at hand: for each row of pieces its own; their files and names, and whether none lacks."""

    dubs: tuple[tuple[Piece, ...], ...]
    files: dict[str, Stored]
    names: tuple[str, ...]
    renders: dict[str, Rendered]
    complete: bool

    @property
    def spans(self) -> Ranges:
        """Where there is one, in the hearing's milliseconds."""
        return normalise(span for row in self.dubs for dub in row for span in dub.visible)


def wanted_in(
    piece: Piece, renders: Sequence[Render], where: Ranges
) -> Iterator[tuple[Render, list[Wanted]]]:
    """Yield for each render that a piece needs in some parts of the hearing the dubs of its tracks."""
    for render in renders:
        if not intersect(where, render.start_ms, render.end_ms):
            continue
        found = [wanted for track in piece.tracks if (wanted := _wanted(piece, track, render)) is not None]
        if found:
            yield render, found


def _wanted(piece: Piece, track: PieceTrack, render: Render) -> Wanted | None:
    facts = track.samples.facts
    if facts.kind != "audio":
        return None
    span = span_ticks(render.start_ms, render.end_ms, piece.starts_at_ms, facts)
    planned = plan(track.samples, *span, LOSSLESS_RATE)
    if planned is None:
        return None
    try:
        spec = DubSpec(facts.core_rate, planned.frames, planned.lead)
    except FfmpegError:
        return None
    key = f"{render.prefix}{VERSION}:{spec.sample_rate}:{facts.channel_config}:{spec.lead}:{spec.frames}"
    return Wanted(track, planned, spec, render, key)


def dubbed(rows: Sequence[Sequence[Piece]], renders: Sequence[Render], heard: Sequence[Ranges]) -> Dubbed:
    """Return the dubs at hand for pieces (a row for each source); one query.

    ``heard``: for each source in which parts of the hearing its disguise is heard.
    """
    wanted = [
        [(piece, found) for piece in row for _, found in wanted_in(piece, renders, where)]
        for row, where in zip(rows, heard, strict=True)
    ]
    keys = [each.key for row in wanted for _, found in row for each in found]
    at_hand = present([*keys, *(render.key for render in renders)])
    files: dict[str, Stored] = {}
    dubs = []
    for row, where in zip(wanted, heard, strict=True):
        of_row = [_dub(piece, found, where, at_hand, files) for piece, found in row]
        dubs.append(tuple(dub for dub in of_row if dub is not None))
    made = {
        render.key: Rendered(at_hand[render.key].sha256, render.start_ms)
        for render in renders
        if render.key in at_hand
    }
    return Dubbed(tuple(dubs), files, tuple(sorted(files)), made, set(keys) <= set(at_hand))


def _dub(
    piece: Piece,
    found: Sequence[Wanted],
    where: Ranges,
    at_hand: Mapping[str, Artefact],
    files: dict[str, Stored],
) -> Piece | None:
    tracks = []
    for each in found:
        artefact = at_hand.get(each.key)
        if artefact is None:
            continue
        header, offset = read_header(artefact_path(artefact))
        samples = dub_track(each.track.samples.facts, each.plan, offset, int(header["size"]))
        tracks.append(PieceTrack(each.track.key, samples, each.key))
        files[each.key] = located(artefact).stored()
    if not tracks:
        return None
    render = found[0].render
    visible = intersect(where, render.start_ms, render.end_ms)
    return Piece(render.key, tuple(tracks), piece.starts_at_ms, visible)


def ensure_dub(wanted: Wanted) -> Artefact | None:
    """Return a dub, making it if it is new; None where none can be made. Raises OSError."""
    known, render = find(wanted.key), find(wanted.render.key)
    if known is not None or render is None:
        return known
    facts = wanted.track.samples.facts
    try:
        with private_folder() as name, artefact_on_disk(render) as lossless:
            encoded = Path(name) / "dub.aac"
            make_dub(wanted.spec, lossless, encoded, media_runner(DUB_LIMITS, wanted.length_ms))
            frames = _frames(encoded.read_bytes(), wanted, facts)
            path = _written(frames, Path(name))
    except (FfmpegError, SlateProblem) as error:
        log.warning("dub.not_made", key=wanted.key, detail=str(error))
        return None
    make_durable(path)
    return register(ArtefactKind.DUB, wanted.key, path, render.original)


def _frames(data: bytes, wanted: Wanted, facts: TrackFacts) -> tuple[bytes, ...]:
    frames = notice_from_adts(data)[PRIMING : PRIMING + wanted.spec.frames]
    if len(frames) < wanted.spec.frames:
        raise SlateProblem(f"{len(frames)} of {wanted.spec.frames} frames")
    return laid_out(frames, facts.channel_config)


def _written(frames: Sequence[bytes], folder: Path) -> Path:
    path, body = fresh_path(".dub"), folder / "body"
    body.write_bytes(b"".join(frames))
    write_headed(path, {"size": len(frames[0])}, body)
    return path
