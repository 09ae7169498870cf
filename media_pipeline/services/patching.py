"""Border patches: the pictures at the border of a withheld part, encoded anew so that the cut falls on the frame.

A patch is found by what it shows of which coded pictures, so viewers with the same border share it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from custody.models import Original
from media_pipeline.ffmpeg.errors import FfmpegError, MediaRefused
from media_pipeline.ffmpeg.headed import read_header, write_headed
from media_pipeline.ffmpeg.patch import PATCH_LIMITS, PatchSpec, make_patch
from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.files import Stored
from media_pipeline.hls.lane import ticks
from media_pipeline.hls.patches import (
    Cut,
    PatchSets,
    head,
    length_ms,
    name_of,
    patch_track,
    tail,
    with_sets,
)
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.hls.slate import split_annexb, still_pictures
from media_pipeline.hls.stretches import Piece, PieceTrack
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import artefact_path, find, fresh_path, make_durable, present, register
from media_pipeline.services.coded import coded_group, samples_of
from media_pipeline.services.located import located
from media_pipeline.services.runners import media_runner
from media_pipeline.services.shared_sets import Dressed, SharedSets, sets_in
from media_pipeline.services.specs import video_slate_spec

log = structlog.get_logger(__name__)
VERSION = 1
"""Raised when patches are made differently; older ones stay for the generations that name them."""
HEAD, TAIL = "head", "tail"


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A patch of one track of a piece."""

    track: PieceTrack
    cut: Cut
    key: str

    @property
    def length_ms(self) -> int:
        """How long the pictures are shown."""
        return length_ms(self.cut, self.track.samples.facts)


def key_beginnings(sha256s: Iterable[str]) -> list[str]:
    """Return how the keys of all patches of some originals begin."""
    return [f"{ArtefactKind.PATCH}:{VERSION}:{sha256[:16]}:" for sha256 in sha256s]


def wanted_at(
    piece: Piece, sha256: str, starts_ms: Iterable[int], ends_ms: Iterable[int]
) -> list[tuple[Wanted, ...]]:
    """Return what a piece lacks where it begins to be shown, and where it ends: a row for each border, with the
    picture and its smaller renditions. Moments in the hearing's milliseconds.
    """
    plans = {
        track.key: VideoPlan.of(track.samples)
        for track in piece.tracks
        if track.samples.facts.kind == "video"
    }
    borders = [(HEAD, moment) for moment in starts_ms] + [(TAIL, moment) for moment in ends_ms]
    rows = [tuple(_row(piece, plans, sha256, side, moment)) for side, moment in borders]
    return [row for row in rows if row]


def _row(
    piece: Piece, plans: Mapping[str, VideoPlan], sha256: str, side: str, moment_ms: int
) -> Iterator[Wanted]:
    for track in piece.tracks:
        if track.key not in plans:
            continue
        scale = track.samples.facts.timescale
        tick = ticks(moment_ms, scale) - ticks(piece.starts_at_ms, scale)
        cut = (head if side == HEAD else tail)(plans[track.key], tick)
        if cut is not None:
            (beginning,) = key_beginnings([sha256])
            yield Wanted(track, cut, f"{beginning}{track.key}:{name_of(track.samples, cut)}")


def patched(
    rows: Sequence[Sequence[Piece]],
    sha256s: Sequence[str],
    duration_ms: int,
    borders: Iterable[int],
    sets: SharedSets,
) -> Dressed:
    """Give pieces (a row for each original) the patches that are at hand; one query.

    ``borders``: at which patches are made, in the hearing's milliseconds.
    """
    at = set(borders)
    wanted = {
        (number, place): wanted_at(
            piece, sha256, *(at & set(edges) for edges in _borders(piece, duration_ms))
        )
        for number, (row, sha256) in enumerate(zip(rows, sha256s, strict=True))
        for place, piece in enumerate(row)
    }
    keys = [each.key for groups in wanted.values() for group in groups for each in group]
    found = present(keys)
    files: dict[str, Stored] = {}
    given: dict[tuple[int, int], list[tuple[PieceTrack, ...]]] = {}
    for place, groups in wanted.items():
        for group in groups:
            tracks = [_track(each, found[each.key], sets) for each in group if each.key in found]
            kept = tuple(track for track in tracks if track is not None)
            if kept:
                given.setdefault(place, []).append(kept)
            files |= {track.file: located(found[track.file]).stored() for track in kept}
    pieces = [
        [replace(piece, patches=tuple(given.get((number, place), ()))) for place, piece in enumerate(row)]
        for number, row in enumerate(rows)
    ]
    return Dressed(pieces, files, tuple(sorted(files)), set(keys) <= set(found))


def _borders(piece: Piece, duration_ms: int) -> tuple[list[int], list[int]]:
    """Where a piece begins and ends to be shown for want of permission, not because it ends itself."""
    if not piece.has("video"):
        return [], []
    low, high = piece.extent_ms("video")
    low, high = max(low, 0), min(high, duration_ms)
    starts = [start for start, _ in piece.visible if low < start < high]
    return starts, [end for _, end in piece.visible if low < end < high]


def _track(wanted: Wanted, artefact: Artefact, sets: SharedSets) -> PieceTrack | None:
    """Return the track of a patch, None where it does not fit."""
    header, offset = read_header(artefact_path(artefact))
    facts = sets.taken(wanted.track.samples.facts, sets_in(header))
    if facts is None:
        return None
    samples = patch_track(facts, wanted.cut, offset, header["sizes"])
    return PieceTrack(wanted.track.key, samples, artefact.key)


def ensure_patch(wanted: Wanted, files: Mapping[str, Stored], original: Original) -> Artefact | None:
    """Return a patch, making it if it is new; None where none can be made. Raises OSError."""
    known = find(wanted.key)
    if known is not None:
        return known
    try:
        made = _make(wanted, files[wanted.track.file])
    except (FfmpegError, SlateProblem, ValueError) as error:
        log.warning("patch.not_made", original=original.pk, detail=str(error))
        return None
    header = {
        "sps": made.sets.sps.hex(),
        "pps": made.sets.pps.hex(),
        "sizes": [len(each) for each in made.samples],
    }
    path = fresh_path(".patch")
    body = path.with_suffix(".body")
    try:
        body.write_bytes(b"".join(made.samples))
        write_headed(path, header, body)
    finally:
        body.unlink(missing_ok=True)
    make_durable(path)
    return register(ArtefactKind.PATCH, wanted.key, path, original)


@dataclass(frozen=True, slots=True)
class _Made:
    sets: PatchSets
    samples: tuple[bytes, ...]


def _make(wanted: Wanted, file: Stored) -> _Made:
    """Encode and take apart. Raises FfmpegError, SlateProblem, ValueError, OSError."""
    facts = wanted.track.samples.facts
    spec = video_slate_spec(facts)
    if spec is None:
        raise MediaRefused("no picture that can be encoded")
    wish = PatchSpec(wanted.cut.first, wanted.cut.count, spec.profile)
    stream = make_patch(
        wish,
        coded_group(wanted.track.samples, wanted.cut, file),
        media_runner(PATCH_LIMITS, wanted.length_ms),
    )
    sps, pps, pictures = still_pictures(split_annexb(stream))
    if len(pictures) != wanted.cut.count:
        raise MediaRefused(f"{len(pictures)} of {wanted.cut.count} pictures")
    sets = PatchSets(sps, pps)
    with_sets(facts, sets)  # an id that is taken is told now
    return _Made(sets, samples_of(pictures, facts.nal_length_size))
