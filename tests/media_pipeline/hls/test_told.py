"""What slates say, and when it is said aloud."""

import numpy as np
import pytest

from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls import (
    AudioFormat,
    AudioSlate,
    Piece,
    Presentation,
    Slates,
    Told,
    VideoFormat,
    VideoSlate,
    compose,
)
from media_pipeline.hls.lane import SLATE
from media_pipeline.hls.playlist import segment_sizes
from media_pipeline.hls.segments import segment
from media_pipeline.hls.told import Reasons
from tests.media_pipeline.hls.checking import check, fragment, lane_of
from tests.media_pipeline.hls.synthetic import SLATE_PPS, SLATE_SPS, recording

PICTURES = tuple((bytes((0x65, 0x80 | said)),) for said in Said)
WORDS = tuple(bytes((0x21, number)) * 3 for number in range(47))
NOTICE_MS = 1003  # 47 frames of 1024 samples at 48 kHz
FRAME_MS = 1024 / 48


def slates() -> Slates:
    video = VideoSlate(SLATE_SPS, SLATE_PPS, PICTURES, 320, 180)
    audio = AudioSlate(b"\x21\x10", 1024).with_notice(Said.PREPARING, WORDS[:3])
    audio = audio.with_notice(Said.CLOSED, WORDS)
    return Slates({VideoFormat(320, 180, (1, 1)): video}, {AudioFormat(48000, 2, 2): audio})


def presented(told: list[Told], seconds: int = 60, length_ms: int = 60_000) -> Presentation:
    """A recording from 0 on, shown where nothing is told."""
    edges = [0, *(edge for part in told for edge in part[:2]), length_ms]
    visible = tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)
    made = compose([Piece.of("r", recording(seconds), 0, visible)], length_ms, slates(), told)
    check(made)
    return made


def said_at(presentation: Presentation) -> dict[int, set[Said]]:
    """By second of the hearing what its slates say."""
    lane = lane_of(presentation, "v0")
    found: dict[int, set[Said]] = {}
    for number in range(len(lane)):
        samples = list(fragment(presentation, "v0", number).samples)
        for span in range(lane.span_at[number], lane.span_at[number + 1]):
            taken, samples = samples[: lane.count[span]], samples[lane.count[span] :]
            if lane.source[span] == SLATE:
                for sample in taken:
                    found.setdefault(sample.shown // 12_800, set()).add(Said(lane.first[span]))
    return found


def spoken(presentation: Presentation, key: str = "a0") -> list[tuple[int, bytes]]:
    """Milliseconds and frames of the words, in order."""
    lane = lane_of(presentation, key)
    found = []
    for number in range(len(lane)):
        samples, at = list(fragment(presentation, key, number).samples), 0
        bodies = [part for part in segment(presentation, key, number).parts if isinstance(part, bytes)]
        for span in range(lane.span_at[number], lane.span_at[number + 1]):
            count = int(lane.count[span])
            if lane.source[span] == SLATE:
                body = bodies.pop(0)
                for sample in samples[at : at + count]:
                    frame, body = body[: sample.size], body[sample.size :]
                    if frame != b"\x21\x10":
                        found.append((round(sample.shown / 48), frame))
                assert not body
            at += count
    return found


def test_slates_say_why_and_no_longer_than_it_lasts() -> None:
    told = [Told(10_000, 20_000, Said.CLOSED), Told(30_000, 40_000, Said.NOT_IN_SESSION)]
    seen = said_at(presented(told, seconds=50))
    assert all(seen[second] == {Said.CLOSED} for second in range(10, 20))
    assert all(seen[second] == {Said.NOT_IN_SESSION} for second in range(30, 40))
    assert all(seen[second] == {Said.NO_RECORDING} for second in range(50, 60))
    assert not seen.keys() & {*range(10), *range(20, 30), *range(40, 50)}


def test_two_reasons_in_a_row_change_at_their_border() -> None:
    told = [Told(10_000, 15_300, Said.CLOSED), Told(15_300, 20_000, Said.PREPARING)]
    seen = said_at(presented(told))
    assert (seen[14], seen[15], seen[16]) == ({Said.CLOSED}, {Said.CLOSED, Said.PREPARING}, {Said.PREPARING})


def test_until_the_next_key_the_reason_goes_on() -> None:
    seen = said_at(presented([Told(10_000, 20_500, Said.CLOSED)]))
    assert {second: seen[second] for second in (20, 21)} == {20: {Said.CLOSED}, 21: {Said.CLOSED}}
    assert 22 not in seen


def test_words_stand_at_the_start_of_a_part_once_and_whole() -> None:
    words = spoken(presented([Told(10_010, 20_000, Said.CLOSED), Told(30_000, 40_000, Said.CLOSED)]))
    assert [frame for _, frame in words] == [*WORDS, *WORDS]
    begins = [words[0][0], words[len(WORDS)][0]]
    assert all(0 <= at - due <= FRAME_MS + 1 for at, due in zip(begins, (10_010, 30_000), strict=True))
    times = np.array([at for at, _ in words[: len(WORDS)]])
    assert np.abs(np.diff(times) - FRAME_MS).max() <= 1


@pytest.mark.parametrize(
    ("part", "frames"),
    [
        (Told(10_000, 10_000 + NOTICE_MS + 990, Said.CLOSED), 0),  # hardly anything would be left of it
        (Told(10_000, 10_000 + NOTICE_MS + 1100, Said.CLOSED), len(WORDS)),
        (Told(10_000, 20_000, Said.NOT_IN_SESSION), 0),  # there are no words for it yet
        (Told(10_000, 20_000, Said.CLOSED, aloud=False), 0),
        (Told(0, 20_000, Said.CLOSED), len(WORDS)),
        (Told(50_000, 60_000, Said.PREPARING), 3),
    ],
)
def test_words_are_spoken_where_there_is_room_for_them(part: Told, frames: int) -> None:
    assert len(spoken(presented([part]))) == frames


def test_sizes_in_the_playlist_are_those_of_the_segments() -> None:
    made = presented([Told(10_000, 20_000, Said.CLOSED), Told(20_000, 24_000, Said.PREPARING)])
    for key in ("v0", "a0"):
        lane = lane_of(made, key)
        assert segment_sizes(made, lane).tolist() == [segment(made, key, n).total for n in range(len(lane))]


@pytest.mark.parametrize(
    ("told", "covered", "expected"),
    [
        ([], (), [(0, Said.NO_RECORDING)]),
        ([], ((0, 9),), [(0, Said.BLANK), (9, Said.NO_RECORDING)]),
        (
            [Told(2, 4, Said.CLOSED)],
            ((0, 2), (4, 9)),
            [(0, Said.BLANK), (2, Said.CLOSED), (9, Said.NO_RECORDING)],
        ),
        ([Told(2, 4, Said.CLOSED)], (), [(0, Said.NO_RECORDING), (2, Said.CLOSED), (4, Said.NO_RECORDING)]),
    ],
)
def test_reasons_hold_at_every_moment(
    told: list[Told], covered: tuple[tuple[int, int], ...], expected: list[tuple[int, Said]]
) -> None:
    assert Reasons.of(told, covered).between(0, 20) == expected
