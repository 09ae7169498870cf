"""Masked pictures: a protected part of a camera with rectangles covered, encoded anew for every rendition of it.

They hold nothing that the original has not; what is covered is gone from them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

import structlog

from custody.models import Original
from hearings.policy.boxes import Box
from media_pipeline.ffmpeg.errors import FfmpegError, MediaRefused
from media_pipeline.ffmpeg.headed import read_header, write_headed
from media_pipeline.ffmpeg.mask import MASK_LIMITS, MaskSpec, make_masked
from media_pipeline.hls.dubbing import span_ticks
from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.files import Stored
from media_pipeline.hls.intervals import Ranges, intersect
from media_pipeline.hls.lane import LEADING
from media_pipeline.hls.masks import MaskPlan, mask_plan, mask_track
from media_pipeline.hls.patches import PatchSets, length_ms, name_of, with_sets
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.hls.slate import split_annexb, still_pictures
from media_pipeline.hls.stretches import Piece, PieceTrack
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.mp4.index import Int64s, TrackFacts
from media_pipeline.services.artefacts import artefact_path, fresh_path, make_durable, present, register
from media_pipeline.services.coded import coded_group, samples_of
from media_pipeline.services.located import located
from media_pipeline.services.runners import media_runner
from media_pipeline.services.shared_sets import Dressed, SharedSets, sets_in
from media_pipeline.services.specs import video_slate_spec

log = structlog.get_logger(__name__)
VERSION = 1
"""Raised when masked pictures are made differently; older ones stay for the generations that name them."""
CHUNK_MS = 600_000
"""A longer part is made in several files: a run that is killed loses one of them at most."""
UPRIGHT = 9


@dataclass(frozen=True, slots=True)
class Mask:
    """What is covered of pictures in [start_ms, end_ms) of the hearing.

    ``watched_at``: when somebody who had watched them released them; what was made later was seen by nobody.
    """

    start_ms: int
    end_ms: int
    boxes: tuple[Box, ...]
    watched_at: datetime | None = None

    def of(self, camera: int) -> Self | None:
        """Return what is covered of one camera's picture, None where all of it is."""
        own = tuple(box for box in self.boxes if box.camera == camera)
        return replace(self, boxes=own) if own else None


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Masked pictures of one track of a piece."""

    track: PieceTrack
    plan: MaskPlan
    mask: Mask
    key: str

    def is_unseen(self, artefact: Artefact) -> bool:
        """Tell whether it was made after somebody had watched what there was."""
        return self.mask.watched_at is not None and artefact.created_at > self.mask.watched_at


def key_beginnings(sha256s: Iterable[str]) -> list[str]:
    """Return how the keys of all masked pictures of some originals begin."""
    return [f"{ArtefactKind.MASK}:{VERSION}:{sha256[:16]}:" for sha256 in sha256s]


def wanted_in(
    piece: Piece, sha256: str, masks: Iterable[Mask]
) -> Iterator[tuple[tuple[int, int], list[Wanted]]]:
    """Yield for each file's worth of the masks what is needed of a piece: its picture and the smaller renditions."""
    tracks = [track for track in piece.tracks if track.samples.facts.kind == "video"]
    plans = {track.key: VideoPlan.of(track.samples) for track in tracks}
    for mask in masks:
        for start_ms in range(mask.start_ms, mask.end_ms, CHUNK_MS):
            span = start_ms, min(start_ms + CHUNK_MS, mask.end_ms)
            found = list(_row(piece, tracks, plans, sha256, span, mask))
            if found:
                yield span, found


def _row(
    piece: Piece,
    tracks: Sequence[PieceTrack],
    plans: dict[str, VideoPlan],
    sha256: str,
    span: tuple[int, int],
    mask: Mask,
) -> Iterator[Wanted]:
    leading: tuple[Int64s, int] | None = None
    for track in sorted(tracks, key=lambda each: each.key != LEADING):
        facts = track.samples.facts
        keys = None if leading is None else leading[0] * facts.timescale // leading[1]
        low, high = span_ticks(*span, piece.starts_at_ms, facts)
        planned = mask_plan(plans[track.key], low, high, keys)
        if planned is None or _is_turned(facts):
            continue
        leading = leading or (planned.key_ticks, facts.timescale)
        (beginning,) = key_beginnings([sha256])
        name = f"{name_of(track.samples, planned.cut)}:{_digest(planned, mask.boxes)}"
        yield Wanted(track, planned, mask, f"{beginning}{track.key}:{name}")


def _is_turned(facts: TrackFacts) -> bool:
    """A picture that is shown turned or mirrored: rectangles are of the picture that people see."""
    return len(facts.matrix) == UPRIGHT and (facts.matrix[0] <= 0 or facts.matrix[4] <= 0)


def _digest(planned: MaskPlan, boxes: tuple[Box, ...]) -> str:
    named = repr((sorted(box[1:] for box in boxes), planned.keys.tolist()))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def masked(
    rows: Sequence[Sequence[Piece]],
    sha256s: Sequence[str],
    masks: Sequence[tuple[Sequence[Mask], Ranges]],
    sets: SharedSets,
) -> Dressed:
    """Give pieces (a row for each original) the masked pictures that are at hand; one query.

    ``masks``: for each original what is masked, and in which parts of the hearing it may be seen.
    """
    wanted = [
        [list(wanted_in(piece, sha256, own)) for piece in row]
        for row, sha256, (own, _seen) in zip(rows, sha256s, masks, strict=True)
    ]
    needed = [each for row in wanted for chunks in row for _, found in chunks for each in found]
    keys = [each.key for each in needed]
    at_hand = present(keys) if keys else {}
    complete = set(keys) <= set(at_hand)
    for each in needed:
        if each.key in at_hand and each.is_unseen(at_hand[each.key]):
            del at_hand[each.key]
    files: dict[str, Stored] = {}
    pieces = []
    for row, of_row, (_own, seen) in zip(rows, wanted, masks, strict=True):
        made = [
            [_piece(piece, chunk, seen, at_hand, sets) for chunk in chunks]
            for piece, chunks in zip(row, of_row, strict=True)
        ]
        pieces.append(
            [
                replace(piece, masks=tuple(each for each in found if each is not None))
                for piece, found in zip(row, made, strict=True)
            ]
        )
    for piece in (mask for row in pieces for each in row for mask in each.masks):
        files |= {track.file: located(at_hand[track.file]).stored() for track in piece.tracks}
    return Dressed(pieces, files, tuple(sorted(files)), complete)


def _piece(
    piece: Piece,
    chunk: tuple[tuple[int, int], list[Wanted]],
    seen: Ranges,
    at_hand: dict[str, Artefact],
    sets: SharedSets,
) -> Piece | None:
    """Return the masked pictures of one file's worth as a piece of the timeline; None without the leading one."""
    span, found = chunk
    visible = intersect(seen, *span)
    tracks = tuple(
        track
        for each in found
        if each.key in at_hand and (track := _track(each, at_hand[each.key], sets)) is not None
    )
    if not visible or not any(track.key == LEADING for track in tracks):
        return None
    return Piece(found[0].key, tracks, piece.starts_at_ms, visible)


def _track(wanted: Wanted, artefact: Artefact, sets: SharedSets) -> PieceTrack | None:
    header, offset = read_header(artefact_path(artefact))
    facts = sets.taken(wanted.track.samples.facts, sets_in(header))
    if facts is None:
        return None
    return PieceTrack(wanted.track.key, mask_track(facts, wanted.plan, offset, header["sizes"]), artefact.key)


def make_mask(wanted: Wanted, file: Stored, original: Original) -> Artefact | None:
    """Make masked pictures that are not there yet; None where none can be made. Raises OSError."""
    path = fresh_path(".mask")
    body = path.with_suffix(".body")
    try:
        header = _encode(wanted, file, body)
        write_headed(path, header, body)
    except (FfmpegError, SlateProblem, ValueError) as error:
        log.warning("mask.not_made", original=original.pk, detail=str(error))
        return None
    finally:
        body.unlink(missing_ok=True)
    make_durable(path)
    return register(ArtefactKind.MASK, wanted.key, path, original)


def _encode(wanted: Wanted, file: Stored, body: Path) -> dict[str, object]:
    """Write the samples batch by batch, return the header. Raises FfmpegError, SlateProblem, ValueError, OSError."""
    facts = wanted.track.samples.facts
    known: PatchSets | None = None
    sizes: list[int] = []
    with body.open("wb") as out:
        for number in range(len(wanted.plan.batches)):
            sets, samples = _batch(wanted, number, file)
            if known not in {None, sets}:
                raise MediaRefused("parameter sets differ")
            known = sets
            with_sets(facts, sets)  # an id that is taken is told now
            sizes += [len(each) for each in samples]
            out.writelines(samples)
    if known is None:
        raise MediaRefused("no picture")
    return {"sps": known.sps.hex(), "pps": known.pps.hex(), "sizes": sizes}


def _batch(wanted: Wanted, number: int, file: Stored) -> tuple[PatchSets, tuple[bytes, ...]]:
    track, cut = wanted.track.samples, wanted.plan.batches[number]
    slate = video_slate_spec(track.facts)
    if slate is None:
        raise MediaRefused("no picture that can be encoded")
    rectangles = tuple(sorted({box[1:] for box in wanted.mask.boxes}))
    spec = MaskSpec(cut.first, cut.count, wanted.plan.batch_keys(number), rectangles, slate.profile)
    stream = make_masked(
        spec, coded_group(track, cut, file), media_runner(MASK_LIMITS, length_ms(cut, track.facts))
    )
    sps, pps, pictures = still_pictures(split_annexb(stream))
    if len(pictures) != cut.count:
        raise MediaRefused(f"{len(pictures)} of {cut.count} pictures")
    return PatchSets(sps, pps), samples_of(pictures, track.facts.nal_length_size)
