"""What the manifests promise, against what can happen: a wrong judge would let everything pass."""

import pytest

from tests.acceptance.expecting import KEPT, PLAYS, Expectation, judge, outcomes, plays_at_once, tolerance_ms
from tests.acceptance.report import Mark

MP4 = b"\x00\x00\x00\x18ftypisom"
H264_AAC = "v:h264 320x240; a:aac 48000Hz 2ch"


@pytest.mark.parametrize(
    ("expected", "plays_now", "got", "mark"),
    [
        ("ACCEPT", True, PLAYS, Mark.OK),
        ("ACCEPT", True, KEPT, Mark.DIFF),  # the instant stage's own files may not wait
        ("ACCEPT", False, KEPT, Mark.DEFERRED),
        ("SALVAGE", False, KEPT, Mark.DEFERRED),
        ("KEEP|SALVAGE", False, KEPT, Mark.OK),
        ("KEEP", False, PLAYS, Mark.DIFF),  # what shall only be kept must not reach a player
        ("KEEP", False, "refused 415", Mark.DIFF),  # it may be the only record
        ("REJECT", False, "refused 415", Mark.OK),
        ("REJECT", False, KEPT, Mark.DIFF),
        ("ACCEPT|REJECT", False, "refused 415", Mark.OK),
        ("ACCEPT", True, "does not play", Mark.DIFF),
        ("ACCEPT|REJECT", True, "error 500", Mark.DIFF),
        ("ACCEPT", False, "failed", Mark.DIFF),
    ],
)
def test_judge_of_an_outcome_gives_its_mark(expected: str, plays_now: bool, got: str, mark: Mark) -> None:
    assert judge(Expectation(outcomes(expected), plays_now), got) is mark


@pytest.mark.parametrize(("duration_ms", "mark"), [(10_000, Mark.OK), (10_100, Mark.OK), (10_101, Mark.DIFF)])
def test_judge_of_a_wrong_length_differs(duration_ms: int, mark: Mark) -> None:
    assert judge(Expectation(frozenset({"accept"}), True, 10_000), PLAYS, duration_ms) is mark


def test_judge_of_an_estimated_length_believes_the_decoder() -> None:
    expected = Expectation(frozenset({"accept"}), duration_ms=59_748, decoded_ms=60_030)
    assert judge(expected, PLAYS, 60_010) is Mark.OK
    assert judge(expected, PLAYS, 58_000) is Mark.DIFF


@pytest.mark.parametrize(
    ("data", "streams", "at_once"),
    [
        (MP4, H264_AAC, True),
        (MP4, "a:aac 8000Hz 1ch", True),
        (MP4 + b"mvex", H264_AAC, False),  # written in pieces
        (MP4, "v:hevc 1x1; a:aac 48000Hz 2ch", False),
        (MP4, "a:ac3 48000Hz 6ch; a:aac 48000Hz 2ch", False),
        (b"FLV\x01" + bytes(8), H264_AAC, False),  # the same streams in another container
        (MP4, "-", False),
    ],
)
def test_file_by_its_bytes_and_streams_must_play_at_once(data: bytes, streams: str, at_once: bool) -> None:
    assert plays_at_once(data, streams) is at_once


@pytest.mark.parametrize(("streams", "expected"), [(H264_AAC, 100), ("a:aac 8000Hz 1ch", 256), ("-", 100)])
def test_tolerance_of_slow_sound_allows_its_priming(streams: str, expected: int) -> None:
    assert tolerance_ms(streams) == expected
