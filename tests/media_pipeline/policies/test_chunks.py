"""What is made in chunks, when it is shown, and which rungs a picture gets."""

import numpy as np
import pytest

from media_pipeline.ffmpeg.chunks import Rung
from media_pipeline.ffmpeg.plan import AudioPlan, Plan, VideoPlan
from media_pipeline.ffmpeg.scan import TICKS
from media_pipeline.policies.chunks import Made, cuts_of, is_due, keys_in, rungs_for, worth_chunks
from tests.media_pipeline.hls.synthetic import video_track

SOUND = (AudioPlan(1, 0, 2, 2, 48_000),)
ENCODED, COPIED = VideoPlan(0, "encode"), VideoPlan(0, "copy")


@pytest.mark.parametrize(
    ("video", "demuxer", "media_ms", "worth"),
    [
        (ENCODED, "mpegts", 150_000, True),
        (ENCODED, "mpegts", 149_999, False),  # short: made whole
        (ENCODED, "h264", 3_600_000, False),  # a stream without a clock: nothing in it can be found again
        (COPIED, "flv", 3_600_000, True),  # copied whole, only its sound takes long
        (None, "wav", 3_600_000, True),
    ],
)
def test_worth_chunks(video: VideoPlan | None, demuxer: str, media_ms: int, worth: bool) -> None:
    assert worth_chunks(Plan(video, SOUND), demuxer, media_ms, 150_000) is worth


def _row(words: str) -> list[Made]:
    """`f` first, `s` sound, `p` pictures of 60 s; then `w` waiting, `d` done, `l` lost, `S` shown."""
    roles = {"f": "first", "s": "sound", "p": "picture"}
    states = {"w": "waiting", "d": "done", "l": "lost", "S": "done"}
    return [Made(roles[word[0]], states[word[1]], word[1] == "S", 60_000) for word in words.split()]


@pytest.mark.parametrize(
    ("chunks", "due"),
    [
        ("fd", True),  # at once, before anything else is known
        ("fS", False),
        ("fS pd pw sw", False),  # pictures without their sound replace nothing
        ("fS pw pw sd", False),
        ("fS pd pw sd", True),
        ("fS pd pw sl", True),  # the sound is lost: it is not waited for
        ("fS pl pd pw sd", True),
        ("fS pS pd pw pw sS", True),  # twice as many
        ("fS pS pS pd pw pw sS", False),
        ("fS pS pS pd pd pw sS", True),
        ("fS pS pS pd sS", True),  # the last one
        ("fl pd pd sd", True),
        ("fS pS sS", False),
    ],
)
def test_chunks_are_shown_in_steps(chunks: str, due: bool) -> None:
    assert is_due(_row(chunks)) is due


@pytest.mark.parametrize(
    ("height", "bits", "rungs"),
    [
        (1080, 4_000_000, [Rung(720, 1_200_000), Rung(480, 560_000)]),
        (720, 4_000_000, [Rung(480, 560_000)]),
        (576, 4_000_000, []),  # 480 lines would hardly be smaller
        (1080, 600_000, []),  # thin already
    ],
)
def test_rungs_are_clearly_smaller(height: int, bits: int, rungs: list[Rung]) -> None:
    assert rungs_for(height, bits, 700_000) == rungs


@pytest.mark.parametrize("timescale", [12_800, 90_000, 1_000])
def test_cuts_lie_at_keys_and_hold_all_pictures(timescale: int) -> None:
    track = video_track(200, gop=75, timescale=timescale, fps=25)
    cuts = cuts_of(track, 60)
    assert sum(cut.pictures for cut in cuts) == 200 * 25
    assert [cut.first for cut in cuts] == [True, False, False, False]
    assert [cut.start // TICKS for cut in cuts] == [0, 60, 120, 180]
    assert [cut.end for cut in cuts[:-1]] == [cut.start for cut in cuts[1:]]
    assert cuts[-1].end == 200 * TICKS


def test_keys_of_a_rung_are_those_that_are_wanted_and_few_others() -> None:
    track = video_track(20, gop=10, timescale=12_800)  # a key each 0.4 s
    (cut,) = cuts_of(track, 60)
    keys = keys_in(track, cut, [int(tick) for tick in track.key_times()[::10]])
    assert {0, 4 * TICKS, 8 * TICKS} <= set(keys)
    assert np.diff(keys).min() >= 0.4 * TICKS
    assert len(keys) <= 20
