"""What holds for every presentation: segments abut, samples are shown at their own time, nothing else is handed out."""

from collections.abc import Sequence

import numpy as np
import pytest

from media_pipeline.hls import (
    NoSuchSegment,
    Piece,
    Presentation,
    compose,
    segment,
)
from media_pipeline.hls.intervals import normalise
from media_pipeline.hls.lane import SLATE, Lane, ticks
from media_pipeline.mp4.index import TrackIndex
from tests.media_pipeline.hls.fragments import Fragment, parse
from tests.media_pipeline.hls.synthetic import slates_for

WHOLE = ((0, 10**9),)
RUNGS = ("v1", "v2")


def fragment(presentation: Presentation, key: str, number: int) -> Fragment:
    """The segment with media bytes replaced by zeros."""
    made = segment(presentation, key, number)
    body = b"".join(part if isinstance(part, bytes) else bytes(part.size) for part in made.parts)
    assert len(made.header) + len(body) == made.total
    return parse(made.header + body)


def lane_of(presentation: Presentation, key: str) -> Lane:
    lane = presentation.lane(key)
    assert lane is not None
    return lane


def track_of(piece: Piece, key: str) -> TrackIndex:
    track = piece.track(key)
    assert track is not None
    return track


def played(presentation: Presentation, key: str) -> dict[int, list[tuple[int, int]]]:
    """For every piece number the samples played: (sample number, tick at which it is shown)."""
    lane = lane_of(presentation, key)
    played: dict[int, list[tuple[int, int]]] = {}
    for number in np.flatnonzero(~lane.gaps).tolist():
        samples = list(fragment(presentation, key, number).samples)
        for span in range(lane.span_at[number], lane.span_at[number + 1]):
            count, first = int(lane.count[span]), int(lane.first[span])
            taken, samples = samples[:count], samples[count:]
            rows = [(first + at, sample.shown) for at, sample in enumerate(taken)]
            played.setdefault(int(lane.source[span]), []).extend(rows)
        assert not samples
    return played


def _check_lane(presentation: Presentation, lane: Lane) -> None:
    """Segments abut, last as long as they say, begin where the playlist says, and their numbers add up."""
    period_ends = presentation.discontinuity[1:]
    assert (lane.end[:-1] == lane.start[1:])[~period_ends].all()
    assert lane.start[0] == 0
    assert lane.start_us[-1] == presentation.duration_ms * 1000
    assert (np.diff(lane.start_us) > 0).all()
    for number in range(len(lane)):
        if lane.gaps[number]:
            with pytest.raises(NoSuchSegment):
                segment(presentation, lane.key, number)
            continue
        made = fragment(presentation, lane.key, number)
        scale = lane.formats[lane.format_of[number]].facts.timescale
        assert made.decode_time == lane.start[number]
        assert made.duration == lane.end[number] - lane.start[number]
        assert abs(made.decode_time * 1_000_000 / scale - lane.start_us[number]) <= 0.5
        assert made.samples[0].key
        assert min(sample.duration for sample in made.samples) > 0
        assert min(sample.shown for sample in made.samples) >= lane.start[number]


def _check_exact(presentation: Presentation, key: str) -> None:
    """Every sample is shown at its own time, inside what is visible, and none twice."""
    for source, rows in played(presentation, key).items():
        if source == SLATE:
            continue
        piece = presentation.pieces[source]
        track = track_of(piece, key)
        scale = track.facts.timescale
        numbers = np.array([number for number, _ in rows])
        assert len(np.unique(numbers)) == len(numbers)
        base = ticks(piece.starts_at_ms, scale)
        own = np.array([int(track.shown_at(number, number + 1)[0]) for number in numbers]) + base
        # A rung counts on a clock of its own and begins where the leading picture does.
        assert np.abs(own - [shown for _, shown in rows]).max() <= 8 * (key in RUNGS)
        ends = own + np.diff(track.dts)[numbers]
        for start, end in zip(own.tolist(), ends.tolist(), strict=True):
            assert any(
                ticks(a, scale) <= start and end <= ticks(b, scale) for a, b in normalise(piece.visible)
            )


def check(presentation: Presentation) -> None:
    assert len({len(lane) for lane in presentation.lanes}) == 1
    for lane in presentation.lanes:
        _check_lane(presentation, lane)
        _check_exact(presentation, lane.key)


def composed(pieces: Sequence[Piece], duration_ms: int) -> Presentation:
    presentation = compose(
        pieces, duration_ms, slates_for([track.samples for piece in pieces for track in piece.tracks])
    )
    check(presentation)
    return presentation


def shown_ms(presentation: Presentation, key: str) -> dict[int, list[int]]:
    """For every source the milliseconds at which its samples are shown."""
    scale = lane_of(presentation, key).formats[0].facts.timescale
    return {
        source: sorted(round(tick * 1000 / scale) for _, tick in rows)
        for source, rows in played(presentation, key).items()
    }
